using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Text;

namespace ThreadingAnalyzers.CodeFixes;

/// <summary>A diagnostic in a tree: its places as nodes, which stay known while other repairs change the tree around them.</summary>
internal sealed class FixSite(Document document, SemanticModel model, Diagnostic diagnostic, SyntaxNode node, ImmutableArray<SyntaxNode?> additional)
{
    internal Document Document { get; } = document;

    internal SemanticModel Model { get; } = model;

    internal SyntaxNode Root { get; } = model.SyntaxTree.GetRoot();

    internal Diagnostic Diagnostic { get; } = diagnostic;

    /// <summary>The node that is reported.</summary>
    internal SyntaxNode Node { get; } = node;

    internal SyntaxGenerator Generator { get; } = SyntaxGenerator.GetGenerator(document);

    /// <summary>The C# version of the document as a number, such as 1300: newer versions have no name in the oldest host.</summary>
    internal int LanguageVersion => (int)((CSharpParseOptions)Model.SyntaxTree.Options).LanguageVersion;

    internal string? Property(string key) => Diagnostic.Properties.TryGetValue(key, out string? value) ? value : null;

    /// <summary>
    /// The first additional places, as many as the property says; null for one that is not in this document or was already repaired.
    /// </summary>
    internal ImmutableArray<SyntaxNode?> Places(string countProperty)
    {
        int.TryParse(Property(countProperty), NumberStyles.None, CultureInfo.InvariantCulture, out int count);
        return additional.Take(count).ToImmutableArray();
    }

    /// <summary>An additional place; null if it is not in this document or was already repaired.</summary>
    internal SyntaxNode? Related(int index) => index < additional.Length ? additional[index] : null;

    /// <summary>The site of a diagnostic as it was reported.</summary>
    internal static async Task<FixSite?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
            return null;
        ImmutableArray<SyntaxNode?> additional = diagnostic.AdditionalLocations.Select(location => NodeAt(location, model.SyntaxTree)).ToImmutableArray();
        return NodeAt(diagnostic.Location, model.SyntaxTree) is { } node ? new FixSite(document, model, diagnostic, node, additional) : null;
    }

    /// <summary>The node of a location, or null where the location is not in the tree.</summary>
    internal static SyntaxNode? NodeAt(Location location, SyntaxTree tree)
    {
        // A diagnostic may come from another snapshot of the same file.
        if (location.SourceTree?.FilePath != tree.FilePath || location.SourceSpan.End > tree.Length)
            return null;
        TextSpan span = location.SourceSpan;
        SyntaxNode node = tree.GetRoot().FindNode(span, getInnermostNodeForTie: true);
        // A declaration is reported at its name, which is a token.
        return node.Span == span || node.FindToken(span.Start).Span == span || IsFromItsName(node, span) ? node : null;
    }

    // A call over several lines is reported from its name on.
    private static bool IsFromItsName(SyntaxNode node, TextSpan span) =>
        node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name } } && span == TextSpan.FromBounds(name.SpanStart, node.Span.End);
}
