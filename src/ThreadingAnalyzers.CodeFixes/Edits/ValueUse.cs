using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>What happens to the value of an expression.</summary>
internal static class ValueUse
{
    /// <summary>Whether nobody looks at the value.</summary>
    internal static bool IsDiscarded(ExpressionSyntax expression, SemanticModel model) => expression.Parent switch
    {
        ExpressionStatementSyntax => true,
        ForStatementSyntax loop => loop.Condition != expression,
        ArrowExpressionClauseSyntax or LambdaExpressionSyntax => HasNoResult(model.GetEnclosingSymbol(expression.SpanStart) as IMethodSymbol),
        _ => false,
    };

    /// <summary>The expression in parentheses, unless its surroundings could not tear it apart.</summary>
    internal static ExpressionSyntax InParenthesesIfNeeded(ExpressionSyntax replacement, ExpressionSyntax replaced) => replaced.Parent switch
    {
        ArgumentSyntax or EqualsValueClauseSyntax or ReturnStatementSyntax or YieldStatementSyntax or ArrowExpressionClauseSyntax or LambdaExpressionSyntax
            or ParenthesizedExpressionSyntax or InitializerExpressionSyntax or InterpolationSyntax or IfStatementSyntax or SwitchStatementSyntax => replacement,
        AssignmentExpressionSyntax assignment when assignment.Right == replaced => replacement,
        _ => SyntaxFactory.ParenthesizedExpression(replacement.WithoutTrivia()).WithTriviaFrom(replacement),
    };

    private static bool HasNoResult(IMethodSymbol? function) => function is not null
        && (function.ReturnsVoid || (function.IsAsync && function.ReturnType is INamedTypeSymbol { IsGenericType: false }));
}
