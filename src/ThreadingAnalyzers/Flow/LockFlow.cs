using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A lock that is, on some path, still held when control leaves the body.</summary>
/// <param name="Lock">The index of the lock.</param>
/// <param name="Kind">How control leaves.</param>
/// <param name="Acquisitions">The acquisitions that it may come from, as bits.</param>
/// <param name="IsCertain">Whether it is held on every path that leaves this way.</param>
/// <param name="Cause">What throws, or the value returned; null at the end of the body.</param>
internal sealed record HeldAtExit(int Lock, ExitKind Kind, ulong Acquisitions, bool IsCertain, IOperation? Cause);

/// <summary>
/// Which locks are held where in one body, on every path and on some path, with exceptions followed into handlers and finally blocks.
/// The lock statement, using declarations and explicit calls all end up here as takes and gives.
/// </summary>
internal sealed class LockFlow : ForwardFlow<LockState>
{
    private readonly LockTable _table = new();
    private readonly (LockEvent[] Events, BranchCondition Branch)[] _blocks;
    private readonly Dictionary<SyntaxNode, LockState> _observed = [];
    private readonly Dictionary<IOperation, HoldCount> _atRelease = [];
    private readonly HashSet<IOperation> _freeAtRelease = [];
    private readonly HashSet<SyntaxNode> _takenBack = [];
    private readonly Dictionary<(ExitKind, SyntaxNode?), (LockState State, IOperation? Cause)> _exits = [];

    private LockFlow(Body body, ControlFlowGraph graph, ThreadingModel model, CancellationToken cancellation)
        : base(graph, cancellation)
    {
        var builder = new LockEventBuilder(body, graph, model, _table);
        _blocks = new (LockEvent[], BranchCondition)[graph.Blocks.Length];
        foreach (BasicBlock block in graph.Blocks)
            _blocks[block.Ordinal] = builder.Translate(block);
    }

    /// <summary>The locks that the body names.</summary>
    internal IReadOnlyList<LockKey> Locks => _table.Locks;

    /// <summary>The places where they are taken.</summary>
    internal IReadOnlyList<Acquisition> Acquisitions => _table.Acquisitions;

    /// <summary>What is still held when control leaves.</summary>
    internal IEnumerable<HeldAtExit> HeldAtExits =>
        from exit in _exits
        from gate in Enumerable.Range(0, exit.Value.State.LockCount)
        let count = exit.Value.State[gate]
        where count.Maximum > 0
        select new HeldAtExit(gate, exit.Key.Item1, count.Acquisitions, count.Minimum > 0, exit.Value.Cause);

    /// <summary>Every place that gives a lock back, and how often it is held just before.</summary>
    internal IEnumerable<(IOperation Operation, int Lock, HoldCount Before)> Releases =>
        from block in _blocks
        from step in block.Events
        where step.Step is LockStep.Release or LockStep.ReleaseAll && _atRelease.ContainsKey(step.Operation)
        select (step.Operation, step.Lock, _atRelease[step.Operation]);

    /// <summary>The places where the body is left in order to come back later, perhaps on another thread: awaits, also those of loops and using, and yields.</summary>
    internal IEnumerable<IOperation> Suspensions =>
        from block in _blocks
        from step in block.Events
        where step.Step == LockStep.Observe && step.Operation is IAwaitOperation or IReturnOperation
        orderby step.Operation.Syntax.SpanStart
        select step.Operation;

    /// <summary>Whether some path leads to a release on which its lock is certainly not held.</summary>
    internal bool IsFreeOnSomePathTo(IOperation release) => _freeAtRelease.Contains(release);

    /// <summary>Whether the call takes back for the caller what the body has given back before.</summary>
    internal bool IsTakenBack(SyntaxNode call) => _takenBack.Any(taken => taken.Span.Contains(call.Span));

