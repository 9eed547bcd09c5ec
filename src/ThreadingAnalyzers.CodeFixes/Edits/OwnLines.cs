using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Blocks whose statements and braces stand in lines of their own: the formatter leaves on one line what has no line end.</summary>
internal static class OwnLines
{
    internal static BlockSyntax Of(params StatementSyntax[] statements)
    {
        SyntaxTrivia end = SyntaxFactory.ElasticCarriageReturnLineFeed;
        return SyntaxFactory.Block(
            SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithTrailingTrivia(end),
            SyntaxFactory.List(statements.Select(statement => statement.WithTrailingTrivia(end))),
            SyntaxFactory.Token(SyntaxKind.CloseBraceToken));
    }
}
