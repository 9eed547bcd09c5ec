using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Says <c>await task.WaitAsync(limit)</c> for a race whose loser means a TimeoutException.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0617DelayOutlivesItsRaceCodeFix))]
public sealed class THR0617DelayOutlivesItsRaceCodeFix() : RuleCodeFix("THR0617")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not InvocationExpressionSyntax delay || TimedRace.Of(delay) is not { } race)
            yield break;
        if (site.Model.Compilation.GetTypeByMetadataName("System.Threading.Tasks.Task") is { } task && !task.GetMembers("WaitAsync").IsEmpty && race.IsTask(site.Model))
            yield return new Repair("WaitAsync", "Use WaitAsync", editor => Apply(editor, race)) { NeedsProof = true };
    }

    private static void Apply(SyntaxEditor editor, TimedRace race)
    {
        ArgumentListSyntax limit = SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(race.Limits.Select(static argument => argument.WithoutTrivia())));
        ExpressionSyntax waiting = SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, SyntaxFactory.IdentifierName(race.Task), SyntaxFactory.IdentifierName("WaitAsync")),
            limit);
        editor.ReplaceNode(race.Awaited, waiting.WithTriviaFrom(race.Awaited));
        foreach (StatementSyntax needless in race.Needless)
            editor.RemoveNode(needless, SyntaxRemoveOptions.KeepUnbalancedDirectives);
    }
}
