using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.SharedState;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Reads and writes all elements with Volatile.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0327VolatileArrayCodeFix))]
public sealed class THR0327VolatileArrayCodeFix() : RuleCodeFix("THR0327")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        ImmutableArray<SyntaxNode?> elements = site.Places(THR0327VolatileArray.Elements);
        if (elements.All(element => element is ElementAccessExpressionSyntax access && UseVolatile.Supports(access, site.Model) && IsPlain(access)))
            yield return new Repair("Volatile", "Use Volatile for the elements", editor => Replace(elements, site, editor)) { NeedsProof = true };
    }

    // An element that is changed, or passed on by reference, takes more than one access.
    private static bool IsPlain(ElementAccessExpressionSyntax element) => element.Parent switch
    {
        AssignmentExpressionSyntax assignment when assignment.Left == element => assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) && assignment.Parent is ExpressionStatementSyntax or ArrowExpressionClauseSyntax,
        PostfixUnaryExpressionSyntax or RefExpressionSyntax => false,
        PrefixUnaryExpressionSyntax unary => !unary.IsKind(SyntaxKind.PreIncrementExpression) && !unary.IsKind(SyntaxKind.PreDecrementExpression),
        ArgumentSyntax argument => argument.RefKindKeyword.IsKind(SyntaxKind.None),
        _ => true,
    };

    private static void Replace(ImmutableArray<SyntaxNode?> elements, FixSite site, SyntaxEditor editor)
    {
        foreach (ElementAccessExpressionSyntax element in elements.OfType<ElementAccessExpressionSyntax>())
        {
            if (element.Parent is AssignmentExpressionSyntax assignment && assignment.Left == element)
                editor.ReplaceNode(assignment, (current, _) => UseVolatile.Write((AssignmentExpressionSyntax)current, site));
            else
                editor.ReplaceNode(element, (current, _) => UseVolatile.Read((ExpressionSyntax)current, site));
        }
    }
}
