using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Comments outlive the code that they stood in.</summary>
internal static class KeptComments
{
    /// <summary>
    /// The replacement with the trivia around the original, and with those comments inside the original in front that it does not have itself.
    /// </summary>
    internal static T WithCommentsOf<T>(this T replacement, SyntaxNode original) where T : SyntaxNode
    {
        List<SyntaxTrivia> kept = [.. original.GetLeadingTrivia()];
        string text = replacement.ToFullString();
        foreach (SyntaxTrivia comment in Inside(original).Where(comment => !text.Contains(comment.ToFullString())))
        {
            kept.Add(comment);
            kept.Add(comment.IsKind(SyntaxKind.SingleLineCommentTrivia) ? SyntaxFactory.ElasticCarriageReturnLineFeed : SyntaxFactory.Space);
        }

        return replacement.WithLeadingTrivia(kept).WithTrailingTrivia(original.GetTrailingTrivia());
    }

    internal static bool IsComment(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);

    internal static bool HasComments(SyntaxNode node) => node.DescendantTrivia().Any(static trivia => IsComment(trivia) || trivia.IsDirective);

    /// <summary>Whether there are comments or directives in a node, not only before and after it.</summary>
    internal static bool HasCommentsInside(SyntaxNode node) => node.DescendantTrivia().Any(trivia => (IsComment(trivia) || trivia.IsDirective) && node.Span.Contains(trivia.Span));

    private static IEnumerable<SyntaxTrivia> Inside(SyntaxNode original) =>
        original.DescendantTrivia().Where(trivia => IsComment(trivia) && original.Span.Contains(trivia.Span));
}
