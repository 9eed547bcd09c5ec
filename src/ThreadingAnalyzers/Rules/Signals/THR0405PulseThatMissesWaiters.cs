using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Signals;

/// <summary>Threads wait on a monitor, and no pulse reaches those that could go on.</summary>
internal sealed class THR0405PulseThatMissesWaiters() : TypeRule(Descriptor)
{
    /// <summary>The property that is present where all waiting threads should be woken instead of one.</summary>
    internal const string WakeAll = "wakeAll";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0405",
        title: "Pulse the threads that can go on",
        messageFormat: "{0}",
        category: RuleCategory.Signals,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A thread in Monitor.Wait goes on only after a pulse. One that is never given, or that wakes a thread which has to wait on, leaves threads asleep that could go on.",
        cwe: [667, 833]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        List<MonitorSignalSite> all = MonitorSignalSite.In(type.Summary, type.Model)
            .Where(static site => site.Gate is not null && !LockModel.IsLockObject(Operand.Unwrap(site.Signal.Gate).Type)).ToList();
        var gates = all.GroupBy(static site => (site.Gate!, Scope: site.Gate!.Last is null ? site.Body.Outermost.Symbol.ContainingType : null));
        foreach (var sites in gates)
        {
            List<MonitorSignalSite> waits = sites.Where(static site => site.IsWait).ToList();
            List<MonitorSignalSite> pulses = sites.Where(static site => !site.IsWait).ToList();
            if (waits.Count > 0 && pulses.Count == 0 && !all.Exists(site => !site.IsWait && SymbolEqualityComparer.Default.Equals(site.Gate!.Last, sites.Key.Item1.Last)))
                AnalyzeUnpulsed(sites.Key.Item1, waits, type);
            else if (waits.Count > 0 && pulses.Count > 0)
                AnalyzePulses(new PulsedWaits(waits, pulses, type.Summary, type.Model), sites.Key.Item1, type);
        }
    }

    private static void AnalyzeUnpulsed(AccessPath gate, List<MonitorSignalSite> waits, TypeContext type)
    {
        waits.RemoveAll(static wait => wait.Signal.IsTimed);
        var uses = new GateUses(gate, type.Summary, type.Model, type.Cancellation);
        if (waits.Count > 0 && uses.IsOwn && !uses.Escapes)
            Report(waits[0], waits.Skip(1), wakeAll: false, $"Nothing that can name '{gate}' pulses it: who waits here waits for ever", type);
    }

    private static void AnalyzePulses(PulsedWaits gate, AccessPath path, TypeContext type)
    {
        foreach (MonitorSignalSite pulse in gate.Pulses.Where(static pulse => pulse.Signal.Kind == MonitorSignalKind.Pulse))
        {
            if (gate.WhyAll(pulse) is { } why)
                Report(pulse, gate.Waits, wakeAll: true, $"'{Excerpt.Of(pulse.Call.Syntax)}' wakes one thread, {why}", type);
        }

        foreach (MonitorSignalSite pulse in gate.Pulses)
        {
            if (gate.ChangeAfter(pulse) is { } late)
                Report(pulse, gate.Waits, wakeAll: false, $"What is waited for changes only at line {Excerpt.LineOf(late.Syntax)}, behind the lock: who is woken here may find it as before, and waits on", type);
        }

        if (gate.UnsetExit is var (idle, exit))
            Report(idle, gate.Waits, wakeAll: false, $"Nothing sets '{exit.Name}', which would let those go that wait here, and no code around this changes what else they wait for: who is woken waits on", type);
        else if (gate.SilentExit is var (change, flag))
            type.Report(Descriptor, change.Syntax.GetLocation(), gate.Waits.Select(static wait => wait.Call.Syntax.GetLocation()), ImmutableDictionary<string, string?>.Empty, $"'{flag.Name}' lets all go that wait here, but nothing wakes them when it is set: they wait on");
        else if (gate.IdleState is { } state && new GateUses(path, type.Summary, type.Model, type.Cancellation) is { IsOwn: true, Escapes: false })
            Report(gate.Pulses[0], gate.Waits, wakeAll: false, $"No code that pulses '{path}' changes '{state.Name}', which is what is waited for: who is woken waits on", type);
        else if (gate.Pulses.Count > 1 && new IdlePulses(gate, type.Summary, type.Model).Found is var (pulses, waited) && new GateUses(path, type.Summary, type.Model, type.Cancellation) is { IsOwn: true, Escapes: false })
            ReportIdle(pulses, waited, gate, type);
    }

    private static void ReportIdle(IReadOnlyList<MonitorSignalSite> pulses, ISymbol state, PulsedWaits gate, TypeContext type)
    {
        foreach (MonitorSignalSite pulse in pulses)
            Report(pulse, gate.Waits, wakeAll: false, $"Nothing changes '{state.Name}' or what else is waited for where this wakes the threads: they find all as it was, and wait on", type);
    }

    private static void Report(MonitorSignalSite site, IEnumerable<MonitorSignalSite> others, bool wakeAll, string message, TypeContext type) => type.Report(
        Descriptor,
        site.Call.Syntax.GetLocation(),
        others.Select(static other => other.Call.Syntax.GetLocation()),
        wakeAll ? ImmutableDictionary<string, string?>.Empty.Add(WakeAll, "") : ImmutableDictionary<string, string?>.Empty,
        message);
}
