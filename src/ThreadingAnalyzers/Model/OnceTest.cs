using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>The shape <c>if (_done) return; … _done = true;</c> or <c>if (!_done) { … _done = true; }</c>, for flags, numbers and states.</summary>
internal static class OnceTest
{
    /// <summary>Whether the test decides that the assignment is reached only while the flag has another value than the one that it gets.</summary>
    internal static bool Lets(IOperation flag, IOperation assignment, object value)
    {
        if (Condition(flag, value) is not var (condition, isOther) || condition.Parent is not IConditionalOperation branch || branch.Condition != condition)
            return false;
        IOperation? whenOther = isOther ? branch.WhenTrue : branch.WhenFalse;
        IOperation? whenSame = isOther ? branch.WhenFalse : branch.WhenTrue;
        if (whenOther is not null && Nesting.Contains(whenOther, assignment))
            return true;
        return whenSame is not null && Nesting.Leaves(whenSame) && BlockAround(branch) is { } block && Nesting.Contains(block, assignment);
    }

    // lock (_gate) { if (_done) return; } leaves what is behind the lock as well.
    private static IOperation? BlockAround(IOperation branch)
    {
        IOperation? block = branch.Parent;
        while (block is IBlockOperation { Parent: ILockOperation or ITryOperation or IUsingOperation or IBlockOperation } && block.Parent.Parent is IBlockOperation outer)
            block = outer;
        return block as IBlockOperation;
    }

    // !_done, _done == false, !_done && other, _state == State.New: whether the flag has another value when the whole condition is true. Null where a
    // number or a state is not compared with a constant.
    private static (IOperation Condition, bool IsOther)? Condition(IOperation flag, object value)
    {
        bool? isOther = value is bool flagged ? !flagged : null;
        IOperation current = flag;
        while (true)
        {
            switch (current.Parent)
            {
                case IConversionOperation or IParenthesizedOperation:
                    current = current.Parent;
                    break;
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                    isOther = !isOther;
                    current = not;
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equality when OtherOperand(equality, current).ConstantValue is { HasValue: true, Value: { } constant }:
                    isOther = AfterComparison(isOther, constant, value, equality.OperatorKind == BinaryOperatorKind.Equals);
                    current = equality;
                    break;
                case IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: { } constant } } } pattern:
                    isOther = AfterComparison(isOther, constant, value, isEqual: true);
                    current = pattern;
                    break;
                case IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: { } constant } } } } pattern:
                    isOther = AfterComparison(isOther, constant, value, isEqual: false);
                    current = pattern;
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both:
                    current = both;
                    break;
                default:
                    return isOther is { } known ? (current, known) : null;
            }
        }
    }

    private static bool? AfterComparison(bool? isOther, object constant, object value, bool isEqual) =>
        constant is bool expected && isOther is { } known ? known ^ (isEqual != expected) : Equals(constant, value) != isEqual;

    private static IOperation OtherOperand(IBinaryOperation equality, IOperation operand) => equality.LeftOperand == operand ? equality.RightOperand : equality.LeftOperand;
}
