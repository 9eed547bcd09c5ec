using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Lambdas that the caller's own thread runs, once for each element: LINQ to objects, <c>List.ForEach</c>, <c>Array.ForEach</c>.</summary>
internal static class RepeatedCallbacks
{
    /// <summary>Whether a call runs its lambda arguments on the calling thread.</summary>
    internal static bool RunsAtOnce(IInvocationOperation call) => call.TargetMethod.ContainingType is { } type && type.ContainingNamespace.ToString() switch
    {
        "System.Linq" => type.Name == "Enumerable",
        "System.Collections.Generic" => type.Name is "List",
        "System" => type.Name is "Array",
        _ => false,
    };

    /// <summary>Whether a call runs its lambda arguments on the calling thread, or users say that it does.</summary>
    internal static bool RunsAtOnce(IInvocationOperation call, ThreadingModel model) => RunsAtOnce(call) || model.VoidCallbacks.IsDeclaredImmediate(call.TargetMethod);

    /// <summary>The call that is given this body as a lambda argument, or null.</summary>
    internal static IInvocationOperation? CallOf(Body lambda) =>
        // list.Add(lambda) keeps it as an element, and does not call it.
        Operand.ConsumerOf(lambda.Root) is IArgumentOperation { Parameter.OriginalDefinition.Type.TypeKind: not TypeKind.TypeParameter, Parent: IInvocationOperation call } ? call : null;
}
