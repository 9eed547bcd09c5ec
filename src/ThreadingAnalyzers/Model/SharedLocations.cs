using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What is a location that threads can share, and what is exempt.</summary>
internal static class SharedLocations
{
    /// <summary>
    /// Whether reading or writing the property is reading or writing one hidden field: declared in source, with a getter that has no body.
    /// </summary>
    internal static bool IsAutoProperty(IPropertySymbol property) =>
        !property.IsIndexer && !property.IsAbstract && property.GetMethod is { DeclaringSyntaxReferences: [var reference, ..] }
        && reference.GetSyntax() is AccessorDeclarationSyntax { Body: null, ExpressionBody: null };

    /// <summary>The field, auto-property, local or parameter that an operation names, or null for anything else.</summary>
    internal static ISymbol? LocationOf(IOperation operation) => operation switch
    {
        IFieldReferenceOperation { Field: { IsConst: false } field } => field,
        IPropertyReferenceOperation { Property: { } property } when IsAutoProperty(property) => property,
        ILocalReferenceOperation { Local: { IsConst: false } local } => local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    /// <summary>Whether each thread has a copy of its own.</summary>
    internal static bool IsPerThread(ISymbol location) =>
        location is IFieldSymbol field && field.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "ThreadStaticAttribute" });
}
