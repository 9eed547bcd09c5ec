using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Whether a signal was given when control is at some place.</summary>
internal sealed record SignalState(bool MayBeMissing, bool MayBeGiven);

/// <summary>On which ways out of a body a signal was not given.</summary>
internal sealed class SignalFlow : ForwardFlow<SignalState>
{
    private readonly FlowCaptures _captures;
    private readonly AccessPath _signal;
    private readonly ThreadingModel _model;
    private readonly List<IOperation> _causes = [];
    private bool _isGivenOnReturn;
    private bool _isMissingOnReturn;

    private SignalFlow(ControlFlowGraph graph, Body body, AccessPath signal, ThreadingModel model, CancellationToken cancellation)
        : base(graph, cancellation)
    {
        _captures = new FlowCaptures(graph, body.Locals);
        _signal = signal;
        _model = model;
    }

    /// <summary>What throws past the signal, in the order of the source; empty where the signal is not what every other way out gives.</summary>
    internal IReadOnlyList<IOperation> Causes => GaveUp || _isMissingOnReturn || !_isGivenOnReturn ? [] : _causes.OrderBy(static cause => cause.Syntax.SpanStart).ToList();

    internal static SignalFlow Compute(ControlFlowGraph graph, Body body, AccessPath signal, ThreadingModel model, CancellationToken cancellation)
    {
        var flow = new SignalFlow(graph, body, signal, model, cancellation);
        flow.Solve(new SignalState(MayBeMissing: true, MayBeGiven: false));
        return flow;
    }

    protected override SignalState Merge(SignalState left, SignalState right) => new(left.MayBeMissing || right.MayBeMissing, left.MayBeGiven || right.MayBeGiven);

    protected override SignalState? Refine(BasicBlock block, SignalState state, bool value) => state;

    protected override SignalState Apply(BasicBlock block, SignalState state, Action<SignalState, IOperation> thrown)
    {
        foreach (IOperation operation in block.Operations)
            state = Apply(operation, state, thrown);
        return block.BranchValue is { } value ? Apply(value, state, thrown) : state;
    }

    protected override void Leave(ExitKind kind, SignalState state, IOperation? cause)
    {
        if (kind == ExitKind.Normal)
        {
            _isGivenOnReturn |= state.MayBeGiven;
            _isMissingOnReturn |= state.MayBeMissing;
        }
        else if (state.MayBeMissing && cause is not null && !_causes.Exists(known => known.Syntax == cause.Syntax))
        {
            _causes.Add(cause);
        }
    }

    private SignalState Apply(IOperation root, SignalState state, Action<SignalState, IOperation> thrown)
    {
        foreach (IOperation operation in EvaluationOrder.Of(root))
        {
            if (Gives(operation))
                state = new SignalState(MayBeMissing: false, MayBeGiven: true);
            else if (_model.Throws.CanThrow(operation) && !IsOwnWork(operation) && !IsIncidental(operation))
                thrown(state, operation);
        }

        return state;
    }

    private bool Gives(IOperation operation) => operation is IInvocationOperation { Instance: { } receiver } call && _model.Signals.KindOf(call.TargetMethod) is not null && IsSignal(receiver);

    // Putting something into the stream fails only where the stream has ended already.
    private bool IsOwnWork(IOperation operation) =>
        Operand.UnwrapWaiting(operation).Operation is IInvocationOperation { Instance: { } receiver } call && _model.Signals.Feeds(call) && IsSignal(receiver);

    // Starting other work, stepping through a sequence, and what is said in a handler about an exception that came before.
    private bool IsIncidental(IOperation operation) =>
        (operation is IInvocationOperation start && _model.Threads.IsFork(start))
        || operation is IInvocationOperation { IsImplicit: true, TargetMethod.Name: "GetEnumerator" or "MoveNext" or "Dispose" or "GetAsyncEnumerator" } or IPropertyReferenceOperation { IsImplicit: true }
        || operation.Syntax.Ancestors().TakeWhile(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax)).Any(static node => node is CatchClauseSyntax);

    private bool IsSignal(IOperation receiver) => _captures.PathOf(receiver) is { } path && path.Equals(_signal);
}
