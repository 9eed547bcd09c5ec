using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>How awaits are configured.</summary>
internal static class Awaits
{
    private const int SuppressThrowing = 2;

    /// <summary>Whether a call is ConfigureAwait, in any of its forms.</summary>
    internal static bool IsConfiguring(IInvocationOperation call) => call.TargetMethod.Name == "ConfigureAwait";

    /// <summary>Whether the exceptions of a task with a result are to be suppressed, which it refuses.</summary>
    internal static bool IsSuppressionOfResult(IInvocationOperation call, ThreadingModel model) =>
        IsConfiguring(call)
        && KnownTypes.Is(call.TargetMethod.ContainingType, model.Types.TaskOfT)
        && call.Arguments is [{ Value: { Type.Name: "ConfigureAwaitOptions", ConstantValue: { HasValue: true, Value: int options } } }]
        && (options & SuppressThrowing) != 0;

    /// <summary>Whether what is awaited is a task, configured or not.</summary>
    internal static bool CanBeConfigured(IAwaitOperation awaited, ThreadingModel model) =>
        model.Types.IsTask(awaited.Operation.Type) || IsConfigured(awaited);

    internal static bool IsConfigured(IAwaitOperation awaited) =>
        Operand.Unwrap(awaited.Operation) is var operand && (operand is IInvocationOperation call ? IsConfiguring(call) : IsUnboundConfiguring(operand));

    /// <summary>Whether the code behind the await continues wherever the task was completed.</summary>
    internal static bool LeavesContext(IAwaitOperation awaited) => Operand.Unwrap(awaited.Operation) switch
    {
        IInvocationOperation { Arguments: [.., { Value.ConstantValue: { HasValue: true, Value: false } }] } call => IsConfiguring(call),
        var operand => IsUnboundConfiguring(operand) && operand.Syntax is InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.FalseLiteralExpression } }] },
    };

    // What is awaited is unknown, and how is not.
    private static bool IsUnboundConfiguring(IOperation operand) => UnboundCalls.NameOf(operand) == "ConfigureAwait";
}
