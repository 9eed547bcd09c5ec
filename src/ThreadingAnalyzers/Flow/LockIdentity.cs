using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// The two notions of equality of locks. On one thread two paths name one lock if they are the same path. Across threads only the declaration counts:
/// the <c>_gate</c> of this object may be the <c>_gate</c> that another thread reaches through another object.
/// </summary>
internal static class LockIdentity
{
    /// <summary>
    /// The declaration that stands for the lock in all threads. A local or parameter does so for the lambdas that capture it, and for nobody else: see <see cref="IsOfOneRun"/>.
    /// </summary>
    internal static ISymbol? DeclarationOf(LockKey key) => key.Path.Last switch
    {
        IFieldSymbol field => field.OriginalDefinition,
        IPropertySymbol property => property.OriginalDefinition,
        ITypeSymbol type => type.OriginalDefinition,
        ILocalSymbol or IParameterSymbol => key.Path.Last,
        _ => null,
    };

    /// <summary>Whether the lock is a variable of the body itself, which holds another object, perhaps, whenever the body runs.</summary>
    internal static bool IsOfOneRun(LockKey key, Body body) => key.Path.Last is ILocalSymbol or IParameterSymbol && SymbolEqualityComparer.Default.Equals(key.Path.Last.ContainingSymbol, body.Symbol);

    /// <summary>Whether some other thread may mean the same lock by the other path. The monitor of a semaphore object is another lock than its permit.</summary>
    internal static bool MayBeSame(LockKey one, LockKey other) =>
        one.Primitive == other.Primitive && DeclarationOf(one) is { } declaration && SymbolEqualityComparer.Default.Equals(declaration, DeclarationOf(other));

    /// <summary>Whether both name one object for the thread that uses the names.</summary>
    internal static bool IsSame(LockKey one, LockKey other) => one.Primitive == other.Primitive && one.Path.Equals(other.Path);

    /// <summary>Whether one thread's hold makes another one wait: not if both only read.</summary>
    internal static bool Excludes(LockKey held, LockKey wanted) => held.Mode != LockMode.Shared || wanted.Mode != LockMode.Shared;

    /// <summary>Whether the lock lets one thread through at a time, and who takes it gives it back: a semaphore of one permit, but no throttle and no signal.</summary>
    internal static bool IsMutex(LockKey key) => key.Primitive switch
    {
        LockPrimitive.Scope => key.Inner is { } inner && IsMutex(InnerOf(key, inner)),
        LockPrimitive.Semaphore or LockPrimitive.SemaphoreSlim => SemaphorePermits.InitialOf(key.Path.Last) == 1,
        _ => true,
    };

    /// <summary>The lock that a lock of the user's own is made of, as a lock of the same name.</summary>
    internal static LockKey InnerOf(LockKey key, InnerLock inner) => new(inner.Place is { } place ? AccessPath.OfStatic(place) : key.Path, inner.Primitive, inner.Mode);

    /// <summary>Whether the objects that two locks belong to are one and the same for sure; a static lock belongs to whichever object one likes.</summary>
    internal static bool? HaveOneOwner(LockKey one, LockKey other)
    {
        if (IsStatic(one) || IsStatic(other))
            return null;
        AccessPath first = one.Path, second = other.Path;
        return SymbolEqualityComparer.Default.Equals(first.Root, second.Root)
            && first.Members.Length == second.Members.Length
            && first.Members.Take(first.Members.Length - 1).SequenceEqual(second.Members.Take(second.Members.Length - 1), SymbolEqualityComparer.Default);
    }

    /// <summary>Whether the whole program has one such lock.</summary>
    internal static bool IsStatic(LockKey key) => key.Path.Members.IsEmpty && key.Path.Root is ITypeSymbol or { IsStatic: true };
}
