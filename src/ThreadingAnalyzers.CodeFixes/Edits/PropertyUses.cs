using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>The places that read a property, where all of them stand in its own file.</summary>
internal static class PropertyUses
{
    // An indexer has no name that could be searched for.
    private const int MaximumOtherFiles = 64;

    /// <summary>The reads; null where it is also used in another file, or otherwise than as a value.</summary>
    internal static IReadOnlyList<ExpressionSyntax>? Of(IPropertySymbol property, FixSite site)
    {
        bool isOwn = property is { DeclaredAccessibility: Accessibility.Private, ContainingType.DeclaringSyntaxReferences.Length: 1 };
        SyntaxTree[] others = isOwn ? [] : [.. site.Model.Compilation.SyntaxTrees.Where(tree => tree != site.Model.SyntaxTree && (property.IsIndexer || tree.GetText().ToString().Contains(property.Name)))];
        if (property.IsIndexer && others.Length > MaximumOtherFiles)
            return null;
        if (others.Any(tree => Mentions(tree.GetRoot(), property, site.Model.Compilation.GetSemanticModel(tree)).Any()))
            return null;
        var uses = new List<ExpressionSyntax>();
        foreach (SyntaxNode mention in Mentions(site.Root, property, site.Model))
        {
            if (WholeOf(mention) is not { } use)
                return null;
            uses.Add(use);
        }

        return uses;
    }

    private static IEnumerable<SyntaxNode> Mentions(SyntaxNode root, IPropertySymbol property, SemanticModel model) => root.DescendantNodes()
        .Where(node => property.IsIndexer
            ? node is ElementAccessExpressionSyntax or ElementBindingExpressionSyntax or ImplicitElementAccessSyntax
            : node is SimpleNameSyntax name && name.Identifier.ValueText == property.Name)
        .Where(node => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(node).Symbol?.OriginalDefinition, property.OriginalDefinition));

    // x.Name, Name, x[1]; not the Name of x?.Name, of a pattern, of nameof.
    private static ExpressionSyntax? WholeOf(SyntaxNode mention)
    {
        ExpressionSyntax? whole = mention switch
        {
            ElementAccessExpressionSyntax element => element,
            SimpleNameSyntax { Parent: MemberAccessExpressionSyntax member } name when member.Name == name => member,
            SimpleNameSyntax { Parent: not (MemberBindingExpressionSyntax or NameColonSyntax or ExpressionColonSyntax or NameEqualsSyntax) } name => name,
            _ => null,
        };
        bool isNamed = whole?.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } };
        return isNamed || whole?.Parent is AwaitExpressionSyntax ? null : whole;
    }
}
