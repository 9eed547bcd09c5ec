using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>The values of the current thread that this body has set, and whether an await came after: then the body may go on with another thread's values.</summary>
internal sealed class BoundState(ImmutableHashSet<ISymbol> set, ImmutableHashSet<ISymbol> left) : IEquatable<BoundState>
{
    internal static readonly BoundState Empty = new(ImmutableHashSet.Create<ISymbol>(SymbolEqualityComparer.Default), ImmutableHashSet.Create<ISymbol>(SymbolEqualityComparer.Default));

    private ImmutableHashSet<ISymbol> OnThisThread { get; } = set;

    private ImmutableHashSet<ISymbol> BeforeAwait { get; } = left;

    internal BoundState Setting(ISymbol value) => new(OnThisThread.Add(value), BeforeAwait.Remove(value));

    internal BoundState Clearing(ISymbol value) => new(OnThisThread.Remove(value), BeforeAwait.Remove(value));

    internal BoundState Awaiting() => OnThisThread.IsEmpty ? this : new(OnThisThread.Clear(), BeforeAwait.Union(OnThisThread));

    internal BoundState Union(BoundState other) => new(OnThisThread.Union(other.OnThisThread), BeforeAwait.Union(other.BeforeAwait));

    internal bool WasLeft(ISymbol value) => BeforeAwait.Contains(value);

    /// <inheritdoc/>
    public bool Equals(BoundState? other) => other is not null && OnThisThread.SetEquals(other.OnThisThread) && BeforeAwait.SetEquals(other.BeforeAwait);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BoundState);

    /// <inheritdoc/>
    public override int GetHashCode() => OnThisThread.Count + (31 * BeforeAwait.Count);
}

/// <summary>Finds where asynchronous code counts on a value that it has left on another thread.</summary>
internal sealed class ThreadBoundFlow : ForwardFlow<BoundState>
{
    private readonly ThreadingModel _model;
    private readonly Dictionary<SyntaxNode, IOperation> _uses = [];
    private readonly FlowCaptures _captures;
    private readonly Body _body;
    private readonly BoundCallees _callees;

    private ThreadBoundFlow(ControlFlowGraph graph, Body body, BoundCallees callees, ThreadingModel model, CancellationToken cancellation)
        : base(graph, cancellation)
    {
        _model = model;
        _body = body;
        _callees = callees;
        _captures = new FlowCaptures(graph, LocalValues.None);
    }

    /// <summary>The reads of such values, and the writes that were to clean up, in the order of the source.</summary>
    internal IEnumerable<IOperation> Uses => GaveUp ? [] : _uses.Values.OrderBy(static use => use.Syntax.SpanStart);

    internal static ThreadBoundFlow Compute(ControlFlowGraph graph, Body body, BoundCallees callees, ThreadingModel model, CancellationToken cancellation)
    {
        var flow = new ThreadBoundFlow(graph, body, callees, model, cancellation);
        flow.Solve(BoundState.Empty);
        return flow;
    }

    protected override BoundState Merge(BoundState left, BoundState right) => left.Union(right);

    protected override BoundState? Refine(BasicBlock block, BoundState state, bool value) => state;

    protected override void Leave(ExitKind kind, BoundState state, IOperation? cause)
    {
    }

    protected override BoundState Apply(BasicBlock block, BoundState state, Action<BoundState, IOperation> thrown)
    {
        foreach (IOperation operation in block.Operations)
            state = Apply(operation, state, thrown);
        return block.BranchValue is { } value ? Apply(value, state, thrown) : state;
    }

    private BoundState Apply(IOperation root, BoundState state, Action<BoundState, IOperation> thrown)
    {
        foreach (IOperation operation in EvaluationOrder.Of(root))
        {
            // An await that throws has waited, too.
            if (operation is IAwaitOperation)
                state = state.Awaiting();
            if (_model.Throws.CanThrow(operation))
                thrown(state, operation);
            if (BoundBy(operation) is { } value)
                state = After(operation, value, state);
            if (_callees.OfUser(operation) is { } callee)
                state = AfterCall(operation, callee, state);
            // t_current = new Context { … } holds its target while the object is made.
            if (operation is ISimpleAssignmentOperation { Target: IFlowCaptureReferenceOperation target } && _captures.Resolve(target) is { } place && _model.ThreadBound.Of(place) is { } held)
                state = state.Setting(held);
        }

        return state;
    }

