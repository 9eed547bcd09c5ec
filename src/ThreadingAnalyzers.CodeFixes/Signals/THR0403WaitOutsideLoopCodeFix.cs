using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.Signals;

namespace ThreadingAnalyzers.CodeFixes.Signals;

/// <summary>Tests the condition again after each wait: <c>if</c> becomes <c>while</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0403WaitOutsideLoopCodeFix))]
public sealed class THR0403WaitOutsideLoopCodeFix() : RuleCodeFix("THR0403")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Property(THR0403WaitOutsideLoop.Event) is null && site.Node.Parent is ExpressionStatementSyntax wait && GuardOf(wait) is { Else: null } guard && CanChange(guard.Condition, site.Model) && !HasJumps(guard.Statement))
            yield return new Repair("While", "Test the condition again after the wait", editor => editor.ReplaceNode(guard, Loop(guard)));
    }

    // The wait has to be the last thing that the if does: what comes after it would be done again.
    private static IfStatementSyntax? GuardOf(ExpressionStatementSyntax wait) => wait.Parent switch
    {
        IfStatementSyntax guard => guard,
        BlockSyntax { Statements: [.., var last], Parent: IfStatementSyntax guard } when last == wait => guard,
        _ => null,
    };

    // A condition of locals alone stays as it is, and the loop would never end.
    private static bool CanChange(ExpressionSyntax condition, SemanticModel model) => condition.DescendantNodesAndSelf().Any(node =>
        node is SimpleNameSyntax && model.GetSymbolInfo(node).Symbol is IFieldSymbol { IsConst: false, IsReadOnly: false } or IPropertySymbol { ContainingNamespace: not null, IsStatic: false } or IMethodSymbol);

    private static bool HasJumps(StatementSyntax statement) => statement.DescendantNodesAndSelf()
        .Any(static node => node is BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax or YieldStatementSyntax);

    private static WhileStatementSyntax Loop(IfStatementSyntax guard) => SyntaxFactory.WhileStatement(
        guard.AttributeLists,
        SyntaxFactory.Token(guard.IfKeyword.LeadingTrivia, SyntaxKind.WhileKeyword, guard.IfKeyword.TrailingTrivia),
        guard.OpenParenToken,
        guard.Condition,
        guard.CloseParenToken,
        guard.Statement);
}
