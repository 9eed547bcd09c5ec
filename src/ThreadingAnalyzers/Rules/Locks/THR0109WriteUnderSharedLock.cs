using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>State is changed while only the read lock is held, which many threads hold at once; or the write lock is taken on top of the read lock.</summary>
internal sealed class THR0109WriteUnderSharedLock() : TypeRule(Descriptor)
{
    /// <summary>The property that holds by which mode the read lock has to be replaced: "Write" or "UpgradeableRead".</summary>
    internal const string Mode = "mode";

    /// <summary>The property that holds how many of the additional locations, from the first, take and give back the read lock in the same body.</summary>
    internal const string Calls = "calls";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0109",
        title: "Write only under the write lock",
        messageFormat: "'{0}' {1}",
        category: RuleCategory.Locks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Many threads hold a read lock at the same time. What they write, they write over each other; and none of them can get the write lock as long as one has the read lock.",
        cwe: [667, 362]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        if (!type.Summary.ConcernedBodies.Any(body => body.Sites.Exists(site => IsShared(site, type.Model))))
            return;
        foreach (Body body in type.Summary.ConcernedBodies)
            AnalyzeUpgrades(body, type);
        var guarded = new SharedLockAccesses(type.Summary, type.Model);
        foreach (StateAccess write in guarded.Writes())
        {
            LockKey key = guarded.LockOf(write)!;
            string others = key.Mode == LockMode.Shared ? $"the read lock of '{key.Path}', which other threads hold at the same time" : $"the upgradeable lock of '{key.Path}', while others may read";
            Report(write.Operation, key, "Write", $"changes '{write.Path}' under {others}", write.Access.Body, type);
        }
    }

    private static bool IsShared(IOperation site, ThreadingModel model) =>
        (UserScopes.IsResource(site) && InnerLock.TakenBy(UserScopes.MemberOf(site), model.Locks) is { Primitive: LockPrimitive.ReaderWriterLock, Mode: not LockMode.Exclusive })
        || site is IInvocationOperation call && model.Locks.EffectOf(call) is { Primitive: LockPrimitive.ReaderWriterLock, Mode: not LockMode.Exclusive, Action: not LockAction.Release };

    // Who holds the read lock and asks for more waits for all readers to leave, itself among them. Where a method that it calls asks, THR0203 says so.
    private static void AnalyzeUpgrades(Body body, TypeContext type)
    {
        if (!body.TakesLocksByCall || body.LockFlow(type.Model, type.Cancellation) is not { GaveUp: false } flow)
            return;
        foreach (Acquisition acquisition in flow.Acquisitions)
        {
            LockKey key = flow.Locks[acquisition.Lock];
            if (key is not { Primitive: LockPrimitive.ReaderWriterLock, Mode: LockMode.Exclusive or LockMode.Upgradeable })
                continue;
            LockKey[] same = flow.MustHoldAt(acquisition.Operation.Syntax).Where(other => other.Path.Equals(key.Path)).ToArray();
            if (same.Length > 0 && Array.TrueForAll(same, static other => other.Mode == LockMode.Shared))
                Report(acquisition.Operation, same[0], "UpgradeableRead", $"is called while the read lock of '{key.Path}' is held, which {Outcome(acquisition.Operation)}", body, type);
        }
    }

    private static string Outcome(IOperation acquire) =>
        acquire is IInvocationOperation { TargetMethod.ContainingType.Name: "ReaderWriterLock" } ? "waits for this thread itself" : "throws a LockRecursionException";

    private static void Report(IOperation at, LockKey key, string mode, string why, Body body, TypeContext type)
    {
        List<IInvocationOperation> calls = body.Sites.OfType<IInvocationOperation>()
            .Where(call => type.Model.Locks.EffectOf(call) is { Primitive: LockPrimitive.ReaderWriterLock, Mode: LockMode.Shared } effect && key.Path.Equals(AccessPath.Of(effect.Target, body.Locals.Resolve)))
            .ToList();
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty.Add(Mode, mode).Add(Calls, calls.Count.ToString(CultureInfo.InvariantCulture));
        type.Report(Descriptor, at.Syntax.GetLocation(), calls.Select(static call => call.Syntax.GetLocation()), properties, Excerpt.Of(at.Syntax), why);
    }
}
