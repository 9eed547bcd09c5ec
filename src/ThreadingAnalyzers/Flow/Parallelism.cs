using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Why two accesses may happen in parallel.</summary>
internal enum ParallelReason
{
    /// <summary>Several runs of one fork's callback overlap.</summary>
    ForkOverlapsItself,

    /// <summary>Two forks run beside each other.</summary>
    TwoForks,

    /// <summary>One of them is run by the thread that started the other, or by callers of the type, before the other's work is joined.</summary>
    ForkAndCaller,
}

/// <summary>An access that may happen in parallel with another one.</summary>
/// <param name="Access">The other access.</param>
/// <param name="Fork">The fork that puts one of the two on another thread.</param>
/// <param name="Reason">Why they may overlap.</param>
/// <param name="Own">The fork that runs the access that was asked about; null where the thread of a caller does.</param>
internal sealed record ParallelAccess(Access Access, Fork Fork, ParallelReason Reason, Fork? Own);

/// <summary>
/// Which accesses of a type may happen in parallel, from its forks and joins: the may-happen-in-parallel relation (Naumovich, Avrunin and
/// Clarke 1999), restricted to what one type shows.
/// </summary>
internal sealed class Parallelism
{
    // Once, by their names.
    private static readonly string[] Beginnings = ["Start", "Run", "Begin", "Main", "Open", "Connect", "Test"];

    private readonly ThreadContexts _contexts;
    private readonly IReadOnlyList<Fork> _forks;
    private readonly ForkSharing _sharing = new();
    private readonly Lazy<RunningForks> _running;
    private readonly BegunCalls _begun;
    private readonly TypeSummary _summary;
    private readonly Lazy<PausedTimers> _paused;
    private readonly ThreadingModel _model;

    internal Parallelism(TypeSummary summary, ThreadingModel model, CancellationToken cancellation)
    {
        _summary = summary;
        _contexts = summary.Contexts;
        _forks = summary.Forks;
        _paused = new(() => new PausedTimers(summary, model, cancellation), isThreadSafe: false);
        _model = model;
        _running = new(() => new RunningForks(summary, model, cancellation), isThreadSafe: false);
        _begun = new BegunCalls(summary, model);
    }

    /// <summary>Whether anything in the type runs beside anything else.</summary>
    internal bool Exists => _forks.Count > 0 || _begun.Exist;

    /// <summary>The first of the candidates that may run in parallel with an access to the same location, or null.</summary>
    internal ParallelAccess? PartnerOf(Access access, IEnumerable<Access> candidates)
    {
        IReadOnlyCollection<Access> others = candidates as IReadOnlyCollection<Access> ?? candidates.ToList();
        return others.Contains(access) && Overlapping(access) is { } itself ? itself : others.Select(other => Between(access, other)).FirstOrDefault(static partner => partner is not null);
    }

    /// <summary>
    /// Whether an access in code that starts and awaits threads itself, or in the program's entry point, comes before they start or after they end.
    /// </summary>
    internal bool IsBesideNothing(Access access)
    {
        Body member = access.Body.Outermost;
        bool arranges = member.SelfAndNested().Any(body => body.HasForks && body.Sites.Exists(Arranges)) || member.Method is { IsStatic: true, Name: "Main" or "<Main>$" };
        return arranges && !LeavesWorkRunning(member) && _contexts.ForksOf(access.Body).Count == 0 && _running.Value.At(access.Body, access.Reference.Syntax).Equals(ActiveForks.None);
    }

