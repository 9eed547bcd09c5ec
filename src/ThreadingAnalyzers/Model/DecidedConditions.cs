using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What is known to have been true or false where an operation runs, from the conditions around it and the ifs that left before it.</summary>
internal static class DecidedConditions
{
    /// <summary>The conditions that were evaluated before the operation, and what they gave.</summary>
    internal static IEnumerable<(IOperation Condition, bool Value)> Before(IOperation operation)
    {
        for (IOperation child = operation; child.Parent is { } parent; child = parent)
        {
            switch (parent)
            {
                case IConditionalOperation conditional when conditional.Condition != child:
                    yield return (conditional.Condition, conditional.WhenTrue == child);
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when both.RightOperand == child:
                    yield return (both.LeftOperand, true);
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when either.RightOperand == child:
                    yield return (either.LeftOperand, false);
                    break;
                case IWhileLoopOperation { ConditionIsTop: true, Condition: { } condition } loop when loop.Body == child:
                    yield return (condition, !loop.ConditionIsUntil);
                    break;
                case IBlockOperation block:
                    foreach (IConditionalOperation earlier in block.Operations.TakeWhile(other => other != child).Select(static statement => statement is ILabeledOperation { Operation: { } labeled } ? labeled : statement).OfType<IConditionalOperation>().Reverse())
                    {
                        if (earlier.WhenFalse is null && Nesting.Leaves(earlier.WhenTrue))
                            yield return (earlier.Condition, false);
                        else if (earlier.WhenFalse is { } otherwise && Nesting.Leaves(otherwise) && !Nesting.Leaves(earlier.WhenTrue))
                            yield return (earlier.Condition, true);
                    }

                    break;
            }
        }
    }

    /// <summary>The single conditions that a decided condition consists of, as far as each of them is decided too.</summary>
    internal static IEnumerable<(IOperation Condition, bool Value)> Parts(IOperation condition, bool value)
    {
        condition = Operand.Unwrap(condition);
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Parts(not.Operand, !value);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when value:
                return Parts(both.LeftOperand, true).Concat(Parts(both.RightOperand, true));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when !value:
                return Parts(either.LeftOperand, false).Concat(Parts(either.RightOperand, false));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, RightOperand.ConstantValue: { HasValue: true, Value: bool expected } } equals:
                return Parts(equals.LeftOperand, value == expected);
            case IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool expected } } } pattern:
                return Parts(pattern.Value, value == expected);
            default:
                return [(condition, value)];
        }
    }
}
