using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Finds where a value was compared with null before an operation runs.</summary>
internal static class NullTests
{
    /// <summary>The comparison with null of an equal value that decides whether the operation runs; null where there is none.</summary>
    /// <param name="operation">What runs after the test.</param>
    /// <param name="isValue">Whether an expression is the value.</param>
    internal static IOperation? Before(IOperation operation, Func<IOperation, bool> isValue)
    {
        for (IOperation child = operation; child.Parent is { } parent; child = parent)
        {
            IOperation? test = parent switch
            {
                IConditionalOperation conditional when conditional.Condition != child => In(conditional.Condition, isValue),
                IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both when both.RightOperand == child => In(both.LeftOperand, isValue),
                IBlockOperation block => LeavingBefore(child, block, isValue),
                _ => null,
            };
            if (test is not null)
                return test;
        }

        return null;
    }

    /// <summary>The comparison of the value with null within a condition.</summary>
    internal static IOperation? In(IOperation condition, Func<IOperation, bool> isValue) => condition.DescendantsAndSelf().FirstOrDefault(part => part switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison =>
            (IsNull(comparison.RightOperand) && isValue(Operand.Unwrap(comparison.LeftOperand))) || (IsNull(comparison.LeftOperand) && isValue(Operand.Unwrap(comparison.RightOperand))),
        IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation or IRecursivePatternOperation { DeclaredSymbol: null } } pattern => isValue(Operand.Unwrap(pattern.Value)),
        _ => false,
    });

    // if (Changed == null) return;
    private static IOperation? LeavingBefore(IOperation statement, IBlockOperation block, Func<IOperation, bool> isValue) => block.Operations
        .TakeWhile(other => other != statement)
        .OfType<IConditionalOperation>()
        .Where(static conditional => conditional.WhenFalse is null && Leaves(conditional.WhenTrue))
        .Select(conditional => In(conditional.Condition, isValue))
        .FirstOrDefault(static test => test is not null);

    private static bool Leaves(IOperation statement) => statement switch
    {
        IBlockOperation { Operations: { IsEmpty: false } operations } => Leaves(operations[operations.Length - 1]),
        IReturnOperation or IBranchOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } or IThrowOperation => true,
        _ => false,
    };

    private static bool IsNull(IOperation operation) => Operand.Unwrap(operation).ConstantValue is { HasValue: true, Value: null };
}
