using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>Types whose values are locks: a copy of one is another lock.</summary>
internal static class StructLocks
{
    private const int DeepestNesting = 3;

    /// <summary>Whether a type is a struct that has a <c>SpinLock</c> in one of its fields.</summary>
    internal static bool Holds(ITypeSymbol type, KnownTypes types, int depth = 0) =>
        type is INamedTypeSymbol { IsValueType: true, SpecialType: SpecialType.None } && depth < DeepestNesting
        && type.GetMembers().Any(member => member is IFieldSymbol { IsStatic: false } field && (KnownTypes.Is(field.Type, types.SpinLock) || Holds(field.Type, types, depth + 1)));

    /// <summary>The symbols of a type and its nested types.</summary>
    internal static IEnumerable<ISymbol> MembersOf(INamedTypeSymbol type) =>
        type.GetMembers().Concat(type.GetTypeMembers().SelectMany(MembersOf));
}
