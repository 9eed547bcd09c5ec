using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>Types whose values stand for work that may still be running, beyond Task and ValueTask themselves.</summary>
internal sealed class Awaitables(Compilation compilation, KnownTypes types)
{
    private const string Services = "System.Runtime.CompilerServices.";

    /// <summary>Whether a method is the GetResult of an awaiter, which nobody calls before the work has ended.</summary>
    internal static bool IsResultOfAwaiter(IMethodSymbol method) =>
        method is { Name: "GetResult", ContainingType: var awaiter } && awaiter.AllInterfaces.Any(static contract => contract.Name == "INotifyCompletion");

    private readonly INamedTypeSymbol?[] _configured = new[] { "ConfiguredTaskAwaitable", "ConfiguredTaskAwaitable`1", "ConfiguredValueTaskAwaitable", "ConfiguredValueTaskAwaitable`1", "YieldAwaitable" }
        .Select(name => compilation.GetTypeByMetadataName(Services + name))
        .ToArray();

    /// <summary>Whether a type is a task, derives from one, is what ConfigureAwait or Yield gives, or is a task type or an awaitable value of somebody's own.</summary>
    internal bool IsAwaitable(ITypeSymbol? type) => type is INamedTypeSymbol named && (IsTaskLike(named) || _configured.Any(known => KnownTypes.Is(named, known)) || IsOnlyAwaitable(named));

    // A struct with an awaiter is there to be awaited. An object with one, such as an operation of a dispatcher, may have a life without it.
    private static bool IsOnlyAwaitable(INamedTypeSymbol type) => type is { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None }
        && type.GetMembers("GetAwaiter").Any(static member => member is IMethodSymbol { IsStatic: false, Parameters.IsEmpty: true, ReturnType: var awaiter } && awaiter.AllInterfaces.Any(static contract => contract.Name == "INotifyCompletion"));

    /// <summary>Whether a type is a task, derives from one, or may be the return type of an async method.</summary>
    internal bool IsTaskLike(ITypeSymbol? type)
    {
        if (types.IsTask(type))
            return true;
        for (ITypeSymbol? current = type?.BaseType; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            if (types.IsTask(current))
                return true;
        }

        return type is INamedTypeSymbol { SpecialType: SpecialType.None } own && own.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "AsyncMethodBuilderAttribute" });
    }

    /// <summary>The task type that an array, list, dictionary or sequence holds; null where it holds something else.</summary>
    internal ITypeSymbol? ElementOf(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol { ElementType: var element } => types.IsTask(element) ? element : null,
        INamedTypeSymbol { TypeArguments: [.., var last], TypeKind: TypeKind.Class or TypeKind.Interface or TypeKind.Struct } named => types.IsTask(last) && IsCollection(named) ? last : null,
        _ => null,
    };

    /// <summary>Whether a type is a collection whose elements nobody knows, so that they may be tasks.</summary>
    internal static bool MayHoldTasks(ITypeSymbol? type) => type is INamedTypeSymbol { TypeArguments: [.., { TypeKind: TypeKind.Error }], TypeKind: TypeKind.Class or TypeKind.Interface } named && IsCollection(named);

    /// <summary>Whether a type is a sequence that may run its source again each time that somebody goes through it.</summary>
    internal bool IsLazySequence(ITypeSymbol? type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T, TypeArguments: [var element] } && types.IsTask(element);

    /// <summary>Whether a type is that of an asynchronous sequence.</summary>
    internal static bool IsSequence(ITypeSymbol? type) => type is INamedTypeSymbol { Name: "IAsyncEnumerable", TypeArguments.Length: 1 };

    private static bool IsCollection(INamedTypeSymbol type) =>
        type.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T
        || type.AllInterfaces.Any(static part => part.SpecialType == SpecialType.System_Collections_IEnumerable);
}
