using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Signals;

/// <summary>A thread waits on an object's monitor, or pulses it, and does not hold its lock.</summary>
internal sealed class THR0404SignalWithoutLock() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0404",
        title: "Wait on or pulse only an object that is locked",
        messageFormat: "'{0}' is called without the lock of '{1}', and throws a SynchronizationLockException{2}",
        category: RuleCategory.Signals,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Monitor.Wait, Pulse and PulseAll work on an object that the thread has locked. Without the lock they throw.",
        cwe: [667, 832]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        foreach (MonitorSignalSite site in MonitorSignalSite.In(type.Summary, type.Model))
        {
            if (site.Gate is { } gate && !LockModel.IsLockObject(Operand.Unwrap(site.Signal.Gate).Type) && IsUnlocked(site, gate, type))
                Report(site, gate, type);
        }
    }

    private static bool IsUnlocked(MonitorSignalSite site, AccessPath gate, TypeContext type)
    {
        if (type.Summary.HeldLocks.At(site.Body, site.Call.Syntax) is not { } held || held.Contains(gate) || MayHold(site, gate, type))
            return false;
        if (site.Body.Sites.Exists(operation => LockModel.HeldTestOf(operation) is var (target, _, _) && site.IsGate(target)))
            return false;
        var uses = new GateUses(gate, type.Summary, type.Model, type.Cancellation);
        return !uses.IsLeftHeldBySome && (site.LocksOfGate(type.Model).Any() || (uses.IsOwn && IsNeverCalledUnderLock(site, gate, type)));
    }

    // A lock that is held on some paths only is more than this rule can judge.
    private static bool MayHold(MonitorSignalSite site, AccessPath gate, TypeContext type) =>
        site.Body.LockFlow(type.Model, type.Cancellation) is { } flow
        && (flow.StateAt(site.Call.Syntax) is not { } state || Enumerable.Range(0, state.LockCount).Any(index => flow.Locks[index].Path.Equals(gate) && state[index].Maximum > 0));

    private static bool IsNeverCalledUnderLock(MonitorSignalSite site, AccessPath gate, TypeContext type)
    {
        if (gate.Root is ILocalSymbol local && !IsNew(local, site.Body))
            return false;
        if (type.Summary.Contexts.IsForkTarget(site.Body))
            return true;
        IReadOnlyList<(Body Caller, SyntaxNode Site)> calls = type.Summary.Contexts.CallSitesOf(site.Body);
        bool isEntry = ThreadContexts.IsCallableFromOutside(site.Body) || (site.Body.Parent is null && (gate.Root is ILocalSymbol || type.Summary.Contexts.IsNeverNamed(site.Body)));
        return (isEntry || calls.Count > 0) && !calls.Any(call => type.Summary.HeldLocks.At(call.Caller, call.Site) is not { } held || held.Contains(gate));
    }

    private static bool IsNew(ILocalSymbol local, Body body) => body.Locals.Of(local) is { } value && Operand.Unwrap(value) is IObjectCreationOperation;

    private static void Report(MonitorSignalSite site, AccessPath gate, TypeContext type)
    {
        List<IOperation> locks = site.LocksOfGate(type.Model).ToList();
        string where = locks.Count == 0 ? "" : $"; the lock at line {Excerpt.LineOf(locks[0].Syntax)} is not held here";
        type.Report(
            Descriptor,
            site.Call.Syntax.GetLocation(),
            locks.Select(static place => (place is ILockOperation region ? region.LockedValue : place).Syntax.GetLocation()),
            ImmutableDictionary<string, string?>.Empty,
            Excerpt.Of(site.Call.Syntax),
            gate.ToString(),
            where);
    }
}
