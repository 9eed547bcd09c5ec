using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;
using ThreadingAnalyzers.Rules.Async;

namespace ThreadingAnalyzers.Rules.Deadlocks;

/// <summary>A thread waits for other work, a signal or time while it holds a lock.</summary>
internal sealed class THR0204BlockingUnderLock() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0204",
        title: "Do not block while holding a lock",
        messageFormat: "'{0}' blocks while '{1}' is held; {2}",
        category: RuleCategory.Deadlocks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Whoever needs the lock waits as long. If the work that is waited for needs the lock itself, nobody goes on.",
        cwe: [833, 667]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        var needs = new WorkWaitedFor(type);
        foreach (LockedPlace place in LockedPlace.In(type, CriticalKind.Block).Where(place => !IsReportedInAsyncCode(place, type.Model)))
        {
            (HeldLock Held, CriticalPair Work)? need = needs.NeededLock(place.Pair);
            type.Report(
                Descriptor,
                need is null ? DiagnosticSeverity.Info : Descriptor.DefaultSeverity,
                LockedPlace.LocationOf(place.Site),
                need is var (_, work) ? place.Others.Concat(work.Trace.Select(static step => LockedPlace.LocationOf(step.Operation))) : place.Others,
                Excerpt.Of(place.Site.Syntax),
                (need?.Held ?? place.Held).Key.Path.ToString(),
                need is var (held, way) ? Deadlock(held, way) : Consequence(place, type.Model));
        }
    }

    // In asynchronous code all blocking is wrong, lock or not. Inside of a lock statement there is no await, and the lock is the problem.
    private static bool IsReportedInAsyncCode(LockedPlace place, ThreadingModel model) =>
        AsyncScope.Of(place.Held.Body, model) is { } scope
        && model.Blocking.Of(place.Pair.Event.Operation, scope.Function) is { } blocking && scope.Concerns(blocking)
        && !IsInLockStatement(place.Pair.Event.Operation);

    private static bool IsInLockStatement(IOperation operation)
    {
        for (IOperation? parent = operation.Parent; parent is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation; parent = parent.Parent)
        {
            if (parent is ILockOperation)
                return true;
        }

        return false;
    }

    private static string Deadlock(HeldLock held, CriticalPair work) =>
        $"the work that it waits for needs '{held.Key.Path}' too (line {Excerpt.LineOf(work.Event.Operation.Syntax)}), so that neither goes on";

    private static string Consequence(LockedPlace place, ThreadingModel model)
    {
        string others = model.Stops.KindOf(place.Pair.Event.Operation) == StopKind.OtherThread
            ? "if that one thread needs the lock, neither goes on"
            : "all threads that need the lock wait as long";
        return place.IsDirect ? others : $"it gets to '{Excerpt.Of(place.Pair.Event.Operation.Syntax)}' (line {Excerpt.LineOf(place.Pair.Event.Operation.Syntax)}), and {others}";
    }
}
