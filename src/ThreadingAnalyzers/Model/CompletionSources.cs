using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What is known about <c>TaskCompletionSource</c>: how it is made, and how it is completed.</summary>
internal sealed class CompletionSources
{
    private readonly INamedTypeSymbol? _plain;
    private readonly INamedTypeSymbol? _generic;
    private readonly int? _asynchronous;

    internal CompletionSources(Compilation compilation)
    {
        _plain = compilation.GetTypeByMetadataName("System.Threading.Tasks.TaskCompletionSource");
        _generic = compilation.GetTypeByMetadataName("System.Threading.Tasks.TaskCompletionSource`1");
        INamedTypeSymbol? options = compilation.GetTypeByMetadataName("System.Threading.Tasks.TaskCreationOptions");
        _asynchronous = (options?.GetMembers("RunContinuationsAsynchronously").FirstOrDefault() as IFieldSymbol)?.ConstantValue as int?;
    }

    /// <summary>The names without which no code completes tasks itself.</summary>
    internal static IEnumerable<string> Words => ["TaskCompletionSource", "SetResult", "SetException", "SetCanceled"];

    internal bool Is(ITypeSymbol? type) => KnownTypes.Is(type, _generic) || KnownTypes.Is(type, _plain);

    /// <summary>Whether a new source runs what awaits its task inside the call that completes it.</summary>
    internal bool RunsContinuationsInside(IObjectCreationOperation creation)
    {
        if (_asynchronous is not { } flag || !Is(creation.Type))
            return false;
        IArgumentOperation? options = creation.Arguments.FirstOrDefault(static argument => argument.Parameter?.Type.Name == "TaskCreationOptions");
        return options is null || (options.Value.ConstantValue is { HasValue: true, Value: int value } && (value & flag) == 0);
    }

    /// <summary>The argument by which options for continuations became the state object of the task; null where there is none.</summary>
    internal IOperation? MistakenOptions(IObjectCreationOperation creation) => !Is(creation.Type) ? null : creation.Arguments
        .Select(static argument => Operand.Unwrap(argument.Value))
        .FirstOrDefault(static value => value.Type is { Name: "TaskContinuationOptions", ContainingNamespace.Name: "Tasks" });

    /// <summary>Whether a call completes a source, and throws if that has been done before.</summary>
    internal bool IsSet(IInvocationOperation call) => IsCompletion(call) && call.TargetMethod.Name.StartsWith("Set", StringComparison.Ordinal);

    /// <summary>Whether a call completes a source.</summary>
    internal bool IsCompletion(IInvocationOperation call) =>
        Is(call.TargetMethod.ContainingType) && call.TargetMethod.Name is "SetResult" or "SetException" or "SetCanceled" or "SetFromTask" or "TrySetResult" or "TrySetException" or "TrySetCanceled" or "TrySetFromTask";
}
