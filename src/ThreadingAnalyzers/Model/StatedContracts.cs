using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Model;

/// <summary>The contracts that the members of a type, and of the types in it, are declared with.</summary>
internal static class StatedContracts
{
    /// <summary>Whether the declarations of a type write any such attribute: a look at names, without binding.</summary>
    internal static bool AreIn(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences.Any(part => part.GetSyntax(cancellation) is TypeDeclarationSyntax declaration && AreIn(declaration));

    /// <summary>The contracts, in the order of the members.</summary>
    internal static IEnumerable<GuardContract> Of(INamedTypeSymbol type) => type.GetMembers().SelectMany(static member => member switch
    {
        INamedTypeSymbol nested => Of(nested),
        IMethodSymbol { AssociatedSymbol: not null } => [],
        IMethodSymbol method => Listed(GuardContract.OfCallersOf(method)),
        { IsImplicitlyDeclared: false } => Listed(GuardContract.Of(member)),
        _ => [],
    });

    private static IEnumerable<GuardContract> Listed(GuardContract? contract) => contract is null ? [] : [contract];

    private static bool AreIn(TypeDeclarationSyntax type) => type.Members.Any(static member =>
        member.AttributeLists.Any(IsOne)
        || member is TypeDeclarationSyntax nested && AreIn(nested)
        || member is BasePropertyDeclarationSyntax { AccessorList: { } accessors } && accessors.Accessors.Any(static accessor => accessor.AttributeLists.Any(IsOne)));

    private static bool IsOne(AttributeListSyntax list) => list.Attributes.Any(static attribute => GuardContract.Words.Contains(NameOf(attribute.Name)));

    private static string NameOf(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax aliased => aliased.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };
}
