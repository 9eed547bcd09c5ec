using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>The shape <c>if (_done) return; … _done = true;</c> or <c>if (!_done) { … _done = true; }</c>.</summary>
internal static class OnceTest
{
    /// <summary>Whether the test decides that the assignment is reached only while the flag has the other value.</summary>
    internal static bool Lets(IOperation flag, IOperation assignment, bool value)
    {
        (IOperation condition, bool isNegated) = Condition(flag);
        if (condition.Parent is not IConditionalOperation branch || branch.Condition != condition)
            return false;
        IOperation? whenOther = isNegated == value ? branch.WhenTrue : branch.WhenFalse;
        IOperation? whenSame = isNegated == value ? branch.WhenFalse : branch.WhenTrue;
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

    // !_done, _done == false, !_done && other: what the whole condition being true says of the flag.
    private static (IOperation Condition, bool IsNegated) Condition(IOperation flag)
    {
        bool isNegated = false;
        IOperation current = flag;
        while (true)
        {
            switch (current.Parent)
            {
                case IConversionOperation or IParenthesizedOperation:
                    current = current.Parent;
                    break;
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                    isNegated = !isNegated;
                    current = not;
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equality when OtherOperand(equality, current).ConstantValue is { HasValue: true, Value: bool constant }:
                    isNegated ^= (equality.OperatorKind == BinaryOperatorKind.Equals) != constant;
                    current = equality;
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both:
                    current = both;
                    break;
                default:
                    return (current, isNegated);
            }
        }
    }

    private static IOperation OtherOperand(IBinaryOperation equality, IOperation operand) => equality.LeftOperand == operand ? equality.RightOperand : equality.LeftOperand;
}
