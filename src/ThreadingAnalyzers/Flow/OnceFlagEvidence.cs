using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Why it is believed that two threads may test and set one flag at the same time.</summary>
internal sealed class OnceFlagEvidence(AccessPath location, IReadOnlyList<FlagStep> steps, TypeSummary summary, ThreadingModel model)
{
    /// <summary>The evidence, as the end of a sentence; null where there is none.</summary>
    internal string? For(FlagStep set, FlagStep test)
    {
        // That a member starts threads says nothing of who else calls it.
        bool isAlone = set.Member.Method is not { IsStatic: false } || !ThreadContexts.IsCallableFromOutside(set.Member);
        if ((isAlone && summary.Parallelism.IsBesideNothing(set.Access)) || StatedIntent.Excuses(set.Operation.Syntax))
            return null;
        if (set.Atomic == AtomicAction.Exchange)
            return "and what the exchange gives, which tells who was first, is ignored";
        if (location.Last is IFieldSymbol { IsVolatile: true } && !IsReadByOwnThread)
            return "and the field is volatile because several threads use it";
        if (steps.FirstOrDefault(static step => step.Atomic is not null) is { } atomic)
            return $"and line {LineOf(atomic.Operation)} uses {NameOf(atomic.Operation)}, which only several threads need";
        // A number that a lock guards elsewhere is missing that guard, unless it is set under it.
        FlagStep? guarded = ValueShape.IsFlag(location.Last!) || set.Held.Any(path => summary.Guards.CanGuard(path, location)) ? steps.FirstOrDefault(step => !ReferenceEquals(step.Member, set.Member) && step.Held.Any(path => summary.Guards.CanGuard(path, location))) : null;
        if (guarded is not null)
            return $"and the access at line {LineOf(guarded.Operation)} holds the lock '{guarded.Held.First(path => summary.Guards.CanGuard(path, location))}' because several threads use it";
        if (OverlappingTimer(set) is { } timer)
            return $"and the timer of line {LineOf(timer.Site)} calls again while the last call still runs";
        if (summary.Forks.Count > 0 && summary.Parallelism.PartnerOf(test.Access, [set.Access]) is { } partner)
            return $"and the work started at line {LineOf(partner.Fork.Site)} runs beside it";
        if (CallingWork(set) is { } work)
            return $"and the work started at line {LineOf(work.Site)} calls '{set.Member.Symbol.Name}', as callers on other threads may";
        return CallingToken(set) is { } registration ? $"and line {LineOf(registration)} lets whoever cancels call '{set.Member.Symbol.Name}', while its owner may" : null;
    }

    // volatile is there for the thread that this type starts, and that looks at the flag in its loop.
    private bool IsReadByOwnThread => summary.Forks.Count > 0 && summary.Accesses.TryGetValue(location, out List<Access>? accesses)
        && accesses.Exists(access => !access.Changes && Nesting.IsInLoop(access.Operation) && summary.Contexts.ForksOf(access.Body).Any(static fork => fork.Kind is ForkKind.Thread or ForkKind.Task))
        && !accesses.Exists(access => access.Changes && summary.Contexts.ForksOf(access.Body).Count > 0);

    // A member for everybody that work of the object's own calls as well: a receive loop that ends with Close().
    private Fork? CallingWork(FlagStep set) => IsForEverybody(set)
        ? summary.Contexts.ForksOf(set.Member).FirstOrDefault(fork => !fork.Targets.Contains(set.Member) && fork.Kind is ForkKind.Thread or ForkKind.Task or ForkKind.PoolItem or ForkKind.Timer)
        : null;

    // token.Register(Dispose)
    private IInvocationOperation? CallingToken(FlagStep set) => IsForEverybody(set) && set.Held.IsEmpty ? CancellationCallbacks.Calling(set.Member.Method!, summary) : null;

    private static bool IsForEverybody(FlagStep set) => ReferenceEquals(set.Access.Body, set.Member)
        && set.Member.Method is { IsStatic: false, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal };

    /// <summary>The timer whose callback sets the flag and comes round again while the last one still runs; null where there is none.</summary>
    internal Fork? OverlappingTimer(FlagStep set) => summary.Forks.Count == 0 || new TimerUses(summary, model).MayBeRearmed
        ? null
        : summary.Contexts.ForksOf(set.Access.Body).FirstOrDefault(static fork => fork is { Kind: ForkKind.Timer, Site: IObjectCreationOperation timer } && TimerUses.IsPeriodic(timer));

    private static string NameOf(IOperation operation) => (operation as IInvocationOperation ?? operation.Parent?.Parent as IInvocationOperation) is { TargetMethod: var method } ? $"'{method.ContainingType.Name}.{method.Name}'" : "an atomic call";

    private static int LineOf(IOperation operation) => operation.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
