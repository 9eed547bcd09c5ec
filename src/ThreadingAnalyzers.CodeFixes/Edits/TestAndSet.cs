using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>A test of a flag with the assignment right behind it: <c>if (_done) return; _done = true;</c> or <c>if (!_done) { _done = true; … }</c>.</summary>
/// <param name="Flag">The flag in the test.</param>
/// <param name="Test">The test of the flag: all of the condition, or the last of its parts.</param>
/// <param name="Set">The assignment.</param>
/// <param name="Value">The value that is assigned.</param>
internal sealed record TestAndSet(ExpressionSyntax Flag, ExpressionSyntax Test, ExpressionStatementSyntax Set, bool Value)
{
    /// <summary>The pair that an assignment ends; null where something comes between, or where the condition goes on after the test.</summary>
    internal static TestAndSet? Of(AssignmentExpressionSyntax assignment)
    {
        if (ValueOf(assignment) is not { } value || assignment.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax block } set || KeptComments.HasComments(set))
            return null;
        int index = block.Statements.IndexOf(set);
        if (index > 0)
        {
            return block.Statements[index - 1] is IfStatementSyntax { Else: null } exit && Jumps.IsJump(LastOf(exit.Statement))
                ? Find(exit.Condition, SyntaxKind.LogicalOrExpression, value, set, assignment)
                : null;
        }

        return block is { Statements.Count: > 1, Parent: IfStatementSyntax branch } && branch.Statement == block ? Find(branch.Condition, SyntaxKind.LogicalAndExpression, !value, set, assignment) : null;
    }

    /// <summary>The constant that is assigned to a flag.</summary>
    internal static bool? ValueOf(AssignmentExpressionSyntax assignment) => assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) ? Constant(assignment.Right) : null;

    // Parts before the last one decide whether the flag is looked at, and so whether it is set.
    private static TestAndSet? Find(ExpressionSyntax condition, SyntaxKind joint, bool tested, ExpressionStatementSyntax set, AssignmentExpressionSyntax assignment)
    {
        ExpressionSyntax test = condition;
        while (test is BinaryExpressionSyntax binary && binary.IsKind(joint))
            test = binary.Right;
        (ExpressionSyntax flag, bool value) = Split(test);
        return value == tested && SyntaxFactory.AreEquivalent(WithoutThis(flag), WithoutThis(assignment.Left)) && !KeptComments.HasComments(test) ? new(flag, test, set, Constant(assignment.Right)!.Value) : null;
    }

    // The flag of !_done, _done == false and the like, and the value for which the test is true.
    private static (ExpressionSyntax Flag, bool Value) Split(ExpressionSyntax test) => test switch
    {
        ParenthesizedExpressionSyntax { Expression: var inner } => Split(inner),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: var operand } => Negate(Split(operand)),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } equality when Constant(equality.Right) is { } value => value ? Split(equality.Left) : Negate(Split(equality.Left)),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.NotEqualsExpression } equality when Constant(equality.Right) is { } value => value ? Negate(Split(equality.Left)) : Split(equality.Left),
        _ => (test, true),
    };

    private static (ExpressionSyntax Flag, bool Value) Negate((ExpressionSyntax Flag, bool Value) test) => (test.Flag, !test.Value);

    private static ExpressionSyntax WithoutThis(ExpressionSyntax name) => name is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } member ? member.Name : name;

    private static StatementSyntax? LastOf(StatementSyntax statement) => statement is BlockSyntax block ? block.Statements.LastOrDefault() : statement;

    private static bool? Constant(ExpressionSyntax value) => value.Kind() switch
    {
        SyntaxKind.TrueLiteralExpression => true,
        SyntaxKind.FalseLiteralExpression => false,
        _ => null,
    };
}
