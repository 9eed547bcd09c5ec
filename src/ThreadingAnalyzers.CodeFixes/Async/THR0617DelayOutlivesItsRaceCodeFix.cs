using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Says <c>await task.WaitAsync(limit)</c> for a race whose loser means a TimeoutException.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0617DelayOutlivesItsRaceCodeFix))]
public sealed class THR0617DelayOutlivesItsRaceCodeFix() : RuleCodeFix("THR0617")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not InvocationExpressionSyntax delay || !TimeLimit.IsKnown(site))
            yield break;
        if (TimedRace.Of(delay) is { } race)
        {
            if (race.IsTask(site.Model))
                yield return new Repair("WaitAsync", "Use WaitAsync", editor => Apply(editor, race, site.Model)) { NeedsProof = true };
        }
        else if (TimedTry.Of(delay) is { } attempt && site.Model.GetTypeInfo(attempt.Task).Type is { Name: "Task" })
        {
            yield return new Repair("WaitAsync", "Use WaitAsync, and catch the end of the time", editor => attempt.Apply(editor, site.Model)) { NeedsProof = true };
        }
    }

    private static void Apply(SyntaxEditor editor, TimedRace race, SemanticModel model)
    {
        ExpressionSyntax waiting = TimeLimit.On(SyntaxFactory.IdentifierName(race.Task), race.Limits, model);
        editor.ReplaceNode(race.Awaited, waiting.WithTriviaFrom(race.Awaited));
        SyntaxTrivia[] comments = race.Needless.SelectMany(static needless => CommentsOf(needless.GetLeadingTrivia()).Concat(CommentsOf(needless.GetTrailingTrivia()))).ToArray();
        if (comments.Length > 0 && race.Awaited.FirstAncestorOrSelf<StatementSyntax>() is { } final)
            editor.ReplaceNode(final, (current, _) => current.WithLeadingTrivia(comments.Concat(current.GetLeadingTrivia())).WithAdditionalAnnotations(Formatter.Annotation));
        foreach (StatementSyntax needless in race.Needless)
            editor.RemoveNode(needless, SyntaxRemoveOptions.KeepUnbalancedDirectives);
    }

    private static IEnumerable<SyntaxTrivia> CommentsOf(SyntaxTriviaList trivia) => trivia.Any(KeptComments.IsComment) ? trivia : Enumerable.Empty<SyntaxTrivia>();
}
