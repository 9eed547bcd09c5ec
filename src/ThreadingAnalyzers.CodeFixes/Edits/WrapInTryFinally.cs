using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Puts statements into a <c>try</c> whose <c>finally</c> cleans up.</summary>
internal static class WrapInTryFinally
{
    /// <summary>Wraps the statements, and takes out the clean-ups that the finally block makes needless.</summary>
    /// <param name="editor">The editor.</param>
    /// <param name="region">What is wrapped.</param>
    /// <param name="needless">The clean-ups in and right behind the region.</param>
    /// <param name="moved">The one that becomes the finally block, if there is one.</param>
    /// <param name="cleanUp">The text of the clean-up where there is none yet.</param>
    internal static void Apply(
        SyntaxEditor editor, StatementRange region, ImmutableArray<ExpressionStatementSyntax> needless, StatementSyntax? moved, string cleanUp)
    {
        SyntaxTrivia lineEnd = Layout.LineEndOf(editor.OriginalRoot);
        StatementSyntax last = moved is null ? SyntaxFactory.ParseStatement(cleanUp + ";").WithTrailingTrivia(lineEnd) : WithoutBlankLines(moved);
        SyntaxList<StatementSyntax> all = region.Block.Statements;
        SyntaxList<StatementSyntax> statements = SyntaxFactory.List(
            [.. all.Take(region.Start), Try(Body(region, needless, moved), last, lineEnd), .. all.Skip(region.End).Where(statement => statement != moved)]);
        editor.ReplaceNode(region.Block, region.Block.WithStatements(statements));
    }

    /// <summary>Puts the statements into a <c>lock</c> instead, which takes the place of the call before them that takes the lock.</summary>
    internal static void ApplyLock(
        SyntaxEditor editor, StatementRange region, ImmutableArray<ExpressionStatementSyntax> needless, ExpressionStatementSyntax? moved, ExpressionSyntax gate)
    {
        SyntaxList<StatementSyntax> all = region.Block.Statements;
        StatementSyntax enter = all[region.Start - 1];
        StatementSyntax locked = SyntaxFactory.LockStatement(gate.WithoutTrivia(), LockedBlock(region, needless, moved))
            .WithLeadingTrivia(enter.GetLeadingTrivia().AddRange(CommentsBehind(enter)))
            .WithTrailingTrivia(Layout.LineEndOf(editor.OriginalRoot))
            .WithAdditionalAnnotations(Formatter.Annotation);
        SyntaxList<StatementSyntax> statements = SyntaxFactory.List([.. all.Take(region.Start - 1), locked, .. all.Skip(region.End).Where(statement => statement != moved)]);
        editor.ReplaceNode(region.Block, region.Block.WithStatements(statements));
    }

    // The comments of the release that goes stand at the end of the block, where the lock is given back now.
    private static BlockSyntax LockedBlock(StatementRange region, ImmutableArray<ExpressionStatementSyntax> needless, ExpressionStatementSyntax? moved)
    {
        var comments = new List<SyntaxTrivia>();
        IEnumerable<StatementSyntax> held = moved is null || region.Statements.Contains(moved) ? region.Statements : region.Statements.Append(moved);
        SyntaxList<StatementSyntax> body = new RemoveStatements(needless).From(held, comments);
        if (body.Count > 0)
            body = body.Replace(body[0], WithoutBlankLines(body[0]));
        BlockSyntax block = SyntaxFactory.Block(body);
        return comments.Count == 0 ? block : block.WithCloseBraceToken(block.CloseBraceToken.WithLeadingTrivia(comments));
    }

    // What was said behind the call that goes is said above the lock.
    private static IEnumerable<SyntaxTrivia> CommentsBehind(StatementSyntax statement) => statement.GetTrailingTrivia()
        .Where(KeptComments.IsComment)
        .SelectMany(static comment => new[] { comment, SyntaxFactory.ElasticCarriageReturnLineFeed });

    private static TryStatementSyntax Try(SyntaxList<StatementSyntax> body, StatementSyntax last, SyntaxTrivia lineEnd)
    {
        BlockSyntax final = SyntaxFactory.Block(last);
        final = final.WithCloseBraceToken(final.CloseBraceToken.WithTrailingTrivia(lineEnd));
        return SyntaxFactory.TryStatement(SyntaxFactory.Block(body), catches: default, SyntaxFactory.FinallyClause(final))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>The statements of the region without the clean-ups; the blank lines above the first one would stand below the brace.</summary>
    private static SyntaxList<StatementSyntax> Body(StatementRange region, ImmutableArray<ExpressionStatementSyntax> needless, StatementSyntax? moved)
    {
        var removal = new RemoveStatements(needless);
        SyntaxList<StatementSyntax> body = removal.From(region.Statements.Where(statement => statement != moved), []);
        return body.Count == 0 ? body : body.Replace(body[0], WithoutBlankLines(body[0]));
    }

    private static StatementSyntax WithoutBlankLines(StatementSyntax statement) =>
        statement.WithLeadingTrivia(statement.GetLeadingTrivia().SkipWhile(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)));
}
