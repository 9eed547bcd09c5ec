using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Rules.Deadlocks;

/// <summary>A thread waits on a monitor, which frees that lock alone, and keeps another one.</summary>
internal sealed class THR0206WaitWithSecondLock() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0206",
        title: "Hold only the lock that Monitor.Wait gives up",
        messageFormat: "'{0}' waits on '{1}' and frees that lock alone: '{2}' stays held, {3}",
        category: RuleCategory.Deadlocks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Monitor.Wait gives up the lock that it waits on and no other. A second lock stays held for as long as the wait lasts.",
        cwe: [833, 667]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        foreach (LockedPlace place in LockedPlace.In(type, CriticalKind.MonitorWait))
        {
            LockKey waited = place.Pair.Lock!;
            List<CriticalPair> pulses = type.Summary.CriticalPairs.OfThreads.Where(pair => pair.Event.Kind == CriticalKind.MonitorPulse && LockIdentity.MayBeSame(pair.Lock!, waited)).ToList();
            bool neverComes = pulses.Count > 0 && pulses.TrueForAll(pulse => pulse.Held.Any(held => LockIdentity.MayBeSame(held.Key, place.Held.Key)));
            type.Report(
                Descriptor,
                neverComes ? Descriptor.DefaultSeverity : DiagnosticSeverity.Info,
                LockedPlace.LocationOf(place.Site),
                neverComes ? place.Others.Append(LockedPlace.LocationOf(pulses[0].Event.Operation)) : place.Others,
                Excerpt.Of(CriticalEvents.PlaceOf(place.Site)), waited.Path.ToString(), place.Held.Key.Path.ToString(),
                neverComes ? $"and all code that would wake the waiter needs it first (line {Excerpt.LineOf(pulses[0].Event.Operation.Syntax, place.Site.Syntax)})" : "and whoever needs it waits as long");
        }
    }
}
