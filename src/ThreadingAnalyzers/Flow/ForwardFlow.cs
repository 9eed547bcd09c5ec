using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ThreadingAnalyzers.Flow;

/// <summary>How control leaves a body.</summary>
internal enum ExitKind
{
    /// <summary>By return, or by reaching the end.</summary>
    Normal,

    /// <summary>By an exception that nothing in the body catches.</summary>
    Exceptional,
}

/// <summary>
/// A forward data-flow analysis over a control-flow graph, solved with a worklist (Kildall 1973). Follows exceptional edges into handlers, and
/// applies finally regions as functions from state to state, once for each state that reaches them: in the graph a finally region is no successor.
/// </summary>
/// <typeparam name="TState">An immutable element of the lattice.</typeparam>
internal abstract class ForwardFlow<TState>(ControlFlowGraph graph, CancellationToken cancellation)
    where TState : class, IEquatable<TState>
{
    // A lattice this small converges in a few rounds; a graph that does not is given up rather than waited for.
    private const int MaximumVisitsPerBlock = 100;
    private const int MaximumBlocks = 20_000;
    private int _visitsLeft = Math.Max(2_000, Math.Min(graph.Blocks.Length, MaximumBlocks) * MaximumVisitsPerBlock / 4);

    /// <summary>Whether the analysis gave up; then nothing that it found may be used.</summary>
    internal bool GaveUp { get; private set; }

    protected ControlFlowGraph Graph { get; } = graph;

    /// <summary>The state that holds where two paths meet.</summary>
    protected abstract TState Merge(TState left, TState right);

    /// <summary>The state after a block. Calls <paramref name="thrown"/> with the state at each place where the block may throw.</summary>
    protected abstract TState Apply(BasicBlock block, TState state, Action<TState, IOperation> thrown);

    /// <summary>The state on the branch that is taken when the block's condition is <paramref name="value"/>; null if it cannot be.</summary>
    protected abstract TState? Refine(BasicBlock block, TState state, bool value);

    /// <summary>The state with which a handler begins, where its exception says more than that something failed.</summary>
    protected virtual TState EnterHandler(ControlFlowRegion handler, TState state) => state;

    /// <summary>Control leaves the body.</summary>
    /// <param name="kind">How.</param>
    /// <param name="state">What holds then.</param>
    /// <param name="cause">The operation that throws, or the value returned.</param>
    protected abstract void Leave(ExitKind kind, TState state, IOperation? cause);

    protected void Solve(TState entry)
    {
        if (Graph.Blocks.Length > MaximumBlocks)
            GaveUp = true;
        else
            Run(new Frame(null, 0, Graph.Blocks.Length - 1), 0, entry);
    }

    private void Run(Frame frame, int first, TState entry)
    {
        Flow(frame, first, entry);
        while (!GaveUp && frame.Take() is { } ordinal)
        {
            cancellation.ThrowIfCancellationRequested();
            if (--_visitsLeft < 0)
                GaveUp = true;
            else
                Visit(frame, Graph.Blocks[ordinal], frame.In[ordinal]);
        }
    }

    private void Visit(Frame frame, BasicBlock block, TState state)
    {
        TState after = Apply(block, state, (at, cause) => Throw(frame, block.EnclosingRegion, at, cause));
        if (block.Kind == BasicBlockKind.Exit)
        {
            Leave(ExitKind.Normal, after, null);
            return;
        }

        if (block.ConditionalSuccessor is { } conditional)
        {
            bool taken = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
            Follow(frame, block, conditional, Refine(block, after, taken));
            Follow(frame, block, block.FallThroughSuccessor, Refine(block, after, !taken));
        }
        else
        {
            Follow(frame, block, block.FallThroughSuccessor, after);
        }
    }

    private void Follow(Frame frame, BasicBlock block, ControlFlowBranch? branch, TState? state)
    {
        if (branch is null || state is null)
            return;
        switch (branch.Semantics)
        {
            case ControlFlowBranchSemantics.Throw:
            case ControlFlowBranchSemantics.Rethrow:
                Throw(frame, block.EnclosingRegion, state, block.BranchValue ?? block.Operations.LastOrDefault());
                return;
            case ControlFlowBranchSemantics.StructuredExceptionHandling:
                frame.Out = frame.Out is null ? state : Merge(frame.Out, state);
                return;
        }

        if (branch.Destination is not { } destination)
            return;
        foreach (ControlFlowRegion region in branch.FinallyRegions)
        {
            state = ThroughFinally(frame, region, state);
            if (state is null)
                return;
        }

        if (branch.Semantics == ControlFlowBranchSemantics.Return && destination.Kind == BasicBlockKind.Exit)
            Leave(ExitKind.Normal, state, block.BranchValue ?? block.Operations.LastOrDefault());
        else
            Flow(frame, destination.Ordinal, state);
    }

    private TState? ThroughFinally(Frame outer, ControlFlowRegion region, TState state)
    {
        if (outer.Finallies.TryGetValue((region.FirstBlockOrdinal, state), out TState? known))
            return known;
        var frame = new Frame(outer, region.FirstBlockOrdinal, region.LastBlockOrdinal);
        Run(frame, region.FirstBlockOrdinal, state);
        outer.Finallies[(region.FirstBlockOrdinal, state)] = frame.Out;
        return frame.Out;
    }

    // From the throwing block outwards, up to the root of this body: a nested graph's regions continue into its parent's.
    private void Throw(Frame frame, ControlFlowRegion? from, TState state, IOperation? cause)
    {
        TState? current = state;
        for (ControlFlowRegion? region = from; region is not null && region.Kind != ControlFlowRegionKind.Root && current is not null; region = region.EnclosingRegion)
        {
            if (region.Kind != ControlFlowRegionKind.Try || region.EnclosingRegion is not { } statement)
                continue;
            if (statement.Kind == ControlFlowRegionKind.TryAndFinally)
                current = ThroughFinally(frame, statement.NestedRegions[1], current);
            else if (EnterHandlers(frame, statement, current))
                return;
        }

        if (current is not null)
            Leave(ExitKind.Exceptional, current, cause);
    }

    private bool EnterHandlers(Frame frame, ControlFlowRegion tryAndCatch, TState state)
    {
        foreach (ControlFlowRegion handler in tryAndCatch.NestedRegions)
        {
            if (handler.Kind == ControlFlowRegionKind.Try)
                continue;
            Flow(frame, handler.FirstBlockOrdinal, EnterHandler(handler, state));
            if (handler.Kind == ControlFlowRegionKind.Catch && CatchesAll(handler.ExceptionType))
                return true;
        }

        return false;
    }

    private static bool CatchesAll(ITypeSymbol? type) =>
        type is null or { SpecialType: SpecialType.System_Object } or { Name: nameof(Exception), ContainingNamespace: { Name: nameof(System), ContainingNamespace.IsGlobalNamespace: true } };

    private void Flow(Frame frame, int ordinal, TState state)
    {
        Frame? owner = frame;
        while (owner is not null && !owner.Contains(ordinal))
            owner = owner.Outer;
        if (owner is null)
            return;
        if (!owner.In.TryGetValue(ordinal, out TState? known))
            owner.Put(ordinal, state);
        else if (Merge(known, state) is var merged && !merged.Equals(known))
            owner.Put(ordinal, merged);
    }

    /// <summary>The blocks that are solved together: the whole graph, or one finally region for one state.</summary>
    private sealed class Frame(Frame? outer, int first, int last)
    {
        private readonly SortedSet<int> _pending = [];

        internal Frame? Outer { get; } = outer;

        internal Dictionary<int, TState> In { get; } = [];

        internal Dictionary<(int Region, TState State), TState?> Finallies { get; } = [];

        internal TState? Out { get; set; }

        internal bool Contains(int ordinal) => ordinal >= first && ordinal <= last;

        internal void Put(int ordinal, TState state)
        {
            In[ordinal] = state;
            _pending.Add(ordinal);
        }

        internal int? Take()
        {
            if (_pending.Count == 0)
                return null;
            int ordinal = _pending.Min;
            _pending.Remove(ordinal);
            return ordinal;
        }
    }
}