    private ISymbol? BoundBy(IOperation operation) => operation is ILocalReferenceOperation local
        ? (_body.Locals.Of(local.Local) is { } value && _model.ThreadBound.IsCurrentThread(value) ? local.Local : null)
        : _model.ThreadBound.Of(operation);

    private BoundState After(IOperation reference, ISymbol value, BoundState state)
    {
        bool isWrite = reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference;
        bool isStep = reference.Parent is IIncrementOrDecrementOperation || (reference.Parent is ICompoundAssignmentOperation changed && changed.Target == reference);
        bool isReset = isWrite && IsKept(((ISimpleAssignmentOperation)reference.Parent!).Value);
        ContentUse? content = ContentUseBy(reference);
        if (state.WasLeft(value) && (!isWrite || isReset) && content != ContentUse.None && !IsTest(reference) && !(isStep && IsTally(value)))
            _uses[reference.Syntax] = reference;
        // To take an object out of its cache is not to set anything: whatever thread gets it back may keep it.
        if (isWrite && Operand.IsNull(((ISimpleAssignmentOperation)reference.Parent!).Value))
            return state.Clearing(value);
        return isWrite || isStep || content is ContentUse.None or ContentUse.Change ? state.Setting(value) : state;
    }

    // _written.Value++ in each round, and nothing else: whatever thread it is counts its share.
    private bool IsTally(ISymbol value)
    {
        List<IOperation> uses = _body.Sites.FindAll(site => SymbolEqualityComparer.Default.Equals(_model.ThreadBound.Of(site), value));
        return uses.TrueForAll(static use => use.Parent is IIncrementOrDecrementOperation or ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract }) && uses.Select(static use => IsStepUp(use.Parent!)).Distinct().Count() == 1;
    }

    private static bool IsStepUp(IOperation step) => step.Kind == OperationKind.Increment || step is ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add };

    private BoundState AfterCall(IOperation call, BoundCallee callee, BoundState state)
    {
        if (callee.Counted.Any(state.WasLeft))
            _uses[call.Syntax] = call;
        return callee.Set.Aggregate(state, static (known, value) => known.Setting(value));
    }

    // t_current = null, t_current = before, t_current = scope.Parent: the value from before, or none.
    private static bool IsKept(IOperation given) =>
        Operand.Unwrap(given) is { ConstantValue.HasValue: true } or IDefaultValueOperation or ILocalReferenceOperation or IMemberReferenceOperation { Instance: ILocalReferenceOperation, Member: IFieldSymbol or IPropertySymbol };

    /// <summary>What the call whose receiver a reference is does to the content of its collection or text; none where it begins anew, null where it does nothing that is known.</summary>
    internal static ContentUse? ContentUseBy(IOperation reference) => reference.Parent is IInvocationOperation call && call.Instance == reference && Framework.Owns(call.TargetMethod.ContainingType)
        ? call.TargetMethod.Name switch
        {
            "Clear" => ContentUse.None,
            "Push" or "Pop" or "Add" or "Append" or "AppendLine" or "Enqueue" or "Dequeue" or "Insert" => ContentUse.Change,
            _ => null,
        }
        : null;

    /// <summary>Whether a reference only asks whether there is a value: who does knows that there may be none.</summary>
    internal static bool IsTest(IOperation reference) => Operand.ParentOf(reference) is IIsPatternOperation or IIsNullOperation or IFlowCaptureOperation
        || (Operand.ParentOf(reference) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison && !ComparesText(comparison));

    // t_language == "de" asks for the value itself.
    private static bool ComparesText(IBinaryOperation comparison) => comparison.LeftOperand.ConstantValue is { HasValue: true, Value: string } || comparison.RightOperand.ConstantValue is { HasValue: true, Value: string };
}
