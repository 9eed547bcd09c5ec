using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A pause that is to be long enough for work on another thread: what follows uses the result, and nothing else waits for it.</summary>
/// <param name="Fork">The work.</param>
/// <param name="Pause">The call that lets time go by.</param>
/// <param name="Use">What needs the result.</param>
internal sealed record PauseForWork(Fork Fork, IInvocationOperation Pause, IOperation Use);

/// <summary>Finds the pauses between the start of some work and the first use of what it changes.</summary>
internal sealed class PausesForWork(TypeSummary summary, ThreadingModel model)
{
    internal IEnumerable<PauseForWork> All => summary.Forks.Where(static fork => fork.Kind is ForkKind.Thread or ForkKind.Task or ForkKind.PoolItem).Select(Of).Where(static found => found is not null)!;

    private PauseForWork? Of(Fork fork)
    {
        if (PauseAfter(fork) is not { } pause || StartOf(fork, pause) is not { } start)
            return null;
        List<Body> work = summary.Bodies.Where(body => summary.Contexts.ForksOf(body).Contains(fork)).ToList();
        // What goes on and on has no result, and who looks at it looks at how far it has come.
        if (work.Contains(fork.Container) || work.Exists(static body => body.Sites.Exists(GoesOn)))
            return null;
        var results = new HashSet<ISymbol>(work.SelectMany(body => new ResultsOf(body, summary.Callbacks).Locations).Where(CanHoldResult), SymbolEqualityComparer.Default);
        var files = new HashSet<ISymbol>(WrittenFiles.Of(work), SymbolEqualityComparer.Default);
        return (UseAfter(pause, results, fork) ?? WrittenFiles.ReadAfter(pause, files, fork.Container)) is { } use && !IsTested(use) && !fork.Container.Sites.Exists(site => IsBetween(site, start, use) && IsWait(site)) ? new(fork, pause, use) : null;
    }

    private IInvocationOperation? PauseAfter(Fork fork) => fork.Container.Sites.OfType<IInvocationOperation>()
        .FirstOrDefault(call => call.Syntax.SpanStart > fork.Site.Syntax.Span.End && IsPause(call) && !Nesting.IsInLoop(call));

    private bool IsPause(IInvocationOperation call) => IsJoinThatGivesUp(call) || call.TargetMethod.Name is "Sleep" or "Delay" && model.Polling.IsPause(call) && Operand.ParentOf(call) is IExpressionStatementOperation or IAwaitOperation;

    // thread.Join(1000); whose result says whether it has ended.
    private bool IsJoinThatGivesUp(IInvocationOperation call) => call is { TargetMethod.Name: "Join", Arguments.IsEmpty: false, Parent: IExpressionStatementOperation } && KnownTypes.Is(call.TargetMethod.ContainingType, model.Types.Thread) && TimedWaits.GivesUp(call);

    private IOperation? StartOf(Fork fork, IOperation pause) => fork.StartsAtSite ? fork.Site : fork.Container.Sites.OfType<IInvocationOperation>()
        .FirstOrDefault(call => call.Syntax.SpanStart < pause.Syntax.SpanStart && call.Instance is { } thread && model.Joins.KindOf(call.TargetMethod) == JoinKind.Start && (thread.Syntax.Span.Contains(fork.Site.Syntax.Span) || summary.Handles.ForksIn(thread).Contains(fork)));

    private static bool GoesOn(IOperation site) => site is IWhileLoopOperation || (site is ILoopOperation loop && Nesting.IsOpen(loop));

    // Signals, queues that wait, and what belongs to one thread or to asynchronous code have rules of their own.
    private static bool CanHoldResult(ISymbol location) => location is IFieldSymbol { IsConst: false } or ILocalSymbol or IParameterSymbol or IPropertySymbol && !SharedLocations.IsPerThread(location)
        && HandleSymbols.TypeOf(location) is not ({ ContainingNamespace.Name: "Threading" or "Tasks" or "Channels" } or { Name: "BlockingCollection" });

    private static IOperation? UseAfter(IOperation pause, HashSet<ISymbol> results, Fork fork)
    {
        IOperation? first = fork.Container.Root.Descendants().FirstOrDefault(later => later.Syntax.SpanStart > pause.Syntax.Span.End && SharedLocations.LocationOf(later) is { } used && results.Contains(used) && Nesting.IsOwn(later, fork.Container.Root));
        return first?.Parent is ISimpleAssignmentOperation assignment && assignment.Target == first || first?.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Out } ? null : first;
    }

    // Who asks first whether it is there knows that it may not be.
    private static bool IsTested(IOperation use) => Nesting.Outward(use).Any(part => part switch
    {
        IConditionalOperation choice => choice.Condition.Syntax.Span.Contains(use.Syntax.Span),
        IWhileLoopOperation => true,
        _ => false,
    });

    private static bool IsBetween(IOperation site, IOperation start, IOperation use) => site.Syntax.SpanStart > start.Syntax.Span.End && site.Syntax.SpanStart < use.Syntax.SpanStart;

    // Anything that may be about the work's end.
    private bool IsWait(IOperation site) => site switch
    {
        IAwaitOperation { Operation: var awaited } => Operand.UnwrapWaiting(awaited).Operation is not IInvocationOperation call || !model.Polling.IsPause(call),
        IInvocationOperation call when IsJoinThatGivesUp(call) => false,
        IInvocationOperation call => model.Joins.KindOf(call.TargetMethod) is JoinKind.Handles or JoinKind.Signal,
        IPropertyReferenceOperation { Property.Name: "Result" } => true,
        ILoopOperation loop => loop is IWhileLoopOperation,
        _ => UnboundCalls.Is(site),
    };
}
