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