    internal static LockFlow Compute(Body body, ControlFlowGraph graph, ThreadingModel model, CancellationToken cancellation, LockKey? held = null)
    {
        var flow = new LockFlow(body, graph, model, cancellation);
        int gate = held is null ? -1 : flow._table.IndexOf(held);
        var entry = new LockState(flow._table.Locks.Count, flow._table.ConditionCount);
        flow.Solve(gate < 0 ? entry : entry.With(gate, entry[gate].Acquired(0)));
        return flow;
    }

    /// <summary>The acquisitions that a set of bits stands for.</summary>
    internal IEnumerable<Acquisition> AcquisitionsOf(ulong bits) => _table.Of(bits);

    /// <summary>Whether the acquisition takes its lock for certain when it returns.</summary>
    internal bool IsCertain(Acquisition acquisition) =>
        _blocks.SelectMany(static block => block.Events).Any(step => step.Step == LockStep.Acquire && ReferenceEquals(step.Operation, acquisition.Operation));

    /// <summary>The state before the operation with this syntax; null where no path leads there, or the flow gave up.</summary>
    internal LockState? StateAt(SyntaxNode syntax) => !GaveUp && _observed.TryGetValue(syntax, out LockState state) ? state : null;

    /// <summary>The locks that are held on every path to the operation with this syntax.</summary>
    internal IEnumerable<LockKey> MustHoldAt(SyntaxNode syntax) =>
        StateAt(syntax) is { } state ? Enumerable.Range(0, state.LockCount).Where(gate => state[gate].Minimum > 0).Select(gate => Locks[gate]) : [];

    /// <summary>The locks that are held at the operation exactly if a condition says so, which may be either way there: <c>if (exclusive) Monitor.Enter(_gate)</c>.</summary>
    internal IEnumerable<LockKey> ToldToHoldAt(SyntaxNode syntax) =>
        StateAt(syntax) is { } state ? Enumerable.Range(0, state.LockCount).Where(gate => state[gate] is { Minimum: 0, Maximum: > 0 } && state.IsTold(gate)).Select(gate => Locks[gate]) : [];

    /// <summary>Whether the body counts the permits that it has taken, and gives them back together.</summary>
    internal bool GivesBackSeveral(int gate) => _blocks.SelectMany(static block => block.Events).Any(step =>
        step.Step == LockStep.ReleaseAll && step.Lock == gate && step.Operation is IInvocationOperation { Arguments: [{ Value.ConstantValue.HasValue: false }] });

    /// <summary>Whether some branch of the body depends on what an attempt has told.</summary>
    internal bool IsResultTested(Acquisition attempt)
    {
        LockEvent step = _blocks.SelectMany(static block => block.Events).FirstOrDefault(step => step.Step == LockStep.TryAcquire && ReferenceEquals(step.Operation, attempt.Operation));
        if (step.Operation is null || step.Condition < 0)
            return true;
        HashSet<int> telling = [step.Condition];
        while (_blocks.SelectMany(static block => block.Events).Any(copy => copy.Step == LockStep.CopyFact && telling.Contains(copy.Source) && telling.Add(copy.Condition)))
        {
        }

        return _blocks.Any(block => telling.Contains(block.Branch.Condition));
    }

    protected override LockState Merge(LockState left, LockState right) => left.Merge(right);

    protected override LockState Apply(BasicBlock block, LockState state, Action<LockState, IOperation> thrown)
    {
        foreach (LockEvent step in _blocks[block.Ordinal].Events)
        {
            if (step.Step == LockStep.MayThrow)
                thrown(state, step.Operation);
            else
                state = Apply(step, state);
        }

        return state;
    }

    protected override LockState? Refine(BasicBlock block, LockState state, bool value)
    {
        BranchCondition branch = _blocks[block.Ordinal].Branch;
        return branch.Condition < 0 ? state : state.Assume(branch.Condition, value != branch.IsNegated);
    }

