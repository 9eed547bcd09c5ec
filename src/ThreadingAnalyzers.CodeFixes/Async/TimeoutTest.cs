using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>
/// A statement that asks whether a task has ended in time. <c>await task.WaitAsync(limit)</c> says it asynchronously, and tells the end of the time by an exception.
/// </summary>
/// <param name="Statement">The whole statement.</param>
/// <param name="Task">The task.</param>
/// <param name="Limits">The arguments of the wait.</param>
/// <param name="InTime">What else is done in time; null for nothing.</param>
/// <param name="TooLate">What is done at the end of the time; null where that is the exception which WaitAsync throws.</param>
internal sealed record TimeoutTest(StatementSyntax Statement, ExpressionSyntax Task, SeparatedSyntaxList<ArgumentSyntax> Limits, StatementSyntax? InTime, StatementSyntax? TooLate)
{
    /// <summary>Whether the result of the task is what the function returns in time.</summary>
    private bool ReturnsResult { get; set; }

    /// <summary>What follows the statement then.</summary>
    private StatementSyntax[] After { get; set; } = [];

    /// <summary>The statements behind it that have become what is done too late.</summary>
    private StatementSyntax[] Needless { get; set; } = [];

    /// <summary>The test around a timed wait; null where it is more than such a statement.</summary>
    internal static TimeoutTest? Of(InvocationExpressionSyntax wait, FixSite site)
    {
        if (wait is not { Expression: MemberAccessExpressionSyntax { Expression: var task }, ArgumentList.Arguments: var limits } || !TimeLimit.IsKnown(site))
            return null;
        return wait.Parent switch
        {
            // if (!task.Wait(limit)) …
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Parent: IfStatementSyntax { Else: null, Parent: BlockSyntax } test } => OfIf(test, task, limits),
            // if (task.Wait(limit)) …
            IfStatementSyntax { Parent: BlockSyntax block } test => OfSuccess(test, block, task, limits),
            // return task.Wait(limit);
            ReturnStatementSyntax { Parent: BlockSyntax } result => new(result, task, limits, Return(SyntaxKind.TrueLiteralExpression), Return(SyntaxKind.FalseLiteralExpression)),
            // task.Wait(limit);
            ExpressionStatementSyntax { Parent: BlockSyntax } statement => new(statement, task, limits, null, SyntaxFactory.Block()),
            _ => null,
        };
    }

    internal void Apply(SyntaxEditor editor, SemanticModel model, bool staysOffContext)
    {
        if (After.Length > 0)
            editor.InsertAfter(Statement, After.Select(static statement => statement.WithAdditionalAnnotations(Formatter.Annotation)));
        editor.ReplaceNode(Statement, Awaited(model, staysOffContext));
        foreach (StatementSyntax needless in Needless)
            editor.RemoveNode(needless, SyntaxRemoveOptions.KeepUnbalancedDirectives);
    }

    private StatementSyntax Awaited(SemanticModel model, bool staysOffContext)
    {
        ExpressionSyntax waiting = AwaitExpression.Of(TimeLimit.On(Task, Limits, model), staysOffContext);
        StatementSyntax awaited = ReturnsResult ? Return(waiting) : SyntaxFactory.ExpressionStatement(waiting);
        if (TooLate is null)
            return awaited.WithTriviaFrom(Statement);
        CatchClauseSyntax late = SyntaxFactory.CatchClause(SyntaxFactory.CatchDeclaration(TypeNames.Of("System.TimeoutException")), null, TooLate as BlockSyntax ?? OwnLines.Of(TooLate));
        BlockSyntax inTime = InTime is null ? OwnLines.Of(awaited) : OwnLines.Of(awaited, InTime);
        return SyntaxFactory.TryStatement(inTime, SyntaxFactory.SingletonList(late), null).WithTriviaFrom(Statement).WithAdditionalAnnotations(Formatter.Annotation);
    }

    // What follows a branch that leaves is done too late; what such a branch does is done behind the wait.
    private static TimeoutTest? OfSuccess(IfStatementSyntax test, BlockSyntax block, ExpressionSyntax task, SeparatedSyntaxList<ArgumentSyntax> limits)
    {
        StatementSyntax[] success = StatementsOf(test.Statement);
        StatementSyntax[] rest = [.. block.Statements.SkipWhile(statement => statement != test).Skip(1)];
        StatementSyntax[] late = test.Else is { Statement: var otherwise } ? StatementsOf(otherwise) : rest;
        bool leaves = Jumps.IsJump(success.LastOrDefault()) && (test.Else is null ? Jumps.IsJump(late.LastOrDefault()) : Jumps.IsJump(late.LastOrDefault()) || IsResult(success, task));
        if (!leaves || KeptComments.HasComments(test.WithoutTrivia()) || rest.Any(static statement => statement is LocalFunctionStatementSyntax or LabeledStatementSyntax) || (test.Else is null && Array.Exists(late, KeptComments.HasComments)))
            return null;
        StatementSyntax? tooLate = late.Length == 1 && TimedRace.IsTimeout(late[0]) ? null : OwnLines.Of([.. late.Select(static statement => statement.WithoutLeadingTrivia())]);
        bool isResult = IsResult(success, task);
        StatementSyntax[] after = isResult ? [] : [.. success.Select(static (statement, index) => index == 0 ? statement.WithLeadingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed) : statement)];
        return new(test, task, limits, null, tooLate) { ReturnsResult = isResult, After = after, Needless = test.Else is null ? rest : [] };
    }

    private static StatementSyntax[] StatementsOf(StatementSyntax statement) => statement is BlockSyntax block ? [.. block.Statements] : [statement];

    private static bool IsResult(StatementSyntax[] success, ExpressionSyntax task) =>
        success is [ReturnStatementSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result", Expression: var waited } }] && SyntaxFactory.AreEquivalent(waited, task);

    // A comment inside would lose its place.
    private static TimeoutTest? OfIf(IfStatementSyntax test, ExpressionSyntax task, SeparatedSyntaxList<ArgumentSyntax> limits)
    {
        if (KeptComments.HasCommentsInside(test))
            return null;
        return new(test, task, limits, null, TimedRace.IsTimeout(TimedRace.Only(test.Statement)) ? null : test.Statement.WithoutTrivia());
    }

    private static ReturnStatementSyntax Return(SyntaxKind value) => Return(SyntaxFactory.LiteralExpression(value));

    private static ReturnStatementSyntax Return(ExpressionSyntax value) => SyntaxFactory.ReturnStatement(
        SyntaxFactory.Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(SyntaxFactory.Space), value, SyntaxFactory.Token(SyntaxKind.SemicolonToken));
}
