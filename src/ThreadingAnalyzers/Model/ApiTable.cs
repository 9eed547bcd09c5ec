using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// What is known about members of the framework, one row per member, with the types resolved once per compilation.
/// Members are found through overrides and reduced extension methods, never by name alone.
/// </summary>
/// <typeparam name="TRow">What a row says about its member.</typeparam>
internal sealed class ApiTable<TRow>
    where TRow : class
{
    private readonly Dictionary<INamedTypeSymbol, Dictionary<string, TRow>> _rows = new(SymbolEqualityComparer.Default);

    internal ApiTable(Compilation compilation, IEnumerable<(string Type, string Member, TRow Row)> rows)
    {
        foreach (IGrouping<string, (string Type, string Member, TRow Row)> ofType in rows.GroupBy(static row => row.Type, StringComparer.Ordinal))
        {
            var members = new Dictionary<string, TRow>(StringComparer.Ordinal);
            foreach ((_, string member, TRow row) in ofType)
                members[member] = row;
            foreach (INamedTypeSymbol type in compilation.GetTypesByMetadataName(ofType.Key))
                _rows[type] = members;
        }
    }

    /// <summary>The row of a method, of the method that it overrides, or of its containing type's constructor (".ctor").</summary>
    internal TRow? Find(IMethodSymbol method)
    {
        for (IMethodSymbol? current = (method.ReducedFrom ?? method).OriginalDefinition; current is not null; current = current.OverriddenMethod?.OriginalDefinition)
        {
            if (current.ContainingType is { } type && Find(type, current.Name) is { } row)
                return row;
        }

        return null;
    }

    /// <summary>The row of a property, or of the property that it overrides.</summary>
    internal TRow? Find(IPropertySymbol property)
    {
        for (IPropertySymbol? current = property.OriginalDefinition; current is not null; current = current.OverriddenProperty?.OriginalDefinition)
        {
            if (Find(current.ContainingType, current.Name) is { } row)
                return row;
        }

        return null;
    }

    /// <summary>The row of a type's own member with this name.</summary>
    internal TRow? Find(INamedTypeSymbol type, string member) =>
        _rows.TryGetValue(type, out Dictionary<string, TRow> members) && members.TryGetValue(member, out TRow row) ? row : null;
}
