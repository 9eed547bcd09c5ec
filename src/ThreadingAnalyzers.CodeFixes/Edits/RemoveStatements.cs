using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>
/// Takes statements out of the blocks in which they stand. Their comments go to what follows, and a catch that then only rethrows goes as well.
/// </summary>
internal sealed class RemoveStatements(ImmutableArray<ExpressionStatementSyntax> removed) : CSharpSyntaxRewriter
{
    /// <inheritdoc/>
    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        List<SyntaxTrivia> comments = [];
        SyntaxList<StatementSyntax> statements = From(node.Statements, comments);
        return node.WithStatements(statements).WithCloseBraceToken(WithAbove(node.CloseBraceToken, comments));
    }

    /// <summary>The statements that stay.</summary>
    /// <param name="statements">The statements of a block.</param>
    /// <param name="comments">Receives the comments of the last ones, if these go.</param>
    internal SyntaxList<StatementSyntax> From(IEnumerable<StatementSyntax> statements, List<SyntaxTrivia> comments)
    {
        List<StatementSyntax> kept = [];
        foreach (StatementSyntax statement in statements)
        {
            if (statement is ExpressionStatementSyntax expression && removed.Contains(expression))
            {
                comments.AddRange(CommentsOf(statement));
                continue;
            }

            var visited = (StatementSyntax)Visit(statement);
            kept.AddRange(WithoutIdleCatch(visited.ReplaceToken(visited.GetFirstToken(), WithAbove(visited.GetFirstToken(), comments)), statement));
            comments.Clear();
        }

        return SyntaxFactory.List(kept);
    }

    private static SyntaxToken WithAbove(SyntaxToken token, List<SyntaxTrivia> comments) =>
        comments.Count == 0 ? token : token.WithLeadingTrivia(comments.Concat(token.LeadingTrivia));

    private static IEnumerable<SyntaxTrivia> CommentsOf(StatementSyntax statement) =>
        new[] { statement.GetLeadingTrivia(), statement.GetTrailingTrivia() }.Where(static trivia => trivia.Any(KeptComments.IsComment)).SelectMany(static trivia => trivia);

    /// <summary>The statements of a try whose only catch has nothing left to do but to rethrow.</summary>
    private IEnumerable<StatementSyntax> WithoutIdleCatch(StatementSyntax visited, StatementSyntax original)
    {
        bool isIdle = original is TryStatementSyntax { Catches: [{ Filter: null } release] } && release.Block.Statements.OfType<ExpressionStatementSyntax>().Any(removed.Contains)
            && visited is TryStatementSyntax { Finally: null, Catches: [{ Block.Statements: [ThrowStatementSyntax { Expression: null }] } rethrow] } && !KeptComments.HasComments(rethrow);
        if (!isIdle || visited is not TryStatementSyntax { Block: { Statements: [var first, ..] } block } attempt || HasComments(attempt.TryKeyword.TrailingTrivia, block))
            return [visited];
        return block.Statements.Replace(first, first.WithLeadingTrivia(attempt.GetLeadingTrivia().AddRange(first.GetLeadingTrivia())));
    }

    private static bool HasComments(SyntaxTriviaList afterTry, BlockSyntax block) => afterTry.Concat(block.OpenBraceToken.LeadingTrivia)
        .Concat(block.OpenBraceToken.TrailingTrivia)
        .Concat(block.CloseBraceToken.LeadingTrivia)
        .Concat(block.CloseBraceToken.TrailingTrivia)
        .Any(KeptComments.IsComment);
}
