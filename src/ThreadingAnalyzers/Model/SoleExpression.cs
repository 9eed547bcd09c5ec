using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Model;

/// <summary>What members that do nothing but return a value return.</summary>
internal static class SoleExpression
{
    /// <summary>The expression that a property, accessor or method of one statement or arrow gives back; null where it is longer, or not in source.</summary>
    internal static ExpressionSyntax? Of(ISymbol member) => member.DeclaringSyntaxReferences is [var reference] ? Of(reference.GetSyntax()) : null;

    /// <summary>The same for the declaration of a member.</summary>
    internal static ExpressionSyntax? Of(SyntaxNode declaration) => declaration switch
    {
        PropertyDeclarationSyntax { ExpressionBody.Expression: { } returned } => returned,
        PropertyDeclarationSyntax property => property.AccessorList?.Accessors.FirstOrDefault(static accessor => accessor.Keyword.ValueText == "get") is { } getter ? Of(getter) : null,
        AccessorDeclarationSyntax { ExpressionBody.Expression: { } returned } => returned,
        AccessorDeclarationSyntax { Body.Statements: [ReturnStatementSyntax { Expression: { } returned }] } => returned,
        MethodDeclarationSyntax { ExpressionBody.Expression: { } returned } => returned,
        MethodDeclarationSyntax { Body.Statements: [ReturnStatementSyntax { Expression: { } returned }] } => returned,
        ArrowExpressionClauseSyntax { Expression: var returned } => returned,
        _ => null,
    };
}