    // Work that is begun at each call, and that nobody waits for, meets the next call: Enqueue(item); ThreadPool.QueueUserWorkItem(Work);
    private bool LeavesWorkRunning(Body member) => member.Method is { MethodKind: not (MethodKind.Constructor or MethodKind.StaticConstructor), Name: not ("Main" or "<Main>$") } && !MemberPhase.IsLifecycle(member)
        && !Array.Exists(Beginnings, word => member.Method.Name.IndexOf(word, StringComparison.Ordinal) >= 0)
        && _forks.Any(fork => ReferenceEquals(fork.Container.Outermost, member) && fork.Kind is ForkKind.Task or ForkKind.PoolItem
            && Operand.ParentOf(fork.Site) is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation });

    // Who waits for a permit or a mutex, or in a monitor, waits for its turn, and not for the end of others.
    private bool Arranges(IOperation site) => site switch
    {
        IInvocationOperation call => _model.Threads.IsFork(call) || (IsJoinOfOwn(call) && call.TargetMethod.ContainingType.Name is not ("SemaphoreSlim" or "Monitor") && _model.Locks.EffectOf(call) is null),
        IObjectCreationOperation { Constructor: { } constructor } => _model.Threads.IsFork(constructor),
        IEventAssignmentOperation subscription => ThreadedEvents.IsFork(subscription),
        _ => false,
    };

    // Where nothing is started at all, WhenAll gathers what others have begun, and WaitAny waits for an answer; neither orders what is done before.
    private bool IsJoinOfOwn(IInvocationOperation call) => _model.Joins.IsJoin(call) && (_forks.Count > 0 || call.TargetMethod.Name is not ("WhenAll" or "WaitAny" or "WhenAny"));

    private ParallelAccess? Overlapping(Access access) =>
        ForksReaching(access)
            .Where(fork => _running.Value.Overlap(fork, fork) && _sharing.IsSharedByRuns(access.Location, fork) && OnWaysOf(fork, access).IsEmpty)
            .Select(fork => new ParallelAccess(access, fork, ParallelReason.ForkOverlapsItself, fork))
            .FirstOrDefault();

    // An access is its own partner where two forks run the body that it stands in.
    private ParallelAccess? Between(Access one, Access other)
    {
        foreach (Fork first in ForksReaching(one))
        {
            foreach (Fork second in ForksReaching(other))
            {
                bool isSame = ReferenceEquals(first, second);
                if (_running.Value.Overlap(first, second) && (isSame ? _sharing.IsSharedByRuns(one.Location, first) : _sharing.IsShared(one.Location, first, second))
                    && !OnWaysOf(first, one).Overlaps(OnWaysOf(second, other)))
                    return new ParallelAccess(other, second, isSame ? ParallelReason.ForkOverlapsItself : ParallelReason.TwoForks, first);
            }
        }

        if (_begun.Of(one, other, _sharing) is var (own, beside))
            return new ParallelAccess(other, beside, ParallelReason.TwoForks, own);
        if (RunByStarter(one, other) is { } starter)
            return starter;
        if (ReferenceEquals(one, other))
            return null;
        return BesideItsCaller(one, other) ?? (BesideItsCaller(other, one) is { } reversed ? reversed with { Access = other, Own = null } : null);
    }

    // The caller's access happens while the fork that runs the other one is active.
    private ParallelAccess? BesideItsCaller(Access inFork, Access byCaller)
    {
        if (IsLifecycle(byCaller.Body) || IsLifecycle(inFork.Body))
            return null;
        ActiveForks active = _running.Value.At(byCaller.Body, byCaller.Reference.Syntax);
        return ForksReaching(inFork)
            .Where(fork => fork.Kind != ForkKind.Lines && active.Has(fork) && !_contexts.ForksOf(byCaller.Body).Contains(fork) && _sharing.IsSharedWithCaller(inFork.Location, fork)
                && !(OnWaysOf(fork, inFork) is { IsEmpty: false } held && _summary.HeldLocks.At(byCaller.Body, byCaller.Reference.Syntax)?.Overlaps(held) == true) && !_paused.Value.Has(fork))
            .Select(fork => new ParallelAccess(byCaller, fork, ParallelReason.ForkAndCaller, fork))
            .FirstOrDefault();
    }

    // worker.Start(); Step(); worker.Join(), where the worker runs Step as well: both threads are in one and the same method.
    private ParallelAccess? RunByStarter(Access inFork, Access byStarter) => ForksReaching(inFork)
        .Where(fork => fork.Kind is ForkKind.Thread or ForkKind.Task or ForkKind.PoolItem && _contexts.ForksOf(byStarter.Body).Contains(fork) && _sharing.IsSharedWithCaller(inFork.Location, fork) && OnWaysOf(fork, inFork).IsEmpty
            && _contexts.CallSitesOf(byStarter.Body).Any(call => ReferenceEquals(call.Caller, fork.Container) && !_contexts.ForksOf(call.Caller).Contains(fork)
                && _running.Value.At(call.Caller, call.Site).Has(fork) && _summary.HeldLocks.At(call.Caller, call.Site) is { IsEmpty: true }))
        .Select(fork => new ParallelAccess(byStarter, fork, ParallelReason.ForkAndCaller, fork))
        .FirstOrDefault();

    private System.Collections.Immutable.ImmutableHashSet<AccessPath> OnWaysOf(Fork fork, Access access) => _summary.HeldLocks.OnWaysOf(fork, access.Body, access.Reference.Syntax);

    private IEnumerable<Fork> ForksReaching(Access access) => _contexts.ForksOf(access.Body).Where(fork => fork.Kind != ForkKind.AsyncFanOut || RunsBesideOthers(access, fork));

    // Until its first await an asynchronous lambda runs on the thread that starts it; after it, on any, unless a user interface or the scheduler of an actor calls it back.
    private bool RunsBesideOthers(Access access, Fork fork) =>
        !_model.Types.HasUserInterfaceContext
        && !(access.Body.Outermost.Symbol.ContainingType is { } type && ConfinedTypes.RunsInTurn(type))
        && fork.Targets.Any(target => (ReferenceEquals(target, access.Body) && IsInOrAfterAwait(access)) || _begun.Resumes(target, access))
        && _running.Value.AreBegunTogether(fork);

    // What an await waits for begins before it, and ends beside others.
    private static bool IsInOrAfterAwait(Access access) => access.Body.Sites.Exists(site => site is IAwaitOperation && site.Syntax.SpanStart < access.Reference.Syntax.SpanStart);

    // Construction comes before every start; disposal is expected to come after every join.
    private static bool IsLifecycle(Body body) => body.Parent is null && body.Symbol switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor or MethodKind.Destructor } => true,
        IMethodSymbol { Name: "Dispose" or "DisposeAsync" or "Finalize" } => true,
        IFieldSymbol or IPropertySymbol => true,
        _ => false,
    };
}
