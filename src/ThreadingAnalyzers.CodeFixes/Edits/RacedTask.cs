using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>
/// A test of which came first, a task or a delay: <c>if (await Task.WhenAny(task, Task.Delay(limit)) == task) … else …</c>, whichever of the two it names, with or without
/// locals for the delay and the winner.
/// </summary>
/// <param name="Task">The name of the task.</param>
/// <param name="Limits">The arguments of the delay.</param>
/// <param name="Test">The test.</param>
/// <param name="InTime">What is done if the task comes first; null for what follows the test.</param>
/// <param name="Late">What is done if the delay comes first; null for what follows the test.</param>
/// <param name="Locals">The declarations of the delay and of the winner, which are used for nothing else.</param>
internal sealed record RacedTask(
    IdentifierNameSyntax Task, SeparatedSyntaxList<ArgumentSyntax> Limits, IfStatementSyntax Test, StatementSyntax? InTime, StatementSyntax? Late, LocalDeclarationStatementSyntax[] Locals)
{
    /// <summary>The test that a delay takes part in; null where there is none, or its parts are used for more.</summary>
    internal static RacedTask? Of(InvocationExpressionSyntax delay)
    {
        VariableDeclaratorSyntax? named = LocalOf(delay);
        ExpressionSyntax? raced = named is null ? delay : OnlyArgument(named);
        if (raced?.Parent is not ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { ArgumentList.Arguments: [var first, var second] } race })
            return null;
        if ((first.Expression == raced ? second.Expression : first.Expression) is not IdentifierNameSyntax task || AwaitOf(race) is not { } awaited)
            return null;

        ExpressionSyntax winner = awaited.Parent is ParenthesizedExpressionSyntax parenthesized ? parenthesized : awaited;
        VariableDeclaratorSyntax? kept = LocalOf(winner);
        if ((kept is null ? winner : OnlyUse(kept)) is not { } compared || compared.Parent is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression, Parent: IfStatementSyntax { Parent: BlockSyntax } test } condition)
            return null;
        if ((condition.Left == compared ? condition.Right : condition.Left) is not IdentifierNameSyntax asked)
            return null;
        bool asksForTask = asked.Identifier.ValueText == task.Identifier.ValueText;
        if (!asksForTask && asked.Identifier.ValueText != named?.Identifier.ValueText)
            return null;
        bool isInTime = asksForTask == condition.IsKind(SyntaxKind.EqualsExpression);
        LocalDeclarationStatementSyntax[] locals = new[] { named, kept }.OfType<VariableDeclaratorSyntax>().Select(static variable => (LocalDeclarationStatementSyntax)variable.Parent!.Parent!).ToArray();
        return new(task, delay.ArgumentList.Arguments, test, isInTime ? test.Statement : test.Else?.Statement, isInTime ? test.Else?.Statement : test.Statement, locals);
    }

    /// <summary>The statements behind the test, in its block.</summary>
    internal IEnumerable<StatementSyntax> Rest => ((BlockSyntax)Test.Parent!).Statements.SkipWhile(statement => statement != Test).Skip(1);

    private static AwaitExpressionSyntax? AwaitOf(InvocationExpressionSyntax race) =>
        (race.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax configured } ? configured : race).Parent as AwaitExpressionSyntax;

    // var x = …; alone in its statement.
    private static VariableDeclaratorSyntax? LocalOf(ExpressionSyntax value) =>
        value.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax } } } variable } ? variable : null;

    private static IdentifierNameSyntax[] UsesOf(VariableDeclaratorSyntax variable) => variable.FirstAncestorOrSelf<BlockSyntax>()!.DescendantNodes()
        .OfType<IdentifierNameSyntax>()
        .Where(name => name.Identifier.ValueText == variable.Identifier.ValueText)
        .ToArray();

    private static IdentifierNameSyntax? OnlyUse(VariableDeclaratorSyntax variable) => UsesOf(variable) is [var only] ? only : null;

    // The delay is raced, and perhaps compared with the winner.
    private static IdentifierNameSyntax? OnlyArgument(VariableDeclaratorSyntax delay) => UsesOf(delay) switch
    {
        [var raced] => raced,
        [{ Parent: ArgumentSyntax } raced, { Parent: BinaryExpressionSyntax }] => raced,
        [{ Parent: BinaryExpressionSyntax }, { Parent: ArgumentSyntax } raced] => raced,
        _ => null,
    };
}
