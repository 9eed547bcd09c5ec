using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// The locks that must be held at a place: those of the body's own flow, and the entry locks of a body that only its own type calls, which are
/// the locks held at every call (a greatest fixpoint; bodies that nobody calls have none).
/// </summary>
internal sealed class HeldLocks(ThreadContexts contexts, Construction construction, OwnInvokers invokers, ThreadingModel model, CancellationToken cancellation)
{
    private static readonly ImmutableHashSet<LockKey> None = ImmutableHashSet<LockKey>.Empty;
    private readonly Dictionary<Body, ImmutableHashSet<LockKey>?> _entry = [];
    private readonly Dictionary<(Fork, Body), ImmutableHashSet<LockKey>?> _onWays = [];
    private readonly HashSet<Body> _inProgress = [];
    private readonly BaseLocks _bases = new(cancellation);
    private bool? _areLeftToCallers;
    private bool? _hasOpenLock;

    /// <summary>The paths of the locks held at the operation with this syntax; null where it cannot be told, or by convention the caller holds one.</summary>
    internal ImmutableHashSet<AccessPath>? At(Body body, SyntaxNode syntax) => KeysAt(body, syntax)?.Select(static key => key.Path).ToImmutableHashSet();

    /// <summary>Whether an access is known to be made without any lock.</summary>
    internal bool IsNoneAt(Access access) => At(access.Body, access.Reference.Syntax) is { IsEmpty: true };

    /// <summary>The paths of the locks that the body itself holds there; null where it cannot be told.</summary>
    internal ImmutableHashSet<AccessPath>? OwnAt(Body body, SyntaxNode syntax) =>
        CallerLocks.AreTakenByOwnMethod(body, syntax) || UnboundLocks.MayBeHeldAt(body, syntax, model.Locks) ? null : WithinBody(body, syntax)?.Select(static key => key.Path).ToImmutableHashSet();

    /// <summary>The same locks with the modes in which they are held.</summary>
    internal ImmutableHashSet<LockKey>? KeysAt(Body body, SyntaxNode syntax) =>
        AreAnnounced(body) || CallerLocks.AreTakenByOwnMethod(body, syntax) || CallerLocks.AreReplacedByProtocol(body, syntax) || ToldByFlag.SaysByName(body, syntax) || UnboundLocks.MayBeHeldAt(body, syntax, model.Locks) || EntryOf(body) is not { } entry || WithinBody(body, syntax) is not { } own ? null : own.Union(entry);

    // A name says little where all is seen: nobody holds a lock for work that a thread begins with, nor if the callers on other threads take none.
    private bool AreAnnounced(Body body) => CallerLocks.AreAnnounced(body) && !body.SelfAndOuter().Any(contexts.IsForkTarget)
        && (ThreadContexts.IsCallableFromOutside(body.Outermost) || contexts.ForksOf(body.Outermost).Count == 0 || contexts.CallSitesOf(body.Outermost).Count == 0);

    // Held for certain, whatever else may be.
    private ImmutableHashSet<LockKey> KnownAt(Body body, SyntaxNode syntax) => (WithinBody(body, syntax) ?? None).Union(EntryOf(body) ?? None);

    /// <summary>The locks that the work of a fork holds at a place of a body that it runs, on every way from its beginning to there.</summary>
    internal ImmutableHashSet<AccessPath> OnWaysOf(Fork fork, Body body, SyntaxNode syntax) => KeysOnWaysOf(fork, body, syntax).Select(static key => key.Path).ToImmutableHashSet();

    private ImmutableHashSet<LockKey> KeysOnWaysOf(Fork fork, Body body, SyntaxNode syntax) => (WithinBody(body, syntax) ?? None).Union(EntryOnWaysOf(fork, body));

    private ImmutableHashSet<LockKey> EntryOnWaysOf(Fork fork, Body body)
    {
        if (fork.Targets.Contains(body))
            return None;
        if (_onWays.TryGetValue((fork, body), out ImmutableHashSet<LockKey>? known))
            return known ?? None;
        _onWays[(fork, body)] = null;
        ImmutableHashSet<LockKey>? common = null;
        foreach ((Body caller, SyntaxNode site) in contexts.CallSitesOf(body))
        {
            // One that is being looked at right now comes from here itself.
            if (!contexts.ForksOf(caller).Contains(fork) || (_onWays.TryGetValue((fork, caller), out ImmutableHashSet<LockKey>? ofCaller) && ofCaller is null))
                continue;
            ImmutableHashSet<LockKey> held = KeysOnWaysOf(fork, caller, site);
            common = common is null ? held : Common(common, held);
        }

        return _onWays[(fork, body)] = common ?? None;
    }

    // Null where no path leads there, or the flow was given up.
    private ImmutableHashSet<LockKey>? WithinBody(Body body, SyntaxNode syntax)
    {
        LockFlow? flow = body.LockFlow(model, cancellation);
        if (flow is not null && flow.StateAt(syntax) is null)
            return null;
        ImmutableHashSet<LockKey> held = flow?.MustHoldAt(syntax).Concat(ToldByFlag.At(body, syntax, flow)).ToImmutableHashSet() ?? None;
        return body is { Parent: null, Method: { } method } && LockModel.IsSynchronized(method) ? held.Add(LockOf(method)) : held;
    }

    private static LockKey LockOf(IMethodSymbol method) =>
        new(method.IsStatic ? AccessPath.OfType(method.ContainingType) : AccessPath.This, LockPrimitive.Monitor, LockMode.Exclusive);