    // Who gets an AbandonedMutexException has got the mutex as well.
    protected override LockState EnterHandler(ControlFlowRegion handler, LockState state)
    {
        if (handler.ExceptionType is not { Name: nameof(AbandonedMutexException) } || handler.EnclosingRegion is not { NestedRegions: [var attempt, ..] })
            return state;
        for (int block = attempt.FirstBlockOrdinal; block <= attempt.LastBlockOrdinal; block++)
        {
            foreach (LockEvent step in _blocks[block].Events.Where(step => step.Step is LockStep.Acquire or LockStep.TryAcquire && Locks[step.Lock].Primitive == LockPrimitive.Mutex && state[step.Lock].Maximum == 0))
                state = state.With(step.Lock, state[step.Lock].Acquired(step.Bit));
        }

        return state;
    }

    protected override void Leave(ExitKind kind, LockState state, IOperation? cause)
    {
        (ExitKind, SyntaxNode?) key = (kind, cause?.Syntax);
        _exits[key] = _exits.TryGetValue(key, out (LockState State, IOperation? Cause) known) ? (known.State.Merge(state), known.Cause) : (state, cause);
    }

    private LockState Apply(LockEvent step, LockState state)
    {
        switch (step.Step)
        {
            case LockStep.Acquire:
                if (state[step.Lock].IsLent)
                    _takenBack.Add(step.Operation.Syntax);
                return state.With(step.Lock, state[step.Lock].Acquired(step.Bit));
            case LockStep.TryAcquire:
                // The result tells whether the lock is held only if it was free before.
                ConditionFact told = state[step.Lock].Maximum == 0 ? new(Known.TellsHeld, step.Lock) : default;
                state = state.With(step.Lock, state[step.Lock].MaybeAcquired(step.Bit));
                return step.Condition < 0 ? state : state.WithFact(step.Condition, told);
            case LockStep.Release or LockStep.ReleaseAll:
                if (state[step.Lock].Maximum == 0 || (state[step.Lock].Minimum == 0 && IsDecidedByFlag(step.Lock, state)))
                    _freeAtRelease.Add(step.Operation);
                _atRelease[step.Operation] = _atRelease.TryGetValue(step.Operation, out HoldCount known) ? known.Joined(state[step.Lock]) : state[step.Lock];
                return state.With(step.Lock, step.Step == LockStep.Release ? state[step.Lock].Released() : state[step.Lock].Free());
            case LockStep.Forget:
                return state.With(step.Lock, state[step.Lock].Free());
            case LockStep.Entrust:
                return state.With(step.Lock, state[step.Lock] with { Minimum = 0 }).WithFact(step.Condition, default);
            case LockStep.SetFact:
                return state.WithFact(step.Condition, new(step.Known, Math.Max(step.Lock, 0)));
            case LockStep.Doubt:
                return state.Fact(step.Condition).Known is Known.True or Known.False ? state.WithFact(step.Condition, default) : state;
            case LockStep.CopyFact:
                return state.WithFact(step.Condition, Copied(state.Fact(step.Source), step.Known == Known.False));
            case LockStep.Observe:
                SyntaxNode syntax = step.Operation.Syntax;
                _observed[syntax] = _observed.TryGetValue(syntax, out LockState seen) ? seen.Merge(state) : state;
                return state;
            default:
                return state;
        }
    }

    // if (exclusive) Monitor.Enter(_gate); and now it is given back either way. What an attempt tells, somebody may have looked at in a way that does not show.
    private bool IsDecidedByFlag(int gate, LockState state) => state.IsTold(gate) && _table.Of(state[gate].Acquisitions).All(IsCertain);

    private static ConditionFact Copied(ConditionFact fact, bool isNegated) => !isNegated ? fact : fact with
    {
        Known = fact.Known switch
        {
            Known.True => Known.False,
            Known.False => Known.True,
            Known.TellsHeld => Known.TellsFree,
            Known.TellsFree => Known.TellsHeld,
            _ => Known.Nothing,
        },
    };
}
