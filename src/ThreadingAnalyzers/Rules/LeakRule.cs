using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules;

/// <summary>A rule about something that is taken and, on some path, not given back. Subclasses say what, and in which words.</summary>
/// <param name="declaration">A descriptor whose message takes the name of what is taken and when it is kept.</param>
internal abstract class LeakRule(DiagnosticDescriptor declaration) : BodyRule(declaration)
{
    /// <summary>The property that holds the expression which gives back what was taken.</summary>
    internal const string Release = "release";

    /// <summary>The property that holds how many of the additional locations, from the first, are releases in the same body.</summary>
    internal const string Releases = "releases";

    /// <summary>Whether the rule is about this lock or permit.</summary>
    protected abstract bool Concerns(LockKey key);

    /// <summary>Whether anything of the kind is taken in the body by an explicit call.</summary>
    protected abstract bool IsTakenIn(Body body);

    internal override void Analyze(BodyContext body)
    {
        if (!IsTakenIn(body.Body) || AsksItself(body.Body) || body.Body.LockFlow(body.Model, body.Cancellation) is not { GaveUp: false } flow)
            return;
        foreach (Acquisition acquisition in flow.Acquisitions)
        {
            LockKey key = flow.Locks[acquisition.Lock];
            if (Concerns(key) && !flow.GivesBackSeveral(acquisition.Lock) && (IsShared(key, body.Body) || IsThrottle(acquisition, key, body.Body)) && !IsGivenBackInAnotherMode(acquisition, flow) && !IsAskedBefore(acquisition, key, body.Body))
                Analyze(new HoldPaths(flow, acquisition), key, body);
        }
    }

