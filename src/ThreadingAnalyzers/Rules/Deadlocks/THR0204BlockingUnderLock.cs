using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;
using ThreadingAnalyzers.Rules.Async;

namespace ThreadingAnalyzers.Rules.Deadlocks;

/// <summary>A thread waits for other work, a signal or time while it holds a lock.</summary>
internal sealed class THR0204BlockingUnderLock() : TypeRule(Descriptor)
{
    /// <summary>The property with the number of additional places that could be awaited.</summary>
    internal const string Places = nameof(Places);

    /// <summary>The property with the names of their asynchronous twins.</summary>
    internal const string Twins = nameof(Twins);

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
            if (needs.NeededLock(place.Pair) is var (held, way))
                Report(type, place, held, Descriptor.DefaultSeverity, Deadlock(held, way, place), way.Select(LockedPlace.LocationOf));
            else if (type.Model.Stops.KindOf(place.Pair.Event.Operation) is not (StopKind.Callback or StopKind.Loop))
                Report(type, place, place.Held, DiagnosticSeverity.Info, Consequence(place, type.Model), []);
        }

        foreach (Body body in type.Summary.ConcernedBodies.Where(static body => body.IsAsync))
        {
            foreach (ILockOperation region in body.Sites.OfType<ILockOperation>())
                ReportSynchronousWork(type, body, region);
        }
    }

    // A lock statement in asynchronous code keeps what is in it synchronous. What has an asynchronous twin wants another lock, so that is the place to report.
    private static void ReportSynchronousWork(TypeContext type, Body body, ILockOperation region)
    {
        (SyntaxNode Call, string Twin)[] calls = [.. SynchronousCalls(type, body, region)];
        if (calls.Length == 0)
            return;
        type.Report(
            Descriptor, DiagnosticSeverity.Info, LockedPlace.LocationOf(region), calls.Select(static found => found.Call.GetLocation()),
            ImmutableDictionary<string, string?>.Empty.Add(Places, calls.Length.ToString(CultureInfo.InvariantCulture)).Add(Twins, string.Join(",", calls.Select(static found => found.Twin))),
            Excerpt.Of(calls[0].Call), Excerpt.Of(region.LockedValue.Syntax), $"with a SemaphoreSlim instead of the lock statement, '{calls[0].Twin}' could be awaited there");
    }

    private static IEnumerable<(SyntaxNode Call, string Twin)> SynchronousCalls(TypeContext type, Body body, ILockOperation region)
    {
        foreach (IInvocationOperation site in body.Sites.OfType<IInvocationOperation>().Where(site => region.Body.Syntax.Span.Contains(site.Syntax.Span) && type.Model.Stops.KindOf(site) is null))
        {
            if (type.Model.Blocking.Of(site, body.Method!) is { Form: AsyncForm.Twin, Twin: { } twin } && type.Model.Locks.EffectOf(site) is null)
                yield return (site.Syntax, twin.Name);
        }
    }

    private static void Report(TypeContext type, LockedPlace place, HeldLock held, DiagnosticSeverity severity, string consequence, IEnumerable<Location> way) =>
        type.Report(Descriptor, severity, LockedPlace.LocationOf(place.Site), place.Others.Concat(way), Excerpt.Of(place.Site.Syntax), held.Key.Path.ToString(), consequence);

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

    private static string Deadlock(HeldLock held, IReadOnlyList<IOperation> way, LockedPlace place) =>
        $"what it waits for needs '{held.Key.Path}' too (line {Excerpt.LineOf(way[way.Count - 1].Syntax, place.Site.Syntax)}), so that neither goes on";

    private static string Consequence(LockedPlace place, ThreadingModel model)
    {
        string others = model.Stops.KindOf(place.Pair.Event.Operation) == StopKind.OtherThread
            ? "if that one thread needs the lock, neither goes on"
            : "all threads that need the lock wait as long";
        return place.IsDirect ? others : $"it gets to '{Excerpt.Of(place.Pair.Event.Operation.Syntax)}' (line {Excerpt.LineOf(place.Pair.Event.Operation.Syntax, place.Site.Syntax)}), and {others}";
    }
}
