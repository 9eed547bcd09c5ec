using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary><c>if (!task.Wait(limit)) throw new TimeoutException();</c>, which <c>await task.WaitAsync(limit)</c> says asynchronously.</summary>
/// <param name="Statement">The whole statement.</param>
/// <param name="Task">The task.</param>
/// <param name="Limits">The arguments of the wait.</param>
internal sealed record TimeoutTest(IfStatementSyntax Statement, ExpressionSyntax Task, SeparatedSyntaxList<ArgumentSyntax> Limits)
{
    /// <summary>The test around a timed wait; null where the end of the time means something else.</summary>
    internal static TimeoutTest? Of(InvocationExpressionSyntax wait, FixSite site)
    {
        if (wait is not { Expression: MemberAccessExpressionSyntax { Expression: var task }, Parent: PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Parent: IfStatementSyntax { Else: null } test } })
            return null;
        bool isTimeout = TimedRace.IsTimeout(TimedRace.Only(test.Statement)) && test.Parent is BlockSyntax && !KeptComments.HasCommentsInside(test);
        return isTimeout && TimeLimit.IsKnown(site) ? new(test, task, wait.ArgumentList.Arguments) : null;
    }

    /// <summary>The statement that awaits.</summary>
    internal ExpressionStatementSyntax Awaited(SemanticModel model, bool staysOffContext) =>
        SyntaxFactory.ExpressionStatement(AwaitExpression.Of(TimeLimit.On(Task, Limits, model), staysOffContext)).WithTriviaFrom(Statement);
}
