using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>A change of a variable by an operator: <c>x++</c>, <c>x += e</c> or <c>x = x + e</c>.</summary>
/// <param name="Target">The variable.</param>
/// <param name="Operator">Add, subtract, and, or.</param>
/// <param name="Operand">What is added; null for one.</param>
/// <param name="IsChecked">Whether it throws on overflow.</param>
/// <param name="YieldsOldValue">Whether the value of the expression is the one before the change.</param>
internal sealed record AtomicChange(IOperation Target, BinaryOperatorKind Operator, ExpressionSyntax? Operand, bool IsChecked, bool YieldsOldValue)
{
    /// <summary>The change that an expression makes, or null where it is of another kind.</summary>
    internal static AtomicChange? Of(SyntaxNode expression, SemanticModel model) => model.GetOperation(expression) switch
    {
        IIncrementOrDecrementOperation { OperatorMethod: null } step => new(
            step.Target, step.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract, null, step.IsChecked, step.IsPostfix),
        ICompoundAssignmentOperation { OperatorMethod: null, Value.Syntax: ExpressionSyntax } compound => new(
            compound.Target, compound.OperatorKind, ((AssignmentExpressionSyntax)expression).Right, compound.IsChecked, YieldsOldValue: false),
        ISimpleAssignmentOperation { Value: IBinaryOperation { OperatorMethod: null } sum } assignment when OtherOperand(sum, assignment.Target) is { } operand =>
            new(assignment.Target, sum.OperatorKind, operand, sum.IsChecked, YieldsOldValue: false),
        _ => null,
    };

    /// <summary>The <c>e</c> of <c>x + e</c>, <c>e + x</c> or <c>x - e</c>.</summary>
    private static ExpressionSyntax? OtherOperand(IBinaryOperation sum, IOperation target)
    {
        AccessPath? path = AccessPath.Of(target);
        if (path is null || sum.Syntax is not BinaryExpressionSyntax syntax)
            return null;
        if (path.Equals(AccessPath.Of(sum.LeftOperand)))
            return syntax.Right;
        return sum.OperatorKind != BinaryOperatorKind.Subtract && path.Equals(AccessPath.Of(sum.RightOperand)) ? syntax.Left : null;
    }
}
