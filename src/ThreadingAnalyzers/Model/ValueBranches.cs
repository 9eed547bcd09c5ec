using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>The expressions that a value may come from: the branches of <c>?:</c>, <c>switch</c> and <c>??</c>.</summary>
internal static class ValueBranches
{
    /// <summary>The expressions, in source order, that give the value one at a time.</summary>
    internal static IEnumerable<IOperation> Of(IOperation value)
    {
        var pending = new Stack<IOperation>();
        pending.Push(value);
        while (pending.Count > 0)
        {
            IOperation operation = Operand.Unwrap(pending.Pop());
            switch (operation)
            {
                case IConditionalOperation { WhenFalse: { } otherwise } condition:
                    pending.Push(otherwise);
                    pending.Push(condition.WhenTrue);
                    break;
                case ISwitchExpressionOperation selection:
                    for (int i = selection.Arms.Length - 1; i >= 0; i--)
                        pending.Push(selection.Arms[i].Value);
                    break;
                case ICoalesceOperation coalesce:
                    pending.Push(coalesce.WhenNull);
                    break;
                default:
                    yield return operation;
                    break;
            }
        }
    }

    /// <summary>Whether an expression is <c>null</c>, or the default value of a type of which that is null.</summary>
    internal static bool IsNull(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: null } || operation is IDefaultValueOperation { Type.IsReferenceType: true };
}