    private ImmutableHashSet<LockKey>? EntryOf(Body body)
    {
        if (_entry.TryGetValue(body, out ImmutableHashSet<LockKey>? known))
            return known;
        if (!_inProgress.Add(body))
            return None;
        ImmutableHashSet<LockKey>? entry = EntryByCallers(body)?.Union(CallerLocks.AssertedIn(body)).Union(CallerLocks.StatedIn(body)).Union(CallerLocks.BySignatureOf(body)).Union(CallerLocks.RequiredBy(body));
        _inProgress.Remove(body);
        return _entry[body] = entry;
    }

    private ImmutableHashSet<LockKey>? EntryByCallers(Body body)
    {
        // A target of a fork begins without any lock, and so does what anybody may call, unless there is a member that takes one for its callers.
        if (contexts.IsForkTarget(body))
            return None;
        if (IsPublic(body))
            return body.Parent is null && body.Method is { MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet or MethodKind.PropertySet } && (_areLeftToCallers ??= LeftToCallers.Exist(contexts.Bodies, model, cancellation)) ? null : None;
        if (body.Root is IAnonymousFunctionOperation)
            return EntryOfLambda(body);
        // protected override void OnAdded(): the base calls it, perhaps under its lock.
        if (contexts.IsCalledByBase(body) || _bases.MayLock(body))
            return null;
        // A caller without any lock holds none of this object's either; the locks of another one have other names here.
        if (contexts.CallsOnOthersOf(body) is { Count: > 0 } others)
            return others.Any(call => KnownAt(call.Caller, call.Site).IsEmpty && !_inProgress.Contains(call.Caller)) ? None : null;

        List<(Body Caller, SyntaxNode Site)> sites = contexts.CallSitesOf(body).ToList();
        foreach ((Body container, IMethodReferenceOperation reference) in contexts.ReferencesTo(body))
        {
            switch (DelegateUses.Of(reference, model))
            {
                case DelegateUse.Later:
                    return None;
                case DelegateUse.AtOnce:
                    sites.Add((container, reference.Syntax));
                    break;
                default:
                    return null;
            }
        }

        return sites.Count == 0 && MayBeCalledUnderOpenLock(body) ? null : CommonTo(sites, body);
    }

    // internal void Remove(…) that nobody here calls: other classes of the assembly take the lock that they can name.
    private bool MayBeCalledUnderOpenLock(Body body) => body is { Parent: null, Method: { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: not Accessibility.Private } }
        && (_hasOpenLock ??= contexts.Bodies.Any(other => other.LockFlow(model, cancellation)?.Locks.Any(static key => IsOpen(key.Path)) == true));

    private static bool IsOpen(AccessPath gate) => gate is { Root: null or IFieldSymbol or IPropertySymbol, Last: IFieldSymbol or IPropertySymbol } && gate.Last.DeclaredAccessibility != Accessibility.Private;

    private ImmutableHashSet<LockKey>? EntryOfLambda(Body body) => DelegateUses.Of(body.Root, model) switch
    {
        DelegateUse.Later => None,
        DelegateUse.AtOnce => CommonTo(contexts.CallSitesOf(body), body),
        _ when invokers.Of(body) is var (call, callee, runs) => CommonTo(runs.Select(run => (callee, run.Syntax)), body)?.Union(KnownAt(body.Parent!, call.Syntax)),
        _ => (GivenAway.Is(body.Root) || invokers.HaveNoLocks(body)) && KeysAt(body.Parent!, body.Root.Syntax) is { } held && held.All(IsHardlyOne) ? None : null,
    };

    // var sender = _factory.Create(): what a call gives may be a scope of anything.
    private static bool IsHardlyOne(LockKey key) => key.Primitive == LockPrimitive.Scope && !LockNames.Suggest(key.Path);

    private ImmutableHashSet<LockKey>? CommonTo(IEnumerable<(Body Caller, SyntaxNode Site)> sites, Body callee)
    {
        ImmutableHashSet<LockKey>? common = null;
        bool isDoubtful = false;
        foreach ((Body caller, SyntaxNode site) in sites)
        {
            // Nobody else has the object yet: no lock is needed, and none is missing.
            if (_inProgress.Contains(caller) || RunsWithin(caller, callee) || construction.Covers(caller, callee.Outermost.Symbol.IsStatic))
                continue;
            if (UnboundLocks.MayBeHeldAt(caller, site, model.Locks))
                return null;
            ImmutableHashSet<LockKey> held = KnownAt(caller, site);
            // Whose own callers may hold a lock that cannot be seen, says nothing about what is not held.
            if (held.IsEmpty && (EntryOf(caller) is null || AreAnnounced(caller)))
                isDoubtful = true;
            else
                common = common is null ? held : Common(common, held);
        }

        return isDoubtful && common is not { IsEmpty: true } ? null : common ?? None;
    }

    // children.ForEach(child => Sum(child)) in Sum itself: the lambda runs under whatever the method does.
    private bool RunsWithin(Body caller, Body callee) => !ReferenceEquals(caller, callee) && caller.Root is IAnonymousFunctionOperation && caller.SelfAndOuter().Contains(callee) && DelegateUses.Of(caller.Root, model) == DelegateUse.AtOnce;

    // A lock that one caller holds exclusively and another one shared is held shared, for all that can be said.
    private static ImmutableHashSet<LockKey> Common(ImmutableHashSet<LockKey> left, ImmutableHashSet<LockKey> right) => left
        .Where(key => right.Any(other => other.Path.Equals(key.Path)))
        .Select(key => right.Contains(key) ? key : key with { Mode = LockMode.Shared })
        .ToImmutableHashSet();

    private static bool IsPublic(Body body) => body.Parent is null && body.Symbol switch
    {
        IMethodSymbol { ExplicitInterfaceImplementations.IsEmpty: false } => true,
        IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor or MethodKind.Destructor } => true,
        IMethodSymbol method => method.DeclaredAccessibility == Accessibility.Public || method.Name is "Main" or "<Main>$",
        _ => true,
    };
}
