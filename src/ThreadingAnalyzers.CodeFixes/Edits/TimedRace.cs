using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>
/// <c>if (await Task.WhenAny(task, Task.Delay(limit)) != task) throw new TimeoutException(); … await task</c>, which <c>WaitAsync</c> says in one call.
/// </summary>
/// <param name="Task">The name of the task.</param>
/// <param name="Limits">The arguments of the delay.</param>
/// <param name="Awaited">The task where it is awaited at last.</param>
/// <param name="Needless">The statements that WaitAsync makes needless.</param>
internal sealed record TimedRace(string Task, SeparatedSyntaxList<ArgumentSyntax> Limits, ExpressionSyntax Awaited, StatementSyntax[] Needless)
{
    internal static TimedRace? Of(InvocationExpressionSyntax delay) =>
        RaceOf(delay) is var (awaited, task) ? Of(awaited, task.Identifier.ValueText, delay.ArgumentList.Arguments) : null;

    /// <summary>The await of WhenAny that a delay takes part in, and the task that it is raced against; null where that is no name.</summary>
    internal static (AwaitExpressionSyntax Awaited, IdentifierNameSyntax Task)? RaceOf(InvocationExpressionSyntax delay)
    {
        if (delay.Parent is not ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { ArgumentList.Arguments: [var first, var second], Parent: { } above } race })
            return null;
        ExpressionSyntax other = first.Expression == delay ? second.Expression : first.Expression;
        if (other is not IdentifierNameSyntax task)
            return null;
        ExpressionSyntax whole = above is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax configured } ? configured : race;
        return whole.Parent is AwaitExpressionSyntax awaited ? (awaited, task) : null;
    }

    /// <summary>The comparison that asks for the winner of a race, and the declaration of the winner that stands before it, if there is one.</summary>
    internal static (LocalDeclarationStatementSyntax? Declaration, BinaryExpressionSyntax Condition)? TestOf(AwaitExpressionSyntax awaited)
    {
        ExpressionSyntax winner = awaited.Parent is ParenthesizedExpressionSyntax parenthesized ? parenthesized : awaited;
        LocalDeclarationStatementSyntax? declaration = null;
        if (winner.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } local } variable })
        {
            declaration = local;
            if (Next(local) is not IfStatementSyntax { Condition: BinaryExpressionSyntax { Left: IdentifierNameSyntax left } } || left.Identifier.ValueText != variable.Identifier.ValueText)
                return null;
            winner = left;
        }

        return winner.Parent is BinaryExpressionSyntax condition ? (declaration, condition) : null;
    }

    /// <summary>Whether the raced name is a task, and not a value task.</summary>
    internal bool IsTask(SemanticModel model) => model.GetTypeInfo(Awaited).Type is { Name: "Task" };

    private static TimedRace? Of(AwaitExpressionSyntax awaited, string task, SeparatedSyntaxList<ArgumentSyntax> limits)
    {
        if (TestOf(awaited) is not var (declaration, condition) || condition is not { Right: IdentifierNameSyntax compared, Parent: IfStatementSyntax { Else: null } test } || compared.Identifier.ValueText != task)
            return null;
        if (!condition.IsKind(SyntaxKind.NotEqualsExpression) || !IsTimeout(Only(test.Statement)) || KeptComments.HasComments(test) || Next(test) is not { } win || AwaitedIn(win, task) is not { } final)
            return null;
        return new(task, limits, final, declaration is null ? [test] : [declaration, test]);
    }

    private static ExpressionSyntax? AwaitedIn(StatementSyntax statement, string task) => FunctionOf.OwnNodes(statement)
        .OfType<AwaitExpressionSyntax>()
        .Select(BelowConfiguration)
        .FirstOrDefault(awaited => awaited is IdentifierNameSyntax name && name.Identifier.ValueText == task);

    /// <summary>The name that is awaited, configured or not; null where it is no name.</summary>
    internal static string? TaskIn(AwaitExpressionSyntax awaited) => (BelowConfiguration(awaited) as IdentifierNameSyntax)?.Identifier.ValueText;

    private static ExpressionSyntax BelowConfiguration(AwaitExpressionSyntax awaited) =>
        awaited.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var configured } } ? configured : awaited.Expression;

    /// <summary>Whether a statement throws what WaitAsync throws. A message of the author's own would be lost.</summary>
    internal static bool IsTimeout(StatementSyntax? statement) => statement is ThrowStatementSyntax { Expression: ObjectCreationExpressionSyntax { ArgumentList.Arguments: [], Type: var type } }
        && type.ToString() is "TimeoutException" or "System.TimeoutException";

    /// <summary>The only statement of a block, or the statement itself.</summary>
    internal static StatementSyntax? Only(StatementSyntax statement) => statement is BlockSyntax block ? block.Statements is [var only] ? only : null : statement;

    /// <summary>The statement behind another one in its block.</summary>
    internal static StatementSyntax? Next(StatementSyntax statement) =>
        statement.Parent is BlockSyntax block && block.Statements.IndexOf(statement) + 1 is var next && next < block.Statements.Count ? block.Statements[next] : null;
}
