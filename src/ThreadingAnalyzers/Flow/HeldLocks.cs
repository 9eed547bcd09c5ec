using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// The locks that must be held at a place: those of the body's own flow, and the entry locks of a body that only its own type calls, which are
/// the locks held at every call (a greatest fixpoint; bodies that nobody calls have none).
/// </summary>
internal sealed class HeldLocks(ThreadContexts contexts, ThreadingModel model, CancellationToken cancellation)
{
    private static readonly ImmutableHashSet<AccessPath> None = ImmutableHashSet<AccessPath>.Empty;
    private static readonly string[] CallerLocksSuffixes = ["NoLock", "Locked", "UnderLock", "WithLock"];
    private readonly Dictionary<Body, ImmutableHashSet<AccessPath>> _entry = [];
    private readonly HashSet<Body> _inProgress = [];

    /// <summary>The paths of the locks held at the operation with this syntax; null where it cannot be told, or by convention the caller holds one.</summary>
    internal ImmutableHashSet<AccessPath>? At(Body body, SyntaxNode syntax)
    {
        if (HasCallerLocksName(body) || body.LockFlow(model, cancellation) is { GaveUp: true })
            return null;
        return WithinBody(body, syntax).Union(EntryOf(body));
    }

    private ImmutableHashSet<AccessPath> WithinBody(Body body, SyntaxNode syntax) =>
        body.LockFlow(model, cancellation) is { } flow ? flow.MustHoldAt(syntax).Select(static key => key.Path).ToImmutableHashSet() : None;

    private ImmutableHashSet<AccessPath> EntryOf(Body body)
    {
        if (_entry.TryGetValue(body, out ImmutableHashSet<AccessPath>? known))
            return known;
        if (ThreadContexts.IsCallableFromOutside(body) || !_inProgress.Add(body))
            return None;

        ImmutableHashSet<AccessPath>? common = null;
        foreach ((Body caller, SyntaxNode site) in contexts.CallSitesOf(body))
        {
            if (_inProgress.Contains(caller))
                continue;
            ImmutableHashSet<AccessPath> held = WithinBody(caller, site).Union(EntryOf(caller));
            common = common is null ? held : common.Intersect(held);
        }

        _inProgress.Remove(body);
        // A target of a fork also begins without any lock.
        return _entry[body] = common is null || contexts.IsForkTarget(body) ? None : common;
    }

    private static bool HasCallerLocksName(Body body) =>
        body.Outermost.Method is { } method && CallerLocksSuffixes.Any(suffix => method.Name.EndsWith(suffix, StringComparison.Ordinal));
}
