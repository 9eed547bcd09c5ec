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
        IFieldReferenceOperation { Field: { IsConst: false } field } reference => Declared(field, reference.Instance),
        IPropertyReferenceOperation { Property: { } property } reference when IsAutoProperty(property) => Declared(property, reference.Instance),
        ILocalReferenceOperation { Local: { IsConst: false } local } => local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    /// <summary>A member as its class declares it, where an heir reaches it in itself: what is an <c>Items</c> of <c>Store&lt;string&gt;</c> here is one of <c>Store&lt;T&gt;</c> there.</summary>
    internal static ISymbol Declared(ISymbol member, IOperation? instance) => instance is IInstanceReferenceOperation && member.ContainingType is { IsGenericType: true } ? member.OriginalDefinition : member;

    /// <summary>Whether each thread has a copy of its own.</summary>
    internal static bool IsPerThread(ISymbol location) => location switch
    {
        IFieldSymbol field => field.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "ThreadStaticAttribute" }),
        // [field: ThreadStatic] static Buffer Own { get; set; }
        IPropertySymbol { IsStatic: true } property when ThreadStatics.HasAttributes(property) => property.ContainingType.GetMembers().Any(member => member is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property) && IsPerThread(field)),
        IPropertySymbol { Name: "Value", ContainingType: { Name: "ThreadLocal" or "AsyncLocal", ContainingNamespace.Name: "Threading" } } => true,
        _ => false,
    };

    /// <summary>Whether the way to a place goes through an object of which each thread has its own: <c>_local.Value.Items</c>.</summary>
    internal static bool IsPerThread(AccessPath path) => path.Root is { } root && IsPerThread(root) || path.Members.Any(static member => IsPerThread(member));
}
