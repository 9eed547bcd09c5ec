using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>Tells the framework's own types from everybody else's.</summary>
internal static class Framework
{
    /// <summary>Whether a type comes with the framework: in a namespace below System, and not compiled from source here.</summary>
    internal static bool Owns(INamedTypeSymbol? type)
    {
        if (type is null || !type.DeclaringSyntaxReferences.IsEmpty)
            return false;
        INamespaceSymbol? space = type.ContainingNamespace;
        while (space is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
            space = space.ContainingNamespace;
        return space is { Name: nameof(System) };
    }
}