    // if (IsLockHeld) _lock.ExitWriteLock(): the type knows by a member of its own whether it holds the lock.
    private static bool AsksItself(Body body) => body.Sites.Exists(static site => site switch
    {
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: { Type.SpecialType: SpecialType.System_Boolean } property } => IsHeldTest(property),
        IInvocationOperation { Instance: IInstanceReferenceOperation, TargetMethod: { ReturnType.SpecialType: SpecialType.System_Boolean } method } => IsHeldTest(method),
        _ => false,
    });

    // bool isMine = !_lock.IsWriteLockHeld; whoever asks before it takes the lock may have it already.
    private static bool IsAskedBefore(Acquisition acquisition, LockKey key, Body body) => body.Sites.Exists(site => site.Syntax.SpanStart < acquisition.Operation.Syntax.SpanStart
        && LockModel.HeldTestOf(site) is var (target, _, _) && key.Path.Equals(AccessPath.Of(target, body.Locals.Resolve)));

    private static bool IsHeldTest(ISymbol member) => member.Name.EndsWith("Held", StringComparison.Ordinal) || member.Name is "HasLock" or "OwnsLock" or "HoldsLock" or "IsLockOwner" or "IsLockedByCurrentThread";

    // EnterReadLock … ExitWriteLock is one defect, and so is the release of another lock: it is the release that is wrong.
    private static bool IsGivenBackInAnotherMode(Acquisition acquisition, LockFlow flow) => flow.Releases.Any(release => MistakenReleases.TakenInstead(release.Lock, flow) == acquisition.Lock || (
        release.Lock != acquisition.Lock && release.Before.Maximum == 0
        && flow.Locks[release.Lock].Path.Equals(flow.Locks[acquisition.Lock].Path) && !flow.Acquisitions.Any(other => other.Lock == release.Lock)));

    // What the body makes for itself dies with it, unless it has a name by which other processes know it.
    private static bool IsShared(LockKey key, Body body) =>
        key.Path.Root is not ILocalSymbol local || !SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, body.Symbol) || HasName(body.Locals.Of(local)) || IsGot(body.Locals.Of(local));

    // foreach (…) { await slots.WaitAsync(); tasks.Add(Task.Run(…)); }: the body waits for permits that its own lambdas give back.
    private static bool IsThrottle(Acquisition acquisition, LockKey key, Body body) =>
        key is { Mode: LockMode.Counting, Path.Root: ILocalSymbol slots } && body.Sites.Find(site => site.Syntax == acquisition.Operation.Syntax) is { } taken && Nesting.IsInLoop(taken)
        && body.SelfAndNested().Any(nested => !ReferenceEquals(nested, body) && nested.Sites.Exists(site => site is ILocalReferenceOperation mention && SymbolEqualityComparer.Default.Equals(mention.Local, slots)));

    // _gates.GetOrAdd(key, …), _gates[key]: the object is somebody else's, too.
    private static bool IsGot(IOperation? value) => value is not null && Operand.Unwrap(value) is IArrayElementReferenceOperation or IPropertyReferenceOperation { Arguments.Length: > 0 }
        or IInvocationOperation { Instance: IFieldReferenceOperation or IPropertyReferenceOperation };

    private static bool HasName(IOperation? value) =>
        value is IObjectCreationOperation creation && creation.Arguments.Any(static argument => argument.Parameter?.Type.SpecialType == SpecialType.System_String);

    private void Analyze(HoldPaths paths, LockKey key, BodyContext body)
    {
        if (paths.Leak is not { } leak)
            return;
        var owner = new HoldOwner(key, body.Body, body.Model.Locks, body.Cancellation);
        bool isLost = paths.IsReleasedHere ? !owner.HandsOver(paths.ReleasesHere.Count, leak) && !owner.MayBeDisposedOf(paths.ReleasesHere) && !owner.IsDisowned(paths.ReleasesHere) : paths.IsCertain && (IsDiscardedScope(paths) || owner.IsNeverReleased);
        // A test takes a lock in wrong ways to see what it does.
        if (isLost && !body.IsInTest)
            Report(paths, leak, key, body);
        else if (key.Mode == LockMode.Counting && !paths.IsReleasedHere && HandedOverHold.Of(key, body.Body, owner, body.Model, body.Cancellation) is { } handedOver)
            ReportHandedOver(paths.Acquisition, handedOver, key, body);
        else if (key.Mode == LockMode.Counting && !paths.IsReleasedHere && owner is { AnotherMemberOnlyReleases: true, CalleeReleasesOnFailure: false } && SemaphorePermits.StartsFull(key.Path.Last) && paths.LeakOfFailure is { } failure)
            body.Report(Declaration, DiagnosticSeverity.Info, paths.Acquisition.Operation.Syntax.GetLocation(), key.Path.ToString(), When(failure) + ": the caller, who would give it back later, gets nothing");
    }

    // The function that has the permit now stands further down. Its release is not this body's to move.
    private void ReportHandedOver(Acquisition acquisition, HandedOverHold hold, LockKey key, BodyContext body) => body.Report(
        Declaration, acquisition.Operation.Syntax.GetLocation(), hold.Releases.Concat(hold.Leak.Cause is { } cause ? [cause] : []).Select(static place => place.Syntax.GetLocation()),
        ImmutableDictionary<string, string?>.Empty, key.Path.ToString(), When(hold.Leak));

    // gate.EnterScope(); as a statement: nobody has the scope that would give the lock back.
    private static bool IsDiscardedScope(HoldPaths paths) =>
        paths.Acquisition.Operation is IInvocationOperation { TargetMethod.ReturnsVoid: false, TargetMethod.ReturnType.Name: "Scope", Parent: IExpressionStatementOperation };

    private void Report(HoldPaths paths, HeldAtExit leak, LockKey key, BodyContext body)
    {
        IEnumerable<Location> additional = paths.ReleasesHere.Select(static release => release.Syntax.GetLocation());
        if (leak.Cause is { } cause)
            additional = additional.Append(cause.Syntax.GetLocation());
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty
            .Add(Releases, paths.ReleasesHere.Count.ToString(CultureInfo.InvariantCulture));
        string? release = paths.ReleasesHere.Count > 0 ? paths.ReleasesHere[0].Syntax.ToString() : key.Mode == LockMode.Counting ? key.Path + ".Release()" : null;
        if (release is not null)
            properties = properties.Add(Release, release);
        DiagnosticSeverity severity = paths.IsOfCleaning(leak) ? DiagnosticSeverity.Info : Declaration.DefaultSeverity;
        body.Report(Declaration, severity, paths.Acquisition.Operation.Syntax.GetLocation(), additional, properties, key.Path.ToString(), When(paths, leak));
    }

    private static string When(HoldPaths paths, HeldAtExit leak)
    {
        if (!paths.IsReleasedHere)
            return "anywhere: nothing in this type releases it";
        return When(leak);
    }

    private static string When(HeldAtExit leak)
    {
        if (leak.Cause is not { } cause)
            return "on a path that reaches the end";
        int line = Excerpt.LineOf(cause.Syntax);
        return leak.Kind == ExitKind.Exceptional ? $"when '{Excerpt.Of(cause.Syntax)}' at line {line} throws" : $"on the path that leaves after line {line}";
    }
}
