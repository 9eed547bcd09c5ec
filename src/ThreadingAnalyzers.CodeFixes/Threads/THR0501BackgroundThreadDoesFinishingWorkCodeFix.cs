using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.Rules.Threads;

namespace ThreadingAnalyzers.CodeFixes.Threads;

/// <summary>Makes the thread a foreground thread, or waits for it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0501BackgroundThreadDoesFinishingWorkCodeFix))]
public sealed class THR0501BackgroundThreadDoesFinishingWorkCodeFix() : RuleCodeFix("THR0501")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        // A thread that never ends would keep the process, or the method that waits for it, from ever ending.
        if (site.Node is not AssignmentExpressionSyntax assignment || site.Property(THR0501BackgroundThreadDoesFinishingWork.NeverEnds) is not null)
            yield break;
        yield return new Repair("Foreground", "Make it a foreground thread", editor => MakeForeground(editor, assignment));
        if (StartedThread.Of(assignment, site.Model) is { } thread)
            yield return new Repair("Join", $"Wait for '{thread.Name}' to end", thread.Join);
    }

    private static void MakeForeground(SyntaxEditor editor, AssignmentExpressionSyntax assignment) => editor.ReplaceNode(
        assignment.Right,
        SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression).WithTriviaFrom(assignment.Right));
}
