using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Flow;

/// <summary>What a type does with an object that it makes: which members it uses, and whether others get hold of it.</summary>
internal sealed class ObjectUses
{
    /// <summary>The calls, property and event references, method groups and awaits of which the object is the receiver.</summary>
    internal List<IOperation> Members { get; } = [];

    /// <summary>The methods that others can call and that return the object.</summary>
    internal HashSet<IMethodSymbol> ReturnedBy { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Whether code out of sight may get the object: nothing is known of what it does with it.</summary>
    internal bool Escapes { get; set; }

    /// <summary>Whether a field or property keeps the object.</summary>
    internal bool IsStored { get; set; }

    /// <summary>Whether a collection keeps the object among others.</summary>
    internal bool IsInCollection { get; set; }

    /// <summary>Whether a using statement ends the object's life.</summary>
    internal bool IsInUsing { get; set; }
}
