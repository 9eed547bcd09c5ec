using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Model;

/// <summary>What members that do nothing but return a value return.</summary>
internal static class SoleExpression
{
    /// <summary>The expression that a property, accessor, method or local function of one statement or arrow gives back; null where it is longer, or not in source.</summary>
    internal static ExpressionSyntax? Of(ISymbol member) => member.DeclaringSyntaxReferences is [var reference] ? Of(reference.GetSyntax()) : null;

    /// <summary>The same for a declaration, or for what it is made of: a block or an arrow.</summary>
    internal static ExpressionSyntax? Of(SyntaxNode? code) => code switch
    {
        ArrowExpressionClauseSyntax { Expression: var returned } => returned,
        BlockSyntax { Statements: [ReturnStatementSyntax { Expression: { } returned }] } => returned,
        PropertyDeclarationSyntax property => Of(property.ExpressionBody) ?? Of(property.AccessorList?.Accessors.FirstOrDefault(static accessor => accessor.Keyword.ValueText == "get")),
        AccessorDeclarationSyntax accessor => Of(accessor.ExpressionBody) ?? Of(accessor.Body),
        MethodDeclarationSyntax method => Of(method.ExpressionBody) ?? Of(method.Body),
        LocalFunctionStatementSyntax function => Of(function.ExpressionBody) ?? Of(function.Body),
        _ => null,
    };
}
