using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A lock as all types of a compilation know it: by its declaration.</summary>
internal sealed record LockDeclaration(ISymbol Symbol, LockMode Mode)
{
    internal string Name => Symbol is ITypeSymbol ? Symbol.Name : $"{Symbol.ContainingType?.Name}.{Symbol.Name}";

    internal bool IsSame(LockDeclaration other) => SymbolEqualityComparer.Default.Equals(Symbol, other.Symbol);

    /// <summary>The declaration of a lock that lets one thread through; null where the lock is no such one, or has no declaration.</summary>
    internal static LockDeclaration? Of(LockKey key) => LockIdentity.IsMutex(key) && LockIdentity.DeclarationOf(key) is { } symbol ? new(symbol, key.Mode) : null;
}

/// <summary>
/// What is left of a critical pair when its type is done: no operations, which would keep all bodies in memory. Either a lock is taken, or a
/// method of another type is called that may take some.
/// </summary>
/// <param name="Method">The method in which it begins; null for a lambda or initializer, which no other type calls by name.</param>
/// <param name="Held">The locks that are held.</param>
/// <param name="Acquired">The lock that is taken.</param>
/// <param name="Callee">Or the method that is called.</param>
/// <param name="Places">The way there: where the last lock is held first, then the calls.</param>
/// <param name="Owner">The top-level type in which it begins.</param>
/// <param name="LeavesType">Whether the way leads through another type.</param>
internal sealed record LockOrderPair(
    IMethodSymbol? Method, ImmutableArray<LockDeclaration> Held, LockDeclaration? Acquired, IMethodSymbol? Callee, ImmutableArray<Location> Places, INamedTypeSymbol Owner, bool LeavesType = false)
{
    /// <summary>The pairs of a type that other types can be concerned with.</summary>
    internal static IEnumerable<LockOrderPair> Of(IEnumerable<CriticalPair> pairs, INamedTypeSymbol owner) =>
        from pair in pairs
        where pair.Event.Kind is CriticalKind.Acquire or CriticalKind.ForeignCall && !IsUnderConstruction(pair)
        let acquired = pair.Lock is { } key ? LockDeclaration.Of(key) : null
        where acquired is not null || pair.Event.Callee is not null
        let held = pair.Held.Select(static held => LockDeclaration.Of(held.Key)).Where(static held => held is not null).Select(static held => held!).ToImmutableArray()
        where acquired is null || !held.Any(acquired.IsSame)
        select new LockOrderPair(pair.Trace[0].Body is { Parent: null } body ? body.Method?.OriginalDefinition : null, held, acquired, pair.Event.Callee, PlacesOf(pair), owner);

    // What a constructor takes of its own object nobody else wants yet; static locks are left out with it, for simplicity.
    private static bool IsUnderConstruction(CriticalPair pair) => pair.Trace[0].Body.Outermost.Symbol is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } or IFieldSymbol;

    private static ImmutableArray<Location> PlacesOf(CriticalPair pair)
    {
        TraceStep first = pair.Held.IsEmpty ? pair.Trace[0] : pair.StepIn(pair.Held[pair.Held.Length - 1].Body);
        return pair.StepsBehind(first).Prepend(first).Select(static step => CriticalEvents.PlaceOf(step.Operation).GetLocation()).ToImmutableArray();
    }
}
