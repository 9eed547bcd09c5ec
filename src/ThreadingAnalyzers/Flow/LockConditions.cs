using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Gives conditions a number: a flag, the result of a try, a null test. Two tests of the same flag get the same number, so that what one
/// branch learns the next one knows.
/// </summary>
internal sealed class LockConditions(LockTable table, FlowCaptures captures, Func<IOperation, bool> isTry)
{
    /// <summary>What the value of an expression says.</summary>
    internal BranchCondition Of(IOperation value)
    {
        bool isNegated = false;
        for (int steps = 0; steps < 64; steps++)
        {
            value = Operand.Unwrap(value);
            if (Simplified(value) is not var (simpler, negates))
                break;
            value = simpler;
            isNegated ^= negates;
        }

        BranchCondition condition = Basic(value);
        return isNegated ? condition.Negated() : condition;
    }

    /// <summary>The condition that a variable stands for, or -1.</summary>
    internal int OfPlace(IOperation place) => place switch
    {
        IFlowCaptureReferenceOperation reference => table.ConditionOf(reference.Id),
        // A name that does not bind means the same in both places all the same.
        IInvalidOperation { Syntax: IdentifierNameSyntax or MemberAccessExpressionSyntax } => table.ConditionOf((typeof(IInvalidOperation), place.Syntax.ToString())),
        { Type.SpecialType: SpecialType.System_Boolean } when AccessPath.Of(place) is { } path => table.ConditionOf(path),
        IDeclarationExpressionOperation declaration => OfPlace(declaration.Expression),
        _ => -1,
    };

    // One step down: the operand that decides, and whether its value is turned around on the way.
    private static (IOperation Value, bool Negates)? Simplified(IOperation value) => value switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } not => (not.Operand, true),
        ISimpleAssignmentOperation { Target: var target } => (target, false),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equality => OfEquality(equality),
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation constant } } negated when Constant(constant.Value) is bool expected =>
            (negated.Value, expected),
        IIsPatternOperation { Pattern: IConstantPatternOperation constant } pattern when Constant(constant.Value) is bool expected => (pattern.Value, !expected),
        _ => null,
    };

    private static (IOperation Value, bool Negates)? OfEquality(IBinaryOperation equality)
    {
        bool isNot = equality.OperatorKind == BinaryOperatorKind.NotEquals;
        if (Constant(equality.RightOperand) is bool right)
            return (equality.LeftOperand, right == isNot);
        if (Constant(equality.LeftOperand) is bool left)
            return (equality.RightOperand, left == isNot);
        return null;
    }

    private static object? Constant(IOperation operation) => Operand.Unwrap(operation).ConstantValue is { HasValue: true, Value: var value } ? value : null;

    private BranchCondition Basic(IOperation value)
    {
        if (isTry(value))
            return new(table.ConditionOf(value.Syntax), false);
        if (NullTest(value) is var (tested, isNotNull))
            return captures.PathOf(tested) is { } path ? new(table.ConditionOf((typeof(void), path)), isNotNull) : BranchCondition.Unknown;
        return new(OfPlace(value), false);
    }

    private static (IOperation Tested, bool IsNotNull)? NullTest(IOperation value) => value switch
    {
        IIsNullOperation isNull => (isNull.Operand, false),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equality when Operand.IsNull(equality.RightOperand) =>
            (equality.LeftOperand, equality.OperatorKind == BinaryOperatorKind.NotEquals),
        IIsPatternOperation { Pattern: IConstantPatternOperation constant } pattern when Operand.IsNull(constant.Value) => (pattern.Value, false),
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation constant } } pattern when Operand.IsNull(constant.Value) => (pattern.Value, true),
        _ => null,
    };
}
