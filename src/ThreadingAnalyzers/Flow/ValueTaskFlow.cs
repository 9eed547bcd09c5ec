using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Which ValueTask variables were consumed on some path to one point, as bits.</summary>
internal sealed record ConsumedValues(ulong Bits);

/// <summary>Finds the places that consume a ValueTask again. A ValueTask may stand for an object that is reused once it was consumed.</summary>
internal sealed class ValueTaskFlow : ForwardFlow<ConsumedValues>
{
    private readonly List<ISymbol> _variables;
    private readonly Body _body;
    private readonly ThreadingModel _model;

    private ValueTaskFlow(ControlFlowGraph graph, List<ISymbol> variables, Body body, ThreadingModel model, CancellationToken cancellation)
        : base(graph, cancellation)
    {
        _variables = variables;
        _body = body;
        _model = model;
    }

    /// <summary>The places that consume a variable which was consumed before, with the variable.</summary>
    internal Dictionary<SyntaxNode, ISymbol> Again { get; } = [];

    /// <summary>The flow of a body that consumes some ValueTask variable in more than one place, or in a loop; else null.</summary>
    internal static ValueTaskFlow? Of(Body body, ThreadingModel model, CancellationToken cancellation)
    {
        List<ISymbol> variables = Candidates(body, model);
        if (variables.Count is 0 or > 60 || body.Graph(cancellation) is not { } graph)
            return null;
        var flow = new ValueTaskFlow(graph, variables, body, model, cancellation);
        flow.Solve(new ConsumedValues(0));
        return flow.GaveUp ? null : flow;
    }

    protected override ConsumedValues Merge(ConsumedValues left, ConsumedValues right) => (left.Bits | right.Bits) == left.Bits ? left : new(left.Bits | right.Bits);

    protected override ConsumedValues Refine(BasicBlock block, ConsumedValues state, bool value) => state;

    protected override void Leave(ExitKind kind, ConsumedValues state, IOperation? cause)
    {
    }

    protected override ConsumedValues Apply(BasicBlock block, ConsumedValues state, Action<ConsumedValues, IOperation> thrown)
    {
        foreach (IOperation operation in block.Operations)
            state = Apply(operation, state, thrown);
        return block.BranchValue is { } value ? Apply(value, state, thrown) : state;
    }

    private ConsumedValues Apply(IOperation root, ConsumedValues state, Action<ConsumedValues, IOperation> thrown)
    {
        foreach (IOperation operation in EvaluationOrder.Of(root))
        {
            ulong fresh = AssignedBy(operation).Select(IndexOf).Where(static index => index >= 0).Aggregate(0UL, static (bits, index) => bits | (1UL << index));
            if (fresh != 0)
                state = new(state.Bits & ~fresh);
            else if (Consumed(operation, _body, _model.Types) is { } variable && IndexOf(variable) is >= 0 and var index)
                state = Consume(operation, variable, index, state);
            if (_model.Throws.CanThrow(operation))
                thrown(state, operation);
        }

        return state;
    }

    // task = next, (name, task) = entry, queue.TryDequeue(out task), entry is ValueTask task
    private static IEnumerable<ISymbol> AssignedBy(IOperation operation) => operation switch
    {
        ISimpleAssignmentOperation { Target: var target } when VariableOf(target) is { } assigned => [assigned],
        IDeconstructionAssignmentOperation { Target: var targets } => targets.Descendants().Select(VariableOf).OfType<ISymbol>(),
        IArgumentOperation { Parameter.RefKind: RefKind.Out, Value: var given } when VariableOf(given is IDeclarationExpressionOperation { Expression: var declared } ? declared : given) is { } received => [received],
        IDeclarationPatternOperation { DeclaredSymbol: { } matched } => [matched],
        _ => [],
    };

    private ConsumedValues Consume(IOperation operation, ISymbol variable, int index, ConsumedValues state)
    {
        ulong bit = 1UL << index;
        if ((state.Bits & bit) != 0)
            Again[operation.Syntax] = variable;
        return (state.Bits & bit) != 0 ? state : new(state.Bits | bit);
    }

    private int IndexOf(ISymbol variable) => _variables.FindIndex(known => SymbolEqualityComparer.Default.Equals(known, variable));

    private static List<ISymbol> Candidates(Body body, ThreadingModel model) => body.Sites
        .Select(site => Consumed(site, body, model.Types))
        .Where(variable => variable is not null && !IsPreserved(variable, body))
        .GroupBy(static variable => variable!, SymbolEqualityComparer.Default)
        .Where(group => group.Count() > 1 || body.Sites.Exists(static site => site is ILoopOperation))
        .Select(static group => group.Key!)
        .ToList();

    // Preserve() gives a ValueTask that may be consumed as often as one likes, and so does one that is made of a result or of a Task.
    private static bool IsPreserved(ISymbol variable, Body body) =>
        variable is ILocalSymbol local && body.Locals.Of(local) is { } value && Operand.Unwrap(value) is IInvocationOperation { TargetMethod.Name: "Preserve" or "FromResult" } or IObjectCreationOperation { Arguments.Length: < 2 } or IDefaultValueOperation or IPropertyReferenceOperation { Property.Name: "CompletedTask" };

    // await x, x.AsTask(), x.Result, x.GetAwaiter(), await x.ConfigureAwait(…)
    private static ISymbol? Consumed(IOperation operation, Body body, KnownTypes types)
    {
        IOperation? task = operation switch
        {
            IAwaitOperation awaited => awaited.Operation,
            IInvocationOperation { TargetMethod.Name: "AsTask" or "GetAwaiter" or "ConfigureAwait" or "Preserve", Instance: { } instance } => instance,
            IPropertyReferenceOperation { Property.Name: "Result", Instance: { } instance } => instance,
            // Who is given a ValueTask consumes it, unless he only answers a question about it.
            IInvocationOperation { Type.SpecialType: not SpecialType.System_Boolean, TargetMethod.MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction or MethodKind.ReducedExtension or MethodKind.DelegateInvoke } call =>
                call.Arguments.FirstOrDefault(argument => argument.Parameter is { RefKind: RefKind.None, Type: var taken } && types.IsValueTask(taken))?.Value,
            _ => null,
        };
        return task is not null && types.IsValueTask(task.Type) && VariableOf(task) is { } variable ? OriginalOf(variable, body) : null;
    }

    // var copy = pending; whoever consumes the copy has consumed both.
    private static ISymbol OriginalOf(ISymbol variable, Body body)
    {
        for (int steps = 0; steps < 4 && variable is ILocalSymbol local && body.Locals.Of(local) is { } value && VariableOf(value) is { } original; steps++)
            variable = original;
        return variable;
    }

    private static ISymbol? VariableOf(IOperation operation) => Operand.Unwrap(operation) switch
    {
        ILocalReferenceOperation { Local.IsRef: false } local => local.Local,
        IParameterReferenceOperation { Parameter.RefKind: RefKind.None } parameter => parameter.Parameter,
        _ => null,
    };
}
