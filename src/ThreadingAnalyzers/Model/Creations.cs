using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Which object creation gives a field, property or local its value, as far as the syntax of its declaration and of the constructors tells.</summary>
internal static class Creations
{
    /// <summary>The creation at the declaration, or the only one in the constructors; null where there is none or there are several.</summary>
    internal static BaseObjectCreationExpressionSyntax? Of(ISymbol? place) => ValueOf(place) as BaseObjectCreationExpressionSyntax;

    /// <summary>The value at the declaration, or the only one in the constructors; null where there is none or there are several.</summary>
    internal static ExpressionSyntax? ValueOf(ISymbol? place)
    {
        ExpressionSyntax? value = place?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            VariableDeclaratorSyntax variable => variable.Initializer?.Value,
            PropertyDeclarationSyntax property => property.Initializer?.Value,
            _ => null,
        };
        return value ?? (place is IFieldSymbol or IPropertySymbol ? InConstructorsOf(place) : null);
    }

    /// <summary>Whether an operation creates an object, also where the compiler cannot say by which constructor.</summary>
    internal static bool IsOne(IOperation operation) => operation is IObjectCreationOperation or IInvalidOperation { Syntax: BaseObjectCreationExpressionSyntax };

    private static ExpressionSyntax? InConstructorsOf(ISymbol place)
    {
        ExpressionSyntax? only = null;
        foreach (AssignmentExpressionSyntax assignment in place.ContainingType.InstanceConstructors.Concat(place.ContainingType.StaticConstructors)
            .SelectMany(static constructor => constructor.DeclaringSyntaxReferences)
            .SelectMany(static part => part.GetSyntax().DescendantNodes().OfType<AssignmentExpressionSyntax>()))
        {
            if (NameOf(assignment.Left) != place.Name)
                continue;
            if (only is not null && only.ToString() != assignment.Right.ToString())
                return null;
            only = assignment.Right;
        }

        return only;
    }

    private static string? NameOf(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } => name.Identifier.ValueText,
        _ => null,
    };
}
