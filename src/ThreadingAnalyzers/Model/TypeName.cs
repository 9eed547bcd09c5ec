using System.Globalization;
using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>The parts of a type's full metadata name (ECMA-335, I.10.7.2: the arity follows a grave accent; nested types follow a plus sign in the notation of reflection).</summary>
/// <param name="Container">The types around it, from outside in, or null for a type of a namespace.</param>
/// <param name="Space">The namespace of the outermost one; empty for the global one.</param>
/// <param name="Simple">Its own name without the arity.</param>
/// <param name="Arity">The number of its own type parameters.</param>
internal sealed record TypeName(TypeName? Container, string Space, string Simple, int Arity)
{
    internal static TypeName Of(string metadataName)
    {
        int nested = metadataName.LastIndexOf('+');
        TypeName? container = nested < 0 ? null : Of(metadataName.Substring(0, nested));
        int space = nested < 0 ? metadataName.LastIndexOf('.') : nested;
        string own = metadataName.Substring(space + 1);
        int accent = own.IndexOf('`');
        return new(
            container,
            container?.Space ?? (space < 0 ? "" : metadataName.Substring(0, space)),
            accent < 0 ? own : own.Substring(0, accent),
            accent < 0 ? 0 : int.TryParse(own.Substring(accent + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int stated) ? stated : -1);
    }

    /// <summary>Whether a type has this name.</summary>
    internal bool IsOf(INamedTypeSymbol type) => type.Arity == Arity && type.Name == Simple
        && (Container is { } outer ? type.ContainingType is { } around && outer.IsOf(around) : type.ContainingType is null && IsSpace(type.ContainingNamespace, Space.Length == 0 ? -1 : Space.Length));

    // From the innermost namespace outwards, without putting the name together.
    private bool IsSpace(INamespaceSymbol? space, int end)
    {
        if (space is not { IsGlobalNamespace: false, Name: var part })
            return end < 0;
        int start = end - part.Length;
        return start >= 0 && string.CompareOrdinal(Space, start, part, 0, part.Length) == 0 && (start == 0 || Space[start - 1] == '.') && IsSpace(space.ContainingNamespace, start - 1);
    }
}
