using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
    /// <summary>The test around a timed wait; null where it is more than such a statement.</summary>
    internal static TimeoutTest? Of(InvocationExpressionSyntax wait, FixSite site)
    {
        if (wait is not { Expression: MemberAccessExpressionSyntax { Expression: var task }, ArgumentList.Arguments: var limits } || !TimeLimit.IsKnown(site))
            return null;
        return wait.Parent switch
        {
            // if (!task.Wait(limit)) …
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Parent: IfStatementSyntax { Else: null, Parent: BlockSyntax } test } => OfIf(test, task, limits),
            // return task.Wait(limit);
            ReturnStatementSyntax { Parent: BlockSyntax } result => new(result, task, limits, Return(SyntaxKind.TrueLiteralExpression), Return(SyntaxKind.FalseLiteralExpression)),
            _ => null,
        };
    }

    /// <summary>The statement that awaits.</summary>
    internal StatementSyntax Awaited(SemanticModel model, bool staysOffContext)
    {
        StatementSyntax awaited = SyntaxFactory.ExpressionStatement(AwaitExpression.Of(TimeLimit.On(Task, Limits, model), staysOffContext));
        if (TooLate is null)
            return awaited.WithTriviaFrom(Statement);
        CatchClauseSyntax late = SyntaxFactory.CatchClause(SyntaxFactory.CatchDeclaration(TypeNames.Of("System.TimeoutException")), null, TooLate as BlockSyntax ?? OwnLines.Of(TooLate));
        BlockSyntax inTime = InTime is null ? OwnLines.Of(awaited) : OwnLines.Of(awaited, InTime);
        return SyntaxFactory.TryStatement(inTime, SyntaxFactory.SingletonList(late), null).WithTriviaFrom(Statement).WithAdditionalAnnotations(Formatter.Annotation);
    }

    // A comment inside would lose its place.
    private static TimeoutTest? OfIf(IfStatementSyntax test, ExpressionSyntax task, SeparatedSyntaxList<ArgumentSyntax> limits)
    {
        if (KeptComments.HasCommentsInside(test))
            return null;
        return new(test, task, limits, null, TimedRace.IsTimeout(TimedRace.Only(test.Statement)) ? null : test.Statement.WithoutTrivia());
    }

    private static ReturnStatementSyntax Return(SyntaxKind value) => SyntaxFactory.ReturnStatement(
        SyntaxFactory.Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(SyntaxFactory.Space),
        SyntaxFactory.LiteralExpression(value),
        SyntaxFactory.Token(SyntaxKind.SemicolonToken));
}
