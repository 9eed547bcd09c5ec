using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Options;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;

namespace ThreadingAnalyzers.CodeFixes;

/// <summary>Gives repaired code the look of the document that it stands in.</summary>
internal static class Layout
{
    /// <summary>Imports and shortens the new names, formats the new nodes, and keeps to the line ends of the document.</summary>
    internal static async Task<Document> TidyAsync(Document repaired, Document original, CancellationToken cancellation)
    {
        repaired = await ImportAdder.AddImportsAsync(repaired, Simplifier.AddImportsAnnotation, cancellationToken: cancellation).ConfigureAwait(false);
        repaired = await Simplifier.ReduceAsync(repaired, Simplifier.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
        SyntaxNode? before = await original.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        repaired = await FormattedAsync(repaired, before, cancellation).ConfigureAwait(false);
        SyntaxNode? after = await repaired.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        return before is null || after is null || IsMixed(before) ? repaired : repaired.WithSyntaxRoot(WithLineEnd(after, LineEndOf(before)));
    }

    // A file that is indented by tabs stays so, and keeps its line ends, whatever the editor is set up for: it must not be asked to format the same again.
    private static async Task<Document> FormattedAsync(Document repaired, SyntaxNode? before, CancellationToken cancellation)
    {
        OptionSet options = await repaired.GetOptionsAsync(cancellation).ConfigureAwait(false);
        if (before is not null && IsIndentedByTabs(before))
            options = options.WithChangedOption(FormattingOptions.UseTabs, LanguageNames.CSharp, true);
        repaired = await Formatter.FormatAsync(repaired, Formatter.Annotation, options, cancellation).ConfigureAwait(false);
        repaired = await Formatter.FormatAsync(repaired, SyntaxAnnotation.ElasticAnnotation, options, cancellation).ConfigureAwait(false);
        if (await repaired.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root)
            return repaired;
        SyntaxNode plain = root.ReplaceSyntax(
            root.GetAnnotatedNodes(Formatter.Annotation),
            static (_, node) => node.WithoutAnnotations(Formatter.Annotation),
            root.GetAnnotatedTokens(Formatter.Annotation),
            static (_, token) => token.WithoutAnnotations(Formatter.Annotation),
            root.GetAnnotatedTrivia(SyntaxAnnotation.ElasticAnnotation),
            static (_, trivia) => trivia.WithoutAnnotations(SyntaxAnnotation.ElasticAnnotation));
        return repaired.WithSyntaxRoot(plain);
    }

    private static bool IsIndentedByTabs(SyntaxNode root)
    {
        SourceText text = root.SyntaxTree.GetText();
        List<char> starts = [.. text.Lines.Where(static line => line.Span.Length > 0).Select(line => text[line.Start])];
        return starts.Count(static start => start == '\t') > starts.Count(static start => start == ' ');
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
