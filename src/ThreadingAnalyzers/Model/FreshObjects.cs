using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Expressions that give another object each time they are evaluated.</summary>
internal static class FreshObjects
{
    /// <summary>The code that makes the new object: the expression itself, or what the property or method that it names returns; null where there is none.</summary>
    internal static SyntaxNode? MadeBy(IOperation expression) => Operand.Unwrap(expression) switch
    {
        IObjectCreationOperation or IArrayCreationOperation or IAnonymousObjectCreationOperation => expression.Syntax,
        IPropertyReferenceOperation { Property: { } property } when !CanBeOverridden(property) => CreationIn(property.GetMethod),
        IInvocationOperation { TargetMethod: { } method } when !CanBeOverridden(method) => CreationIn(method),
        _ => null,
    };

    private static bool CanBeOverridden(ISymbol member) => member.IsVirtual || member.IsAbstract || member.IsOverride;

    private static SyntaxNode? CreationIn(IMethodSymbol? method) =>
        method is not null && SoleExpression.Of(method.OriginalDefinition) is BaseObjectCreationExpressionSyntax creation ? creation : null;
}
