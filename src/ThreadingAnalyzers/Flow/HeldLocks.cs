using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// The locks that must be held at a place: those of the body's own flow, and the entry locks of a body that only its own type calls, which are
/// the locks held at every call (a greatest fixpoint; bodies that nobody calls have none).
/// </summary>
internal sealed class HeldLocks(ThreadContexts contexts, Construction construction, ThreadingModel model, CancellationToken cancellation)
{
    private static readonly ImmutableHashSet<AccessPath> None = ImmutableHashSet<AccessPath>.Empty;
    private readonly Dictionary<Body, ImmutableHashSet<AccessPath>?> _entry = [];
    private readonly HashSet<Body> _inProgress = [];

    /// <summary>The paths of the locks held at the operation with this syntax; null where it cannot be told, or by convention the caller holds one.</summary>
    internal ImmutableHashSet<AccessPath>? At(Body body, SyntaxNode syntax) =>
        CallerLocks.AreAnnounced(body) || CallerLocks.AreTakenByOwnMethod(body, syntax) || EntryOf(body) is not { } entry || WithinBody(body, syntax) is not { } own ? null : own.Union(entry);

    /// <summary>The locks that are held for certain at the operation with this syntax, whatever else may be.</summary>
    internal ImmutableHashSet<AccessPath> KnownAt(Body body, SyntaxNode syntax) => (WithinBody(body, syntax) ?? None).Union(EntryOf(body) ?? None);

    // Null where no path leads there, or the flow was given up.
    private ImmutableHashSet<AccessPath>? WithinBody(Body body, SyntaxNode syntax)
    {
        if (body.LockFlow(model, cancellation) is not { } flow)
            return None;
        return flow.StateAt(syntax) is null ? null : flow.MustHoldAt(syntax).Select(static key => key.Path).ToImmutableHashSet();
    }

    private ImmutableHashSet<AccessPath>? EntryOf(Body body)
    {
        if (_entry.TryGetValue(body, out ImmutableHashSet<AccessPath>? known))
            return known;
        if (!_inProgress.Add(body))
            return None;
        ImmutableHashSet<AccessPath>? entry = EntryByCallers(body)?.Union(CallerLocks.AssertedIn(body)).Union(CallerLocks.BySignatureOf(body));
        _inProgress.Remove(body);
        return _entry[body] = entry;
    }

    private ImmutableHashSet<AccessPath>? EntryByCallers(Body body)
    {
        // A target of a fork begins without any lock, and so does what anybody may call.
        if (contexts.IsForkTarget(body) || IsPublic(body))
            return None;
        if (body.Root is IAnonymousFunctionOperation)
            return EntryOfLambda(body);
        if (contexts.IsCalledOnOthers(body))
            return null;

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

        return CommonTo(sites, body);
    }

    private ImmutableHashSet<AccessPath>? EntryOfLambda(Body body) => DelegateUses.Of(body.Root, model) switch
    {
        DelegateUse.Later => None,
        DelegateUse.AtOnce => CommonTo(contexts.CallSitesOf(body), body),
        _ => null,
    };

    private ImmutableHashSet<AccessPath> CommonTo(IEnumerable<(Body Caller, SyntaxNode Site)> sites, Body callee)
    {
        ImmutableHashSet<AccessPath>? common = null;
        foreach ((Body caller, SyntaxNode site) in sites)
        {
            // Nobody else has the object yet: no lock is needed, and none is missing.
            if (_inProgress.Contains(caller) || construction.Covers(caller, callee.Outermost.Symbol.IsStatic))
                continue;
            ImmutableHashSet<AccessPath> held = KnownAt(caller, site);
            common = common is null ? held : common.Intersect(held);
        }

        return common ?? None;
    }

    private static bool IsPublic(Body body) => body.Parent is null && body.Symbol switch
    {
        IMethodSymbol { ExplicitInterfaceImplementations.IsEmpty: false } => true,
        IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor or MethodKind.Destructor } => true,
        IMethodSymbol method => method.DeclaredAccessibility == Accessibility.Public || method.Name is "Main" or "<Main>$",
        _ => true,
    };
}
