using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Model;

/// <summary>Parameters that a static method keeps for others: it assigns them to something, or gives them to a static collection.</summary>
internal static class KeptParameters
{
    /// <summary>Whether a method of this compilation keeps a parameter, by its text.</summary>
    internal static bool IsKept(IMethodSymbol method, IParameterSymbol parameter) => method.IsStatic && method.OriginalDefinition.DeclaringSyntaxReferences
        .SelectMany(static part => part.GetSyntax().DescendantNodes())
        .OfType<IdentifierNameSyntax>()
        .Any(name => name.Identifier.ValueText == parameter.Name && IsKept(name, method.ContainingType));

    private static bool IsKept(IdentifierNameSyntax name, INamedTypeSymbol type) => name.Parent switch
    {
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax target } assignment => assignment.Right == name && IsStaticMember(target, type),
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax receiver } } } => IsStaticMember(receiver, type),
        _ => false,
    };

    private static bool IsStaticMember(IdentifierNameSyntax name, INamedTypeSymbol type) =>
        type.GetMembers(name.Identifier.ValueText).Any(static member => member is IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true });
}
