using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// What is known about types by their full metadata name, <c>System.Threading.Tasks.Task`1</c> or <c>Space.Outer+Inner</c>. A type is compared with the names, part by part, when
/// somebody asks for it: to look up each name in all references takes longer, for each compilation anew, than most files need to be analyzed.
/// </summary>
/// <typeparam name="TValue">What is known of a type.</typeparam>
internal sealed class TypeTable<TValue>
{
    private readonly Dictionary<string, List<(TypeName Name, TValue Value)>> _bySimpleName = new(StringComparer.Ordinal);

    internal TypeTable(IEnumerable<(string Type, TValue Value)> types)
    {
        foreach ((string type, TValue value) in types)
            Add(type, value);
    }

    /// <summary>What is known of a type, whatever its arguments.</summary>
    internal bool TryFind(INamedTypeSymbol type, [NotNullWhen(true)] out TValue? value)
    {
        value = default;
        if (!_bySimpleName.TryGetValue(type.Name, out List<(TypeName Name, TValue Value)> same))
            return false;
        foreach ((TypeName name, TValue known) in same)
        {
            if (name.IsOf(type))
            {
                value = known!;
                return true;
            }
        }

        return false;
    }

    internal bool Contains(INamedTypeSymbol type) => TryFind(type, out _);

    // What is said of a type last holds.
    private void Add(string metadataName, TValue value)
    {
        TypeName name = TypeName.Of(metadataName);
        if (!_bySimpleName.TryGetValue(name.Simple, out List<(TypeName Name, TValue Value)> same))
            _bySimpleName.Add(name.Simple, same = []);
        same.RemoveAll(entry => entry.Name == name);
        same.Add((name, value));
    }
}
