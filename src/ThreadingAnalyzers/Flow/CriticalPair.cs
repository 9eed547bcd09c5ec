using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Flow;

/// <summary>What a thread does that another thread's locks can stop.</summary>
internal enum CriticalKind
{
    /// <summary>It takes a lock, and waits for it as long as it must.</summary>
    Acquire,

    /// <summary>It takes a lock if it is free, or waits only for a while.</summary>
    TryAcquire,

    /// <summary>It waits on the monitor of an object, and gives up only that one.</summary>
    MonitorWait,

    /// <summary>It wakes those who wait on the monitor of an object.</summary>
    MonitorPulse,

    /// <summary>It waits for other work, for a signal, or for time to pass.</summary>
    Block,

    /// <summary>It runs code that this type does not know.</summary>
    CallOut,

    /// <summary>It calls a method of another type of the same compilation, which may take locks.</summary>
    ForeignCall,
}

/// <summary>One such place.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Lock">The lock that is taken or waited on; null for the other kinds.</param>
/// <param name="Operation">Where.</param>
/// <param name="Body">The body that the operation stands in.</param>
/// <param name="Callee">The method of another type that is called.</param>
internal sealed record CriticalEvent(CriticalKind Kind, LockKey? Lock, IOperation Operation, Body Body, IMethodSymbol? Callee = null);

/// <summary>A lock that is held when something critical happens.</summary>
/// <param name="Key">The lock.</param>
/// <param name="Body">The body that took it.</param>
/// <param name="Taken">Where that body took it, if it is one place.</param>
internal sealed record HeldLock(LockKey Key, Body Body, IOperation? Taken);

/// <summary>One step on the way to an event: a place in a body that leads there.</summary>
internal readonly record struct TraceStep(Body Body, IOperation Operation);

/// <summary>
/// A critical pair: what happens, and the locks that are held then. The paths of the locks are those of the body that the pair belongs to. (Infer's
/// starvation analysis; Brotherston et al., "A compositional deadlock detector for Android Java", 2021.)
/// </summary>
/// <param name="Held">The locks held, outermost body first.</param>
/// <param name="Event">What happens.</param>
/// <param name="Lock">The lock of the event, as the body names it.</param>
/// <param name="Trace">The way there: from a place in the body, through calls, to the event.</param>
internal sealed record CriticalPair(ImmutableArray<HeldLock> Held, CriticalEvent Event, LockKey? Lock, ImmutableArray<TraceStep> Trace)
{
    /// <summary>The step of the trace in a body, from which on its locks are held.</summary>
    internal TraceStep StepIn(Body body)
    {
        foreach (TraceStep step in Trace)
        {
            if (ReferenceEquals(step.Body, body))
                return step;
        }

        return Trace[Trace.Length - 1];
    }

    /// <summary>The steps behind the one in a body: through which calls the event is reached.</summary>
    internal IEnumerable<TraceStep> StepsBehind(TraceStep step) => Trace.SkipWhile(other => other != step).Skip(1);
}
