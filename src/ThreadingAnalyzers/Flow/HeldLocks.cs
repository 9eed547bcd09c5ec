using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// The locks that must be held at a place: those of the body's own flow, and the entry locks of a body that only its own type calls, which are
/// the locks held at every call (a greatest fixpoint; bodies that nobody calls have none).
/// </summary>
internal sealed class HeldLocks(ThreadContexts contexts, ThreadingModel model, CancellationToken cancellation)
{
    private static readonly ImmutableHashSet<LockKey> None = ImmutableHashSet<LockKey>.Empty;
    private static readonly string[] CallerLocksSuffixes = ["NoLock", "Locked", "UnderLock", "WithLock"];
    private readonly Dictionary<Body, ImmutableHashSet<LockKey>> _entry = [];
    private readonly HashSet<Body> _inProgress = [];

    /// <summary>The paths of the locks held at the operation with this syntax; null where it cannot be told, or by convention the caller holds one.</summary>
    internal ImmutableHashSet<AccessPath>? At(Body body, SyntaxNode syntax) => KeysAt(body, syntax)?.Select(static key => key.Path).ToImmutableHashSet();

    /// <summary>The same locks with the modes in which they are held.</summary>
    internal ImmutableHashSet<LockKey>? KeysAt(Body body, SyntaxNode syntax)
    {
        if (HasCallerLocksName(body) || body.LockFlow(model, cancellation) is { GaveUp: true })
            return null;
        return WithinBody(body, syntax).Union(EntryOf(body));
    }

    private ImmutableHashSet<LockKey> WithinBody(Body body, SyntaxNode syntax)
    {
        ImmutableHashSet<LockKey> held = body.LockFlow(model, cancellation) is { } flow ? flow.MustHoldAt(syntax).ToImmutableHashSet() : None;
        return body is { Parent: null, Method: { } method } && IsSynchronized(method) ? held.Add(LockOf(method)) : held;
    }

    private static bool IsSynchronized(IMethodSymbol method) => (method.MethodImplementationFlags & MethodImplAttributes.Synchronized) != 0;

    private static LockKey LockOf(IMethodSymbol method) =>
        new(method.IsStatic ? AccessPath.OfType(method.ContainingType) : AccessPath.This, LockPrimitive.Monitor, LockMode.Exclusive);

    private ImmutableHashSet<LockKey> EntryOf(Body body)
    {
        if (_entry.TryGetValue(body, out ImmutableHashSet<LockKey>? known))
            return known;
        if (ThreadContexts.IsCallableFromOutside(body) || !_inProgress.Add(body))
            return None;

        ImmutableHashSet<LockKey>? common = null;
        foreach ((Body caller, SyntaxNode site) in contexts.CallSitesOf(body))
        {
            if (_inProgress.Contains(caller))
                continue;
            ImmutableHashSet<LockKey> held = WithinBody(caller, site).Union(EntryOf(caller));
            common = common is null ? held : Common(common, held);
        }

        _inProgress.Remove(body);
        // A target of a fork also begins without any lock.
        return _entry[body] = common is null || contexts.IsForkTarget(body) ? None : common;
    }

    // A lock that one caller holds exclusively and another one shared is held shared, for all that can be said.
    private static ImmutableHashSet<LockKey> Common(ImmutableHashSet<LockKey> left, ImmutableHashSet<LockKey> right) => left
        .Where(key => right.Any(other => other.Path.Equals(key.Path)))
        .Select(key => right.Contains(key) ? key : key with { Mode = LockMode.Shared })
        .ToImmutableHashSet();

    private static bool HasCallerLocksName(Body body) =>
        body.Outermost.Method is { } method && CallerLocksSuffixes.Any(suffix => method.Name.EndsWith(suffix, StringComparison.Ordinal));
}
