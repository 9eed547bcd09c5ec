using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Finds the function that code belongs to.</summary>
internal static class FunctionOf
{
    /// <summary>The innermost method, accessor, lambda or local function around a node; null in initializers and top-level statements.</summary>
    internal static SyntaxNode? Node(SyntaxNode node) => node.Ancestors().FirstOrDefault(IsFunction);

    internal static bool IsFunction(SyntaxNode node) =>
        node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax;

    internal static bool IsAsync(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
        AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
        _ => false,
    };

    /// <summary>The nodes below that run when the node runs: those of nested functions do not.</summary>
    internal static IEnumerable<SyntaxNode> OwnNodes(SyntaxNode node) =>
        node.DescendantNodesAndSelf(child => child == node || !IsFunction(child)).Where(child => child == node || !IsFunction(child));

    /// <summary>Whether the node awaits or yields, which not every region allows.</summary>
    internal static bool Suspends(SyntaxNode node) => OwnNodes(node).Any(static child =>
        child is AwaitExpressionSyntax or YieldStatementSyntax
        or CommonForEachStatementSyntax { AwaitKeyword.RawKind: (int)SyntaxKind.AwaitKeyword }
        or UsingStatementSyntax { AwaitKeyword.RawKind: (int)SyntaxKind.AwaitKeyword }
        or LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: (int)SyntaxKind.AwaitKeyword });
}
