using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Rules.Deadlocks;

/// <summary>A place at which something critical is done, or leads there, while a lock is held.</summary>
/// <param name="Pair">What is done, and how it is reached.</param>
/// <param name="Held">The innermost lock that is held.</param>
internal sealed record LockedPlace(CriticalPair Pair, HeldLock Held)
{
    /// <summary>The step in the body that holds the lock.</summary>
    internal TraceStep Step => Pair.StepIn(Held.Body);

    /// <summary>The place to report: the call inside of a lambda that is run at once, rather than all of the lambda.</summary>
    internal IOperation Site => SiteOf(Pair, Step);

    /// <summary>Whether the body that holds the lock does it itself.</summary>
    internal bool IsDirect => ReferenceEquals(Site, Pair.Event.Operation);

    /// <summary>Where the lock is taken, and the way from the reported place to what is done.</summary>
    internal IEnumerable<Location> Others
    {
        get
        {
            if (Held.Taken is { } taken)
                yield return taken.Syntax.GetLocation();
            foreach (TraceStep step in Pair.StepsBehind(Step).Where(step => !ReferenceEquals(step.Operation, Site)))
                yield return LocationOf(step.Operation);
        }
    }

    /// <summary>The places of a type where something of a kind happens under a lock, each once, whatever else it leads to.</summary>
    internal static IEnumerable<LockedPlace> In(TypeContext type, CriticalKind kind) =>
        from pair in type.Summary.CriticalPairs.OfThreads
        where pair.Event.Kind == kind
        let held = pair.Held.LastOrDefault(lockHeld => LockIdentity.IsMutex(lockHeld.Key) && (pair.Lock is null || !LockIdentity.IsSame(lockHeld.Key, pair.Lock)))
        where held is not null
        let place = new LockedPlace(pair, held)
        group place by place.Site into same
        select same.First();

    internal static Location LocationOf(IOperation operation) => CriticalEvents.PlaceOf(operation).GetLocation();

    internal static IOperation SiteOf(CriticalPair pair, TraceStep step)
    {
        foreach (TraceStep behind in pair.StepsBehind(step))
        {
            if (step.Operation is not IAnonymousFunctionOperation)
                break;
            step = behind;
        }

        return step.Operation;
    }
}
