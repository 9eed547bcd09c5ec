using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Translates what a nested type says about the object that it belongs to: its <c>_owner._items</c> is the <c>_items</c> of the type around it.</summary>
internal static class OwnerPaths
{
    /// <summary>The path as the owner's own members write it; null for any other path.</summary>
    internal static AccessPath? InOwner(AccessPath path)
    {
        if (path.Root is null && path.Members.Length > 1 && LeadsToOwner(path.Members[0], path.Members[1]))
            return AccessPath.This.Append(path.Members.RemoveAt(0));
        // class Subscription(Broadcaster owner)
        return path.Root is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } owner && path.Members.Length > 0 && LeadsToOwner(owner, path.Members[0])
            ? AccessPath.This.Append(path.Members)
            : null;
    }

    /// <summary>The locks of a place in a nested type, with those of the owner as the owner names them.</summary>
    internal static ImmutableHashSet<AccessPath>? InOwner(ImmutableHashSet<AccessPath>? held) => held?.Select(static path => InOwner(path) ?? path).ToImmutableHashSet();

    private static bool LeadsToOwner(ISymbol link, ISymbol member) => !member.IsStatic && LockNames.TypeOf(link) is INamedTypeSymbol owner && link.ContainingType is { } holder
        && SymbolEqualityComparer.Default.Equals(owner.OriginalDefinition, member.ContainingType?.OriginalDefinition)
        && IsNestedIn(holder, owner.OriginalDefinition);

    private static bool IsNestedIn(INamedTypeSymbol type, INamedTypeSymbol outer)
    {
        for (INamedTypeSymbol? current = type.ContainingType; current is not null; current = current.ContainingType)
        {
            if (SymbolEqualityComparer.Default.Equals(current.OriginalDefinition, outer))
                return true;
        }

        return false;
    }
}
