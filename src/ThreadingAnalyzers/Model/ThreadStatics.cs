using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>The fields that are marked to be one for each thread.</summary>
internal static class ThreadStatics
{
    /// <summary>The marked fields of a type and its nested types, those behind properties included.</summary>
    internal static IEnumerable<IFieldSymbol> In(INamedTypeSymbol type)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsConst: false } field && HasAttributes(field.AssociatedSymbol ?? field) && SharedLocations.IsPerThread(field))
                yield return field;
            if (member is not INamedTypeSymbol nested)
                continue;
            foreach (IFieldSymbol inner in In(nested))
                yield return inner;
        }
    }

    /// <summary>Whether an operation names the field, or the property that it stands behind.</summary>
    internal static bool Names(IOperation operation, IFieldSymbol field) => operation switch
    {
        IFieldReferenceOperation reference => SymbolEqualityComparer.Default.Equals(reference.Field.OriginalDefinition, field),
        IPropertyReferenceOperation reference => field.AssociatedSymbol is { } property && SymbolEqualityComparer.Default.Equals(reference.Property.OriginalDefinition, property),
        _ => false,
    };

    /// <summary>Whether a field or property has any attributes, by its syntax: that spares the binding of them.</summary>
    internal static bool HasAttributes(ISymbol member) => member.DeclaringSyntaxReferences.Any(static part => part.GetSyntax() switch
    {
        VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax declaration } => declaration.AttributeLists.Count > 0,
        PropertyDeclarationSyntax property => property.AttributeLists.Count > 0,
        _ => false,
    });
}
