using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Conditions that tell whether a variable has been given a value yet.</summary>
internal static class EmptinessTests
{
    /// <summary>
    /// The expressions that a condition tests for being empty (null, false, without a value), if control goes on only when the condition has the
    /// given outcome.
    /// </summary>
    internal static IEnumerable<IOperation> In(IOperation condition, bool outcome)
    {
        condition = Operand.Unwrap(condition);
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } negation:
                return In(negation.Operand, !outcome);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both:
                return In(both.LeftOperand, outcome).Concat(In(both.RightOperand, outcome));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                return comparison.OperatorKind == BinaryOperatorKind.Equals == outcome ? ComparedWithNothing(comparison) : [];
            case IIsPatternOperation { Value: var value, Pattern: var pattern }:
                return MatchesEmpty(pattern) == outcome ? [value] : [];
            case IPropertyReferenceOperation { Property.Name: "HasValue", Instance: { } nullable }:
                return outcome ? [] : [nullable];
            case IPropertyReferenceOperation { Property.Name: "IsDefault" or "IsDefaultOrEmpty", Instance: { } array }:
                return outcome ? [array] : [];
            case IInvocationOperation { TargetMethod: { Name: "ReferenceEquals" }, Arguments: [{ Value: var one }, { Value: var other }] }:
                return outcome && IsNothing(other) ? [one] : outcome && IsNothing(one) ? [other] : [];
            default:
                return outcome || condition.Type is not { SpecialType: SpecialType.System_Boolean } ? [] : [condition];
        }
    }

    /// <summary>The variable that is read, by itself or by Volatile or Interlocked, and whether it is read by itself.</summary>
    internal static (IOperation Variable, bool IsPlain) VariableIn(IOperation tested)
    {
        tested = Operand.Unwrap(tested);
        return tested is IInvocationOperation { TargetMethod.ContainingType: { Name: "Volatile" or "Interlocked", ContainingNamespace.Name: "Threading" }, Arguments: [{ Value: var variable }, ..] }
            ? (variable, false)
            : (tested, true);
    }

    /// <summary>Whether a value says that there is none: null, default, false.</summary>
    internal static bool IsNothing(IOperation value) =>
        Operand.Unwrap(value) is IDefaultValueOperation || value.ConstantValue is { HasValue: true, Value: null or false } || Operand.Unwrap(value).ConstantValue is { HasValue: true, Value: null or false };

    private static IEnumerable<IOperation> ComparedWithNothing(IBinaryOperation comparison) =>
        IsNothing(comparison.RightOperand) ? [comparison.LeftOperand] : IsNothing(comparison.LeftOperand) ? [comparison.RightOperand] : [];

    private static bool MatchesEmpty(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation constant => IsNothing(constant.Value),
        INegatedPatternOperation negated => !MatchesEmpty(negated.Pattern),
        _ => false,
    };
}
