using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>
/// <c>if (await Task.WhenAny(task, Task.Delay(limit)) != task) { … return; }</c>, which a try around <c>WaitAsync</c> says without a delay that runs on.
/// </summary>
/// <param name="Task">The name of the task.</param>
/// <param name="Limits">The arguments of the delay.</param>
/// <param name="Test">The test, whose statement leaves.</param>
/// <param name="Needless">The statements that are needless then: the declaration of the winner, and an await of the task right behind the test.</param>
internal sealed record TimedTry(IdentifierNameSyntax Task, SeparatedSyntaxList<ArgumentSyntax> Limits, IfStatementSyntax Test, StatementSyntax[] Needless)
{
    internal static TimedTry? Of(InvocationExpressionSyntax delay)
    {
        if (TimedRace.RaceOf(delay) is not var (awaited, task) || TimedRace.TestOf(awaited) is not var (declaration, condition))
            return null;
        if (!condition.IsKind(SyntaxKind.NotEqualsExpression) || condition is not { Right: IdentifierNameSyntax compared, Parent: IfStatementSyntax { Else: null, Parent: BlockSyntax block } test } || compared.Identifier.ValueText != task.Identifier.ValueText)
            return null;
        if (KeptComments.HasCommentsInside(test) || !Leaves(test.Statement) || (declaration is not null && (IsUsedAgain(declaration, condition, block) || KeptComments.HasCommentsInside(declaration) || declaration.GetTrailingTrivia().Concat(test.GetLeadingTrivia()).Any(KeptComments.IsComment))))
            return null;
        StatementSyntax? next = TimedRace.Next(test);
        bool isAwaitedNext = next is ExpressionStatementSyntax { Expression: AwaitExpressionSyntax final } && TimedRace.TaskIn(final) == compared.Identifier.ValueText && !KeptComments.HasComments(next);
        return new(task, delay.ArgumentList.Arguments, test, new[] { declaration, isAwaitedNext ? next : null }.OfType<StatementSyntax>().ToArray());
    }

    internal void Apply(SyntaxEditor editor, SemanticModel model)
    {
        StatementSyntax awaited = SyntaxFactory.ExpressionStatement(AwaitExpression.Of(TimeLimit.On(Task, Limits, model), AwaitExpression.StaysOffContext(Test)));
        CatchClauseSyntax late = SyntaxFactory.CatchClause(
            SyntaxFactory.CatchDeclaration(TypeNames.Of("System.TimeoutException")), null, Test.Statement.WithoutTrivia() as BlockSyntax ?? OwnLines.Of(Test.Statement.WithoutTrivia()));
        // What is said of the winner is said of the whole.
        SyntaxNode first = Needless.FirstOrDefault() is LocalDeclarationStatementSyntax declaration ? declaration : Test;
        editor.ReplaceNode(Test, SyntaxFactory.TryStatement(OwnLines.Of(awaited), SyntaxFactory.SingletonList(late), null)
            .WithLeadingTrivia(first.GetLeadingTrivia()).WithTrailingTrivia(Test.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation));
        foreach (StatementSyntax needless in Needless)
            editor.RemoveNode(needless, SyntaxRemoveOptions.KeepUnbalancedDirectives);
    }

    private static bool Leaves(StatementSyntax statement) =>
        (statement is BlockSyntax block ? block.Statements.LastOrDefault() : statement) is ReturnStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax;

    private static bool IsUsedAgain(LocalDeclarationStatementSyntax declaration, BinaryExpressionSyntax condition, BlockSyntax block)
    {
        string name = declaration.Declaration.Variables[0].Identifier.ValueText;
        return block.DescendantNodes().OfType<IdentifierNameSyntax>().Any(use => use.Identifier.ValueText == name && use != condition.Left);
    }
}
