using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>Who can name a symbol.</summary>
internal static class Visibility
{
    /// <summary>Whether code of other assemblies can name the symbol: it and all types around it are public, or protected in types that can have heirs.</summary>
    internal static bool ReachesOutside(ISymbol symbol)
    {
        for (ISymbol? current = symbol; current is not null and not INamespaceSymbol; current = current.ContainingType)
        {
            if (current.DeclaredAccessibility != Accessibility.Public && !(IsProtected(current) && current.ContainingType is { IsSealed: false, IsStatic: false }))
                return false;
        }

        return true;
    }

    /// <summary>Whether other assemblies see the symbol only by inheritance.</summary>
    internal static bool IsProtected(ISymbol symbol) => symbol.DeclaredAccessibility is Accessibility.Protected or Accessibility.ProtectedOrInternal;
}
