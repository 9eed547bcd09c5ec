using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Locks that the compiler cannot name, because a base type or the type of a field is not there: somebody holds something, and nobody can say what.</summary>
internal static class UnboundLocks
{
    private static readonly string[] Enters = ["Enter", "TryEnter", "Acquire", "TryAcquire", "Lock", "Wait", "Take", "Obtain", "Begin", "Read", "Write", "Upgrade"];

    /// <summary>Whether such a lock may be held at a place of a body.</summary>
    internal static bool MayBeHeldAt(Body body, SyntaxNode place, LockModel locks) =>
        body.SelfAndOuter().Any(outer => outer.HasUnbound && (IsInLocked(outer, place) || IsBehindEnter(outer, place, locks)));

    // lock (SyncRoot), where the base type is not known.
    private static bool IsInLocked(Body body, SyntaxNode place) => body.Sites.Exists(site =>
        site is ILockOperation region && UnboundCalls.IsUnknown(Operand.Unwrap(region.LockedValue)) && region.Body.Syntax.Span.Contains(place.Span));

    // _sync.EnterWriteLock(); using (_gate.Lock()), where the field or its type is not known.
    private static bool IsBehindEnter(Body body, SyntaxNode place, LockModel locks) => body.Sites.Exists(site =>
        UnboundCalls.Is(site) && site.Syntax.Span.End <= place.SpanStart && UnboundCalls.NameOf(site) is { } name && Array.Exists(Enters, verb => name.StartsWith(verb, StringComparison.Ordinal)) && IsLock(site.Syntax) && locks.EffectOfUnbound(site) is null && !IsFollowed(site));

    // The lock flow knows the place, if not the type, and follows it.
    private static bool IsFollowed(IOperation site) => UserScopes.ReceiverOfUnresolved(site) is var (receiver, name)
        && (UserScopes.IsResource(site) || (UserScopes.EffectOfUnresolved(name) is not null && AccessPath.Of(receiver) is { } path && LockNames.Suggest(path)));

    private static bool IsLock(SyntaxNode call) => call is InvocationExpressionSyntax { Expression: var called }
        && called.ToString().Replace("Async", "") is { Length: < 100 } text && LockNames.Suggest(text);
}
