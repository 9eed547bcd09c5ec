using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.SharedState;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Reads the reference once, into a local that is tested and used.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0324TestedAndReadAgainCodeFix))]
public sealed class THR0324TestedAndReadAgainCodeFix() : RuleCodeFix("THR0324")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not ExpressionSyntax again || site.Model.GetSymbolInfo(again).Symbol is not { } state || TestAround(site) is not { Parent: BlockSyntax block } test)
            yield break;
        List<SyntaxNode> region = RegionOf(test, block, again);
        if (region.Exists(part => IsAssignedIn(part, state, site.Model)))
            yield break;
        List<ExpressionSyntax> reads = region.SelectMany(part => ReadsIn(part, state, again, site.Model)).ToList();
        if (SnapshotTestedAt(site) is { } snapshot)
        {
            if (!region.Exists(part => IsAssignedIn(part, snapshot, site.Model)))
                yield return new Repair("UseSnapshot", $"Use '{snapshot.Name}', which was tested", editor => Replace(editor, reads, snapshot.Name)) { NeedsProof = true };
            yield break;
        }

        string name = Gate.Unique(LocalName(state.Name), Gate.NamesIn(FunctionOf.Node(again) ?? block));
        yield return new Repair("Snapshot", $"Read '{again}' once, into '{name}'", editor => Apply(editor, test, reads, name, again)) { NeedsProof = true };
    }

    private static IfStatementSyntax? TestAround(FixSite site) =>
        site.Places(THR0324TestedAndReadAgain.Tests) is [{ } tested] ? tested.Ancestors().TakeWhile(static node => !FunctionOf.IsFunction(node)).OfType<IfStatementSyntax>().FirstOrDefault(branch => branch.Condition.Span.Contains(tested.Span)) : null;

    // var client = _client; if (client != null) …
    private static ILocalSymbol? SnapshotTestedAt(FixSite site) =>
        site.Places(THR0324TestedAndReadAgain.Tests) is [IdentifierNameSyntax tested] ? site.Model.GetSymbolInfo(tested).Symbol as ILocalSymbol : null;

    // The test, and what follows it where the test leaves.
    private static List<SyntaxNode> RegionOf(IfStatementSyntax test, BlockSyntax block, SyntaxNode again) =>
        test.Span.Contains(again.Span) ? [test] : [.. block.Statements.SkipWhile(statement => statement != test)];

    private static bool IsAssignedIn(SyntaxNode part, ISymbol state, SemanticModel model) => part.DescendantNodesAndSelf().Any(node => node switch
    {
        AssignmentExpressionSyntax assignment => Means(assignment.Left, state, model),
        ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument => Means(argument.Expression, state, model),
        _ => false,
    });

    private static IEnumerable<ExpressionSyntax> ReadsIn(SyntaxNode part, ISymbol state, ExpressionSyntax like, SemanticModel model) => FunctionOf.OwnNodes(part)
        .OfType<ExpressionSyntax>()
        .Where(node => SyntaxFactory.AreEquivalent(node, like) && Means(node, state, model) && !(node.Parent is MemberAccessExpressionSyntax access && access.Name == node));

    private static bool Means(ExpressionSyntax expression, ISymbol state, SemanticModel model) => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(expression).Symbol, state);

    private static string LocalName(string name)
    {
        string bare = name.TrimStart('_');
        bare = bare.Length > 2 && bare[1] == '_' ? bare.Substring(2) : bare;
        string local = char.ToLowerInvariant(bare[0]) + bare.Substring(1);
        return SyntaxFacts.GetKeywordKind(local) == SyntaxKind.None ? local : local + "Now";
    }

    private static void Replace(SyntaxEditor editor, List<ExpressionSyntax> reads, string name)
    {
        foreach (ExpressionSyntax read in reads)
            editor.ReplaceNode(read, SyntaxFactory.IdentifierName(name).WithTriviaFrom(read));
    }

    private static void Apply(SyntaxEditor editor, IfStatementSyntax test, List<ExpressionSyntax> reads, string name, ExpressionSyntax again)
    {
        Replace(editor, reads, name);
        StatementSyntax snapshot = SyntaxFactory.ParseStatement($"var {name} = {again.WithoutTrivia()};")
            .WithLeadingTrivia(test.GetLeadingTrivia()).WithTrailingTrivia(Layout.LineEndOf(editor.OriginalRoot)).WithAdditionalAnnotations(Formatter.Annotation);
        editor.InsertBefore(test, snapshot);
        editor.ReplaceNode(test, static (current, _) => current.WithLeadingTrivia(SyntaxFactory.ElasticMarker).WithAdditionalAnnotations(Formatter.Annotation));
    }
}
