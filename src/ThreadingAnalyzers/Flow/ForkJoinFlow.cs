using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>The forks whose work may be running at one point, as bits.</summary>
internal sealed record ActiveForks(ulong Bits)
{
    internal static readonly ActiveForks None = new(0);

    internal bool Has(Fork fork) => (Bits & BitOf(fork)) != 0;

    internal ActiveForks With(Fork fork) => Of(Bits | BitOf(fork));

    internal ActiveForks Without(Fork fork) => Of(Bits & ~BitOf(fork));

    internal ActiveForks Union(ActiveForks other) => Of(Bits | other.Bits);

    private ActiveForks Of(ulong bits) => bits == Bits ? this : new(bits);

    private static ulong BitOf(Fork fork) => 1UL << fork.Index;
}

/// <summary>
/// Which forks' work may run in parallel with which operations of one body: from where it is started to where it is joined, on any path
/// (fork–join, after the happens-before order of the ECMA-335 memory model's thread start and join).
/// </summary>
internal sealed class ForkJoinFlow : ForwardFlow<ActiveForks>
{
    private readonly ForkJoinEvents _events;
    private readonly ThreadingModel _model;
    private readonly JoinLoops _joinLoops;
    private readonly Dictionary<SyntaxNode, ActiveForks> _observed = [];

    private ForkJoinFlow(ControlFlowGraph graph, ForkJoinEvents events, ThreadingModel model, CancellationToken cancellation)
        : base(graph, cancellation)
    {
        _events = events;
        _model = model;
        _joinLoops = new JoinLoops(graph, model);
    }

    /// <summary>The forks that may still be running when the body is left.</summary>
    internal ActiveForks AtExit { get; private set; } = ActiveForks.None;

    internal static ForkJoinFlow Compute(ControlFlowGraph graph, ForkJoinEvents events, ThreadingModel model, ActiveForks entry, CancellationToken cancellation)
    {
        var flow = new ForkJoinFlow(graph, events, model, cancellation);
        flow.Solve(entry);
        return flow;
    }

    /// <summary>The forks that may be running just before the operation with this syntax.</summary>
    internal ActiveForks At(SyntaxNode syntax) => !GaveUp && _observed.TryGetValue(syntax, out ActiveForks? active) ? active : ActiveForks.None;

    protected override ActiveForks Merge(ActiveForks left, ActiveForks right) => left.Union(right);

    protected override ActiveForks Apply(BasicBlock block, ActiveForks state, Action<ActiveForks, IOperation> thrown)
    {
        foreach (IOperation operation in block.Operations)
            state = Apply(operation, state, thrown);
        return block.BranchValue is { } value ? Apply(value, state, thrown) : state;
    }

    protected override ActiveForks Refine(BasicBlock block, ActiveForks state, bool value)
    {
        foreach (IInvocationOperation join in value ? [] : _joinLoops.EndedBy(block.BranchValue))
            state = _events.After(join, state);
        return state;
    }

    protected override void Leave(ExitKind kind, ActiveForks state, IOperation? cause)
    {
        if (kind == ExitKind.Normal)
            AtExit = AtExit.Union(state);
    }

    private ActiveForks Apply(IOperation root, ActiveForks state, Action<ActiveForks, IOperation> thrown)
    {
        foreach (IOperation operation in EvaluationOrder.Of(root))
        {
            _observed[operation.Syntax] = _observed.TryGetValue(operation.Syntax, out ActiveForks? seen) ? seen.Union(state) : state;
            if (_model.Throws.CanThrow(operation))
                thrown(state, operation);
            state = _events.After(operation, state);
        }

        return state;
    }
}
