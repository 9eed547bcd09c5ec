using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Reads and writes a long by Interlocked.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0309TornValueCodeFix))]
public sealed class THR0309TornValueCodeFix() : RuleCodeFix("THR0309")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        ExpressionSyntax? use = site.Node is AssignmentExpressionSyntax assignment ? assignment.Left : site.Node as ExpressionSyntax;
        if (use is null || site.Model.GetSymbolInfo(use).Symbol is not IFieldSymbol { Type.SpecialType: SpecialType.System_Int64 } field || FieldUses.DeclarationOf(field, site) is null)
            yield break;
        if (AtomicCall.IsKnown(site) && FieldUses.PlainUses(field, site) is { } uses && !uses.Exists(use => IsNested(use, uses)))
            yield return new Repair("Interlocked", "Use Interlocked for the 64-bit value", editor => Replace(uses.FindAll(static use => !IsInConstructor(use)), site, editor)) { NeedsProof = true };
    }

    // _f = _f + 1 is one step only under a lock.
    private static bool IsNested(ExpressionSyntax use, List<ExpressionSyntax> uses) =>
        FieldUses.AssignmentTo(use) is { } assignment && uses.Exists(other => other != use && assignment.Contains(other));

    // Nobody else has the object yet.
    private static bool IsInConstructor(ExpressionSyntax use) =>
        use.Ancestors().FirstOrDefault(static node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax) is ConstructorDeclarationSyntax;

    private static void Replace(List<ExpressionSyntax> uses, FixSite site, SyntaxEditor editor)
    {
        foreach (ExpressionSyntax use in uses)
        {
            if (FieldUses.AssignmentTo(use) is { } assignment)
                editor.ReplaceNode(assignment, AtomicCall.Exchange(use, assignment.Right, site).WithCommentsOf(assignment));
            else
                editor.ReplaceNode(use, AtomicCall.Read(use, site).WithCommentsOf(use));
        }
    }
}
