using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>A field used as a lock: <c>if (Interlocked.CompareExchange(ref _busy, 1, 0) == 0) …</c> lets one thread through.</summary>
internal static class AtomicFlag
{
    /// <summary>Whether the call sets a flag to a constant and its result decides what follows.</summary>
    internal static bool IsTaken(IInvocationOperation call, KnownTypes types) => KnownTypes.Is(call.TargetMethod.ContainingType, types.Interlocked) && (IsFirst(call) || IsSet(call));

    // if (Interlocked.Increment(ref _running) != 1) return; the others have told who is at it that there is more.
    private static bool IsFirst(IInvocationOperation call) => call.TargetMethod.Name == "Increment"
        && Operand.ParentOf(call) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan, RightOperand.ConstantValue: { HasValue: true, Value: 1 or 1L } };

    private static bool IsSet(IInvocationOperation call) =>
        call.TargetMethod.Name is "CompareExchange" or "Exchange"
        && call.Arguments.Length >= 2
        && call.Arguments.Skip(1).All(static argument => Operand.Unwrap(argument.Value).ConstantValue is { HasValue: true, Value: not null })
        && Operand.ParentOf(call) is not IExpressionStatementOperation;
}
