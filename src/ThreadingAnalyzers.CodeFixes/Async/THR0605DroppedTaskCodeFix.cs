using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Awaits the task, in a function that becomes async where it is not.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0605DroppedTaskCodeFix))]
public sealed class THR0605DroppedTaskCodeFix() : RuleCodeFix("THR0605")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not ExpressionSyntax call || WholeOf(call) is not { } dropped || TaskOrNone.Of(dropped, site) is not { } awaitable)
            yield break;
        if (AsyncChange.For(dropped, site) is { } change)
            yield return new Repair("Await", "Await the task", editor => change.Await(editor, dropped, awaitable)) { NeedsProof = true };
    }

    // x?.M(): the task, if there is one, is that of the whole.
    private static ExpressionSyntax? WholeOf(ExpressionSyntax call)
    {
        ExpressionSyntax whole = call;
        while (whole.Parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == whole)
            whole = access;
        return whole.Parent is ExpressionStatementSyntax or ArrowExpressionClauseSyntax or AnonymousFunctionExpressionSyntax ? whole : null;
    }
}
