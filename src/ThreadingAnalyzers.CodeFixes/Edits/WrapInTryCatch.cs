using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Puts statements into a <c>try</c> whose <c>catch</c> does something with whatever comes.</summary>
internal static class WrapInTryCatch
{
    /// <summary>Wraps the statements.</summary>
    /// <param name="editor">The editor.</param>
    /// <param name="region">What is wrapped.</param>
    /// <param name="handler">The statement of the handler, which may use <c>exception</c>.</param>
    internal static void Apply(SyntaxEditor editor, StatementRange region, string handler)
    {
        SyntaxTrivia lineEnd = Layout.LineEndOf(editor.OriginalRoot);
        SyntaxList<StatementSyntax> all = region.Block.Statements;
        SyntaxList<StatementSyntax> statements = SyntaxFactory.List([.. all.Take(region.Start), Try(region, handler, lineEnd), .. all.Skip(region.End)]);
        editor.ReplaceNode(region.Block, region.Block.WithStatements(statements));
    }

    private static TryStatementSyntax Try(StatementRange region, string handler, SyntaxTrivia lineEnd)
    {
        StatementSyntax first = region.Statements[0];
        StatementSyntax moved = first.WithLeadingTrivia(first.GetLeadingTrivia().SkipWhile(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)));
        TypeSyntax type = SyntaxFactory.ParseTypeName("global::System.Exception").WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation);
        CatchDeclarationSyntax caught = SyntaxFactory.CatchDeclaration(type, SyntaxFactory.Identifier("exception"));
        BlockSyntax final = SyntaxFactory.Block(SyntaxFactory.ParseStatement(handler).WithTrailingTrivia(lineEnd));
        final = final.WithCloseBraceToken(final.CloseBraceToken.WithTrailingTrivia(lineEnd));
        BlockSyntax body = SyntaxFactory.Block(SyntaxFactory.List([moved, .. region.Statements.Skip(1)]));
        return SyntaxFactory.TryStatement(body, SyntaxFactory.SingletonList(SyntaxFactory.CatchClause(caught, null, final)), null)
            .WithAdditionalAnnotations(Formatter.Annotation);
    }
}
