using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Finds where a value was compared with null before an operation runs.</summary>
internal static class NullTests
{
    /// <summary>The comparison with null of an equal value that decides whether the operation runs; null where there is none.</summary>
    /// <param name="operation">What runs after the test.</param>
    /// <param name="isValue">Whether an expression is the value.</param>
    internal static IOperation? Before(IOperation operation, Func<IOperation, bool> isValue) =>
        DecidedConditions.Before(operation).Select(decided => In(decided.Condition, isValue)).FirstOrDefault(static test => test is not null);

    private static IOperation? In(IOperation condition, Func<IOperation, bool> isValue) => condition.DescendantsAndSelf().FirstOrDefault(part => part switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison =>
            (Operand.IsNull(comparison.RightOperand) && isValue(Operand.Unwrap(comparison.LeftOperand))) || (Operand.IsNull(comparison.LeftOperand) && isValue(Operand.Unwrap(comparison.RightOperand))),
        IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation or IRecursivePatternOperation } pattern => isValue(Operand.Unwrap(pattern.Value)),
        _ => false,
    });
}
