using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>The shapes <c>if (x != null) … x.M() …</c> and <c>if (x == null) return; … x.M() …</c>.</summary>
internal static class NullChecks
{
    /// <summary>Whether the tested reference decides that the later one is reached only if it was not null.</summary>
    internal static bool Guards(IOperation tested, IOperation later)
    {
        if (TestOf(tested) is not var (test, isNotNull))
            return false;
        for (IOperation current = test; current.Parent is { } parent; current = parent)
        {
            switch (parent)
            {
                case IParenthesizedOperation or IConversionOperation:
                    continue;
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not }:
                    isNotNull = !isNotNull;
                    continue;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when isNotNull:
                    if (both.LeftOperand == current && Nesting.Contains(both.RightOperand, later))
                        return true;
                    continue;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when !isNotNull:
                    if (either.LeftOperand == current && Nesting.Contains(either.RightOperand, later))
                        return true;
                    continue;
                case IConditionalOperation branch when branch.Condition == current:
                    return Decides(branch, isNotNull, later);
                case IWhileLoopOperation { ConditionIsTop: true } loop when loop.Condition == current:
                    return isNotNull != loop.ConditionIsUntil && Nesting.Contains(loop.Body, later);
                case IForLoopOperation loop when loop.Condition == current:
                    return isNotNull && Nesting.Contains(loop.Body, later);
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whether a reference is used in a way that fails on null.</summary>
    internal static bool IsDereferenced(IOperation reference) => Operand.ParentOf(reference) switch
    {
        IInvocationOperation call => call.Instance is { } instance && Operand.Unwrap(instance) == reference,
        IMemberReferenceOperation member => member.Instance is { } instance && Operand.Unwrap(instance) == reference,
        IArrayElementReferenceOperation element => Operand.Unwrap(element.ArrayReference) == reference,
        IForEachLoopOperation loop => Operand.Unwrap(loop.Collection) == reference,
        // A member that the compiler does not know.
        { Kind: OperationKind.Invalid or OperationKind.None, Syntax: MemberAccessExpressionSyntax access } => access.Expression == reference.Syntax,
        // A delegate that is given something unknown.
        { Kind: OperationKind.Invalid, Syntax: InvocationExpressionSyntax called } => called.Expression == reference.Syntax,
        _ => false,
    };

    /// <summary>Whether a reference is what a member returns, and the member does not say that it may be null.</summary>
    internal static bool IsHandedOut(IOperation reference) => Operand.ParentOf(reference) is IReturnOperation && reference.Type is { IsReferenceType: true, NullableAnnotation: not NullableAnnotation.Annotated }
        && EnclosingResult(reference) is not { NullableAnnotation: NullableAnnotation.Annotated };

    /// <summary>Whether a reference is given to a call that does not say that it may be null, and does more than to write it down.</summary>
    internal static bool IsPassedOn(IOperation reference) => reference.Type is { IsReferenceType: true, SpecialType: SpecialType.None } && Operand.ParentOf(reference) switch
    {
        IArgumentOperation { Parameter: { RefKind: RefKind.None, IsParams: false, Type: { SpecialType: SpecialType.None, TypeKind: not TypeKind.TypeParameter, NullableAnnotation: not NullableAnnotation.Annotated } }, Parent: IInvocationOperation { TargetMethod: var method } } =>
            method.MethodKind == MethodKind.Ordinary && !method.ContainingType.Name.StartsWith("Debug", StringComparison.Ordinal) && method.ContainingType.Name is not ("Interlocked" or "Volatile" or "GC" or "Monitor"),
        IInvalidOperation { Syntax: InvocationExpressionSyntax call } unbound => call.Expression != reference.Syntax && !UnboundCalls.IsLogging(unbound) && call.ArgumentList.Arguments.Any(argument => argument.Expression == reference.Syntax),
        _ => false,
    };

    private static ITypeSymbol? EnclosingResult(IOperation reference) => (reference.SemanticModel?.GetEnclosingSymbol(reference.Syntax.SpanStart) as IMethodSymbol)?.ReturnType;

    /// <summary>Whether a value is null, or the default of a type.</summary>
    internal static bool IsNull(IOperation value) => Operand.Unwrap(value) is IDefaultValueOperation || Operand.Unwrap(value).ConstantValue is { HasValue: true, Value: null };

    private static bool Decides(IConditionalOperation branch, bool isNotNull, IOperation later)
    {
        IOperation? whenSet = isNotNull ? branch.WhenTrue : branch.WhenFalse;
        IOperation? whenNull = isNotNull ? branch.WhenFalse : branch.WhenTrue;
        if (whenSet is not null && Nesting.Contains(whenSet, later))
            return true;
        return whenNull is not null && Nesting.Leaves(whenNull) && branch.Parent is IBlockOperation block && Nesting.Contains(block, later) && later.Syntax.SpanStart > branch.Syntax.Span.End;
    }

    private static (IOperation Test, bool IsNotNull)? TestOf(IOperation tested) => Operand.ParentOf(tested) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equality when IsNull(equality.RightOperand) || IsNull(equality.LeftOperand) =>
            (equality, equality.OperatorKind == BinaryOperatorKind.NotEquals),
        IIsPatternOperation { Pattern: IConstantPatternOperation constant } pattern when IsNull(constant.Value) => (pattern, false),
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation constant } } pattern when IsNull(constant.Value) => (pattern, true),
        IIsPatternOperation { Pattern: IRecursivePatternOperation or ITypePatternOperation or IDeclarationPatternOperation { MatchesNull: false } } pattern => (pattern, true),
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IRecursivePatternOperation or ITypePatternOperation or IDeclarationPatternOperation { MatchesNull: false } } } pattern => (pattern, false),
        IIsTypeOperation type => (type, true),
        IPropertyReferenceOperation { Property: { Name: "HasValue", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } } hasValue => (hasValue, true),
        _ => null,
    };
}
