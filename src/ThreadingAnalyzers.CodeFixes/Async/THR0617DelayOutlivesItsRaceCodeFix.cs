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
        if (site.Node is not InvocationExpressionSyntax delay || !TimeLimit.IsKnown(site) || RacedTask.Of(delay) is not { } race || site.Model.GetTypeInfo(race.Task).Type is not { Name: "Task" })
            yield break;
        if (TimedRace.Of(race) is { } timed)
            yield return new Repair("WaitAsync", "Use WaitAsync", editor => Apply(editor, timed, site.Model)) { NeedsProof = true };
        else if (TimedTry.Of(race) is { } attempt)
            yield return new Repair("WaitAsync", attempt.Late is null ? "Use WaitAsync" : "Use WaitAsync, and catch the end of the time", editor => attempt.Apply(editor, site.Model)) { NeedsProof = true };
    }

    private static void Apply(SyntaxEditor editor, TimedRace race, SemanticModel model)
    {
        ExpressionSyntax waiting = TimeLimit.On(SyntaxFactory.IdentifierName(race.Race.Task.Identifier.WithoutTrivia()), race.Race.Limits, model);
        editor.ReplaceNode(race.Awaited, waiting.WithTriviaFrom(race.Awaited));
        SyntaxTrivia[] comments = race.Needless.SelectMany(static needless => CommentsOf(needless.GetLeadingTrivia()).Concat(CommentsOf(needless.GetTrailingTrivia()))).ToArray();
        if (race.Awaited.FirstAncestorOrSelf<StatementSyntax>() is { } final)
            editor.ReplaceNode(final, (current, _) => current.WithLeadingTrivia(Above(comments, current.GetLeadingTrivia(), race.Needless[0])).WithAdditionalAnnotations(Formatter.Annotation));
        foreach (StatementSyntax needless in race.Needless)
            editor.RemoveNode(needless, SyntaxRemoveOptions.KeepUnbalancedDirectives);
    }

    // The statement that stays opens the paragraph that the first one opened.
    private static IEnumerable<SyntaxTrivia> Above(SyntaxTrivia[] comments, SyntaxTriviaList own, StatementSyntax first) =>
        comments.Length > 0 ? comments.Concat(own) : own.Any(KeptComments.IsComment) ? own : first.GetLeadingTrivia();

    private static IEnumerable<SyntaxTrivia> CommentsOf(SyntaxTriviaList trivia) => trivia.Any(KeptComments.IsComment) ? trivia : Enumerable.Empty<SyntaxTrivia>();
}
