using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Signals;

/// <summary>Resets the event before the request.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0412ResetTooLateCodeFix))]
public sealed class THR0412ResetTooLateCodeFix() : RuleCodeFix("THR0412")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        // Where something stands between the two, it may be what the reset has to come after.
        if (site.Node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Reset" }, Parent: ExpressionStatementSyntax { Parent: BlockSyntax block } reset }
            && block.Statements.ElementAtOrDefault(block.Statements.IndexOf(reset) - 1) is ExpressionStatementSyntax or LocalDeclarationStatementSyntax
            && block.Statements[block.Statements.IndexOf(reset) - 1] is var request && site.Related(0) is { } before && request.Span.Contains(before.Span)
            && !KeptComments.HasComments(reset))
        {
            yield return new Repair("ResetFirst", "Reset it before", editor => editor.ReplaceNode(block, (current, _) => MoveUp((BlockSyntax)current, block.Statements.IndexOf(reset))));
        }
    }

    private static BlockSyntax MoveUp(BlockSyntax block, int from)
    {
        StatementSyntax moved = block.Statements[from];
        return block.WithStatements(block.Statements.RemoveAt(from).Insert(from - 1, moved));
    }
}
