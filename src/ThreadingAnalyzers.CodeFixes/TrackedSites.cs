using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.CodeFixes;

/// <summary>
/// The sites of several diagnostics in one document. Their nodes are annotated, so that each can be found again after the repairs before it.
/// </summary>
internal sealed class TrackedSites
{
    private readonly ImmutableArray<Diagnostic> _diagnostics;
    private readonly ILookup<(int Index, int Place), SyntaxAnnotation> _marks;

    private TrackedSites(Document document, ImmutableArray<Diagnostic> diagnostics, IEnumerable<Mark> marks)
    {
        Document = document;
        _diagnostics = diagnostics;
        _marks = marks.ToLookup(static mark => (mark.Index, mark.Place), static mark => mark.Annotation);
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
        List<Mark> marks = MarksIn(ordered, root.SyntaxTree).ToList();
        ILookup<SyntaxNode, SyntaxAnnotation> ofNode = marks.ToLookup(static mark => mark.Node, static mark => mark.Annotation);
        SyntaxNode marked = root.ReplaceNodes(
            ofNode.Select(static mark => mark.Key),
            (original, rewritten) => rewritten.WithAdditionalAnnotations(ofNode[original]));
        return new TrackedSites(document.WithSyntaxRoot(marked), ordered, marks);
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

    private SyntaxNode? Find(SyntaxNode root, int index, int place) =>
        _marks[(index, place)].Select(mark => root.GetAnnotatedNodes(mark).FirstOrDefault()).FirstOrDefault();

    // Marks have no name that those of an earlier run could have as well: who repairs by one rule after the other may hand over the same tree.
    private static IEnumerable<Mark> MarksIn(ImmutableArray<Diagnostic> diagnostics, SyntaxTree tree)
    {
        for (int index = 0; index < diagnostics.Length; index++)
        {
            Location[] places = [diagnostics[index].Location, .. diagnostics[index].AdditionalLocations];
            for (int place = 0; place < places.Length; place++)
            {
                if (FixSite.NodeAt(places[place], tree) is { } node)
                    yield return new Mark(index, place - 1, node, new SyntaxAnnotation());
            }
        }
    }

    private sealed record Mark(int Index, int Place, SyntaxNode Node, SyntaxAnnotation Annotation);
}
