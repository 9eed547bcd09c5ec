using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// What is known about members of the framework, one row per member. Members are found through overrides and reduced extension methods, never by the member's name alone.
/// </summary>
/// <typeparam name="TRow">What a row says about its member.</typeparam>
internal sealed class ApiTable<TRow>(IEnumerable<(string Type, string Member, TRow Row)> rows)
    where TRow : class
{
    private readonly TypeTable<Dictionary<string, TRow>> _rows = new(rows.GroupBy(static row => row.Type, StringComparer.Ordinal).Select(static ofType => (ofType.Key, Members(ofType))));

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
        _rows.TryFind(type, out Dictionary<string, TRow>? members) && members.TryGetValue(member, out TRow row) ? row : null;

    // What is said of a member last holds.
    private static Dictionary<string, TRow> Members(IEnumerable<(string Type, string Member, TRow Row)> rows)
    {
        var members = new Dictionary<string, TRow>(StringComparer.Ordinal);
        foreach ((_, string member, TRow row) in rows)
            members[member] = row;
        return members;
    }
}
