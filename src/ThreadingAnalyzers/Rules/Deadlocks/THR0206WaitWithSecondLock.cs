using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Rules.Deadlocks;

/// <summary>A thread waits on a monitor, which frees that lock alone, and keeps another one.</summary>
internal sealed class THR0206WaitWithSecondLock() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0206",
        title: "Hold only the lock that Monitor.Wait gives up",
        messageFormat: "'{0}' waits on '{1}' and frees that lock alone: '{2}' stays held, and who needs it to get as far as the pulse never does",
        category: RuleCategory.Deadlocks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Monitor.Wait gives up the lock that it waits on and no other. A second lock stays held for as long as the wait lasts.",
        cwe: [833, 667]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        foreach (LockedPlace place in LockedPlace.In(type, CriticalKind.MonitorWait))
        {
            type.Report(
                Descriptor, LockedPlace.LocationOf(place.Site), place.Others, ImmutableDictionary<string, string?>.Empty,
                Excerpt.Of(CriticalEvents.PlaceOf(place.Site)), place.Pair.Lock!.Path.ToString(), place.Held.Key.Path.ToString());
        }
    }
}
