using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes;

/// <summary>Gives repaired code the look of the document that it stands in.</summary>
internal static class Layout
{
    /// <summary>Imports and shortens the new names, formats the new nodes, and keeps to the line ends of the document.</summary>
    internal static async Task<Document> TidyAsync(Document repaired, Document original, CancellationToken cancellation)
    {
        repaired = await ImportAdder.AddImportsAsync(repaired, Simplifier.AddImportsAnnotation, cancellationToken: cancellation).ConfigureAwait(false);
        repaired = await Simplifier.ReduceAsync(repaired, Simplifier.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
        repaired = await Formatter.FormatAsync(repaired, Formatter.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
        SyntaxNode? before = await original.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        SyntaxNode? after = await repaired.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        return before is null || after is null || IsMixed(before) ? repaired : repaired.WithSyntaxRoot(WithLineEnd(after, LineEndOf(before)));
    }

    /// <summary>The line end that a tree uses first.</summary>
    internal static SyntaxTrivia LineEndOf(SyntaxNode root)
    {
        return LineEnds(root).FirstOrDefault().ToFullString() == "\r\n" ? SyntaxFactory.CarriageReturnLineFeed : SyntaxFactory.LineFeed;
    }

    /// <summary>The formatter ends lines as the editor is set up, which need not be as the document does.</summary>
    private static SyntaxNode WithLineEnd(SyntaxNode root, SyntaxTrivia lineEnd)
    {
        string text = lineEnd.ToFullString();
        return root.ReplaceTrivia(LineEnds(root).Where(trivia => trivia.ToFullString() != text), (_, _) => lineEnd);
    }

    private static bool IsMixed(SyntaxNode root) => LineEnds(root).Select(static trivia => trivia.ToFullString()).Distinct().Skip(1).Any();

    private static IEnumerable<SyntaxTrivia> LineEnds(SyntaxNode root) =>
        root.DescendantTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
}
