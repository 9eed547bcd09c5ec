using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.CodeFixes;

/// <summary>
/// The sites of several diagnostics in one document. Their nodes are annotated, so that each can be found again after the repairs before it.
/// </summary>
internal sealed class TrackedSites
{
    private const string AnnotationKind = "ThreadingAnalyzers.Site";

    private readonly ImmutableArray<Diagnostic> _diagnostics;

    private TrackedSites(Document document, ImmutableArray<Diagnostic> diagnostics)
    {
        Document = document;
        _diagnostics = diagnostics;
    }

    /// <summary>The document with its nodes annotated.</summary>
    internal Document Document { get; }

    internal int Count => _diagnostics.Length;

    /// <summary>Marks the places of all diagnostics, which are taken in the order of the text, as someone who repairs one by one does.</summary>
    internal static async Task<TrackedSites?> CreateAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root)
            return null;
        ImmutableArray<Diagnostic> ordered = diagnostics.OrderBy(static diagnostic => diagnostic.Location.SourceSpan).ToImmutableArray();
        ILookup<SyntaxNode, SyntaxAnnotation> marks = Marks(ordered, root.SyntaxTree).ToLookup(static mark => mark.Node, static mark => mark.Annotation);
        SyntaxNode marked = root.ReplaceNodes(
            marks.Select(static mark => mark.Key),
            (original, rewritten) => rewritten.WithAdditionalAnnotations(marks[original]));
        return new TrackedSites(document.WithSyntaxRoot(marked), ordered);
    }

    /// <summary>The site of a diagnostic in the document after some repairs; null where a repair has replaced it.</summary>
    internal async Task<FixSite?> FindAsync(Document current, int index, CancellationToken cancellation)
    {
        if (await current.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
            return null;
        SyntaxNode root = await model.SyntaxTree.GetRootAsync(cancellation).ConfigureAwait(false);
        ImmutableArray<SyntaxNode?> additional = _diagnostics[index].AdditionalLocations.Select((_, place) => Find(root, index, place)).ToImmutableArray();
        return Find(root, index, place: -1) is { } node ? new FixSite(current, model, _diagnostics[index], node, additional) : null;
    }

    private static SyntaxNode? Find(SyntaxNode root, int index, int place) =>
        root.GetAnnotatedNodes(AnnotationKind)
            .FirstOrDefault(node => node.GetAnnotations(AnnotationKind).Any(annotation => annotation.Data == Name(index, place)));

    private static IEnumerable<(SyntaxNode Node, SyntaxAnnotation Annotation)> Marks(ImmutableArray<Diagnostic> diagnostics, SyntaxTree tree)
    {
        for (int index = 0; index < diagnostics.Length; index++)
        {
            Location[] places = [diagnostics[index].Location, .. diagnostics[index].AdditionalLocations];
            for (int place = 0; place < places.Length; place++)
            {
                if (FixSite.NodeAt(places[place], tree) is { } node)
                    yield return (node, new SyntaxAnnotation(AnnotationKind, Name(index, place - 1)));
            }
        }
    }

    private static string Name(int index, int place) => index + "/" + place;
}
