using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>
/// <c>if (await Task.WhenAny(task, Task.Delay(limit)) != task) { … return; }</c>, which a try around <c>WaitAsync</c> says without a delay that runs on.
/// </summary>
/// <param name="Race">The test.</param>
/// <param name="InTime">What stands in the try; null for the bare await.</param>
/// <param name="Late">What the handler does; null where the exception may leave.</param>
/// <param name="Needless">The statements that are needless then.</param>
internal sealed record TimedTry(RacedTask Race, StatementSyntax? InTime, StatementSyntax[]? Late, StatementSyntax[] Needless)
{
    internal static TimedTry? Of(RacedTask race)
    {
        if (HasCommentsInHead(race))
            return null;
        if (race.InTime is { } inTime)
            return IsReturnOf(TimedRace.Only(inTime), race) ? OfReturn(race, TimedRace.Only(inTime)!) : null;
        if (race.Late is null || !Leaves(race.Late))
            return null;
        StatementSyntax? next = race.Rest.FirstOrDefault();
        bool isAwaitedNext = next is ExpressionStatementSyntax { Expression: AwaitExpressionSyntax final } && TimedRace.TaskIn(final) == race.Task.Identifier.ValueText && !KeptComments.HasComments(next);
        return new(race, null, StatementsOf(race.Late), race.Locals.Concat(isAwaitedNext ? new[] { next! } : Enumerable.Empty<StatementSyntax>()).ToArray());
    }

    internal void Apply(SyntaxEditor editor, SemanticModel model)
    {
        bool stays = AwaitExpression.StaysOffContext(Race.Test);
        ExpressionSyntax waiting = TimeLimit.On(Race.Task, Race.Limits, model);
        StatementSyntax awaited = InTime is { } kept && AwaitIn(kept) is { } final
            ? kept.ReplaceNode(final, AwaitExpression.Of(waiting, stays).WithTriviaFrom(final)).WithoutTrivia()
            : SyntaxFactory.ExpressionStatement(AwaitExpression.Of(waiting, stays));
        // What is said of the winner is said of the whole.
        SyntaxNode first = (SyntaxNode?)Race.Locals.FirstOrDefault() ?? Race.Test;
        StatementSyntax whole = Late is null ? awaited : SyntaxFactory.TryStatement(OwnLines.Of(awaited), SyntaxFactory.SingletonList(Handler()), null);
        editor.ReplaceNode(Race.Test, whole.WithLeadingTrivia(first.GetLeadingTrivia()).WithTrailingTrivia(Race.Test.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation));
        foreach (StatementSyntax needless in Needless)
            editor.RemoveNode(needless, SyntaxRemoveOptions.KeepUnbalancedDirectives);
    }

    private CatchClauseSyntax Handler()
    {
        BlockSyntax body = Late is [BlockSyntax block] ? block.WithoutTrivia() : OwnLines.Of([.. Late!.Select(static statement => statement.WithoutLeadingTrivia())]);
        return SyntaxFactory.CatchClause(SyntaxFactory.CatchDeclaration(TypeNames.Of("System.TimeoutException")), null, body);
    }

    // if (… == task) return await task; …: what follows is what is done too late.
    private static TimedTry? OfReturn(RacedTask race, StatementSyntax returned)
    {
        StatementSyntax[] rest = [.. race.Rest];
        StatementSyntax[] late = race.Late is { } otherwise ? StatementsOf(otherwise) : rest;
        bool isRest = race.Late is null;
        if (isRest && (late.Length == 0 || !Leaves(late[late.Length - 1]) || Array.Exists(late, static statement => statement is LocalFunctionStatementSyntax or LabeledStatementSyntax || KeptComments.HasComments(statement))))
            return null;
        bool isPlain = late.Length == 1 && TimedRace.IsTimeout(TimedRace.Only(late[0]));
        return new(race, returned, isPlain ? null : late, race.Locals.Concat(isRest ? rest : Enumerable.Empty<StatementSyntax>()).ToArray());
    }

    // A block stays as it is.
    private static StatementSyntax[] StatementsOf(StatementSyntax late) => [late];

    private static bool IsReturnOf(StatementSyntax? statement, RacedTask race) =>
        statement is ReturnStatementSyntax or ExpressionStatementSyntax { Expression: AwaitExpressionSyntax } && AwaitIn(statement) is { } awaited && TimedRace.TaskIn(awaited) == race.Task.Identifier.ValueText
        && !statement.DescendantNodes().OfType<AwaitExpressionSyntax>().Skip(1).Any()
        && (statement is ReturnStatementSyntax || race.Late is not null);

    private static AwaitExpressionSyntax? AwaitIn(StatementSyntax statement) => statement.DescendantNodes().OfType<AwaitExpressionSyntax>().FirstOrDefault();

    // Comments in a branch that stays a block stay with it.
    private static bool HasCommentsInHead(RacedTask race)
    {
        bool isInTest = race.Test.DescendantTrivia().Any(trivia => (KeptComments.IsComment(trivia) || trivia.IsDirective) && race.Test.Span.Contains(trivia.Span) && !(race.Late is BlockSyntax block && block.Span.Contains(trivia.Span)));
        bool isInLocals = race.Locals.Any(KeptComments.HasCommentsInside) || race.Locals.Any(static local => local.GetTrailingTrivia().Any(KeptComments.IsComment)) || race.Locals.Skip(1).Any(static local => local.GetLeadingTrivia().Any(KeptComments.IsComment));
        return isInTest || isInLocals || (race.Locals.Length > 0 && race.Test.GetLeadingTrivia().Any(KeptComments.IsComment));
    }

    private static bool Leaves(StatementSyntax statement) => Jumps.IsJump(statement is BlockSyntax block ? block.Statements.LastOrDefault() : statement) && (statement as BlockSyntax)?.Statements.Last() is not GotoStatementSyntax;
}
