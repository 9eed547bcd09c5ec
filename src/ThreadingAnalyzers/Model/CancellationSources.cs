using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What is kept alive by a timer or by a token of somebody else until it is disposed of.</summary>
internal enum Keeper
{
    /// <summary>A source linked to another token: the token keeps it.</summary>
    Link,

    /// <summary>A source that cancels itself after a time: the timer keeps it.</summary>
    Timer,

    /// <summary>A callback for a token: the token keeps it, and all that it captures.</summary>
    Registration,
}

/// <summary>Makes and ends of cancellation sources and registrations. A source without timer or link leaks nothing.</summary>
internal sealed class CancellationSources(Compilation compilation)
{
    private readonly INamedTypeSymbol? _source = compilation.GetTypeByMetadataName("System.Threading.CancellationTokenSource");

    internal bool IsSource(ITypeSymbol? type) => KnownTypes.Is(type, _source);

    /// <summary>Whether a method makes a linked source or a registration.</summary>
    internal bool IsMaker(IMethodSymbol method) => method.Name switch
    {
        "CreateLinkedTokenSource" => IsSource(method.ContainingType),
        "Register" or "UnsafeRegister" => method.ContainingType is { Name: "CancellationToken" },
        _ => false,
    };

    /// <summary>What keeps the object that an operation makes; null where nothing does, or where that dies with the code that makes it.</summary>
    internal Keeper? KeeperOf(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { Name: "CreateLinkedTokenSource", ContainingType: var type } } link when KnownTypes.Is(type, _source) && Tokens(link).Any(OutlivesCode) => Keeper.Link,
        IInvocationOperation { TargetMethod: { Name: "Register" or "UnsafeRegister", ContainingType.Name: "CancellationToken" }, Instance: { } token } registration when IsGiven(token) || (IsKeptByObject(token) && EndsWait(registration)) => Keeper.Registration,
        IInvalidOperation when UnboundCall.Of(operation) is { Name: "CreateLinkedTokenSource", Method.ContainingType: var type } && KnownTypes.Is(type, _source) => Keeper.Link,
        IInvalidOperation { Syntax: BaseObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 1 }, Type: var type } when KnownTypes.Is(type, _source) => Keeper.Timer,
        IObjectCreationOperation { Arguments: [{ Value: var time }, ..] } creation when KnownTypes.Is(creation.Type, _source) && !IsEndless(time) => Keeper.Timer,
        _ => null,
    };

    /// <summary>Whether a member that is used on a source or registration ends it.</summary>
    internal static bool Ends(string member) => member is "Dispose" or "DisposeAsync" or "Unregister";

    /// <summary>Whether a member leaves a source as it is, in its owner's hands.</summary>
    internal static bool LeavesOwner(string member) => member is "Token" or "Cancel" or "CancelAsync" or "CancelAfter" or "IsCancellationRequested" or "TryReset" or "Equals";

    private static IEnumerable<IOperation> Tokens(IInvocationOperation link) => link.Arguments
        .SelectMany(static argument => argument.Value is IArrayCreationOperation { Initializer: { } initializer } ? initializer.ElementValues.AsEnumerable() : argument.Value.DescendantsAndSelf())
        .Select(Operand.Unwrap)
        .Where(static value => value.Type is { Name: "CancellationToken" });

    private static bool OutlivesCode(IOperation token) => token switch
    {
        IParameterReferenceOperation or IFieldReferenceOperation => true,
        IPropertyReferenceOperation { Property: { IsStatic: false }, Instance: { } owner } => Operand.Unwrap(owner) is not ILocalReferenceOperation { Type.Name: "CancellationTokenSource" },
        IPropertyReferenceOperation { Property: { IsStatic: true, Name: not "None" } } => true,
        ILocalReferenceOperation => true,
        _ => false,
    };

    // A token that is handed in belongs to somebody who goes on; one of this object ends with it.
    private static bool IsGiven(IOperation token) => Operand.Unwrap(token) is IParameterReferenceOperation;

    private static bool IsKeptByObject(IOperation token) => Operand.Unwrap(token) switch
    {
        IFieldReferenceOperation => true,
        IPropertyReferenceOperation { Instance: { } owner } => Operand.Unwrap(owner) is not ILocalReferenceOperation,
        _ => false,
    };

    // _stopping.Register(() => done.TrySetCanceled()): the promise is of this call, and the token gets one more callback with each.
    private static bool EndsWait(IInvocationOperation registration) => registration.Arguments.Any(static argument =>
        argument.Value.DescendantsAndSelf().Any(static part => part is ILocalReferenceOperation { Local.Type.Name: "TaskCompletionSource" }));

    private static bool IsEndless(IOperation time) => Operand.Unwrap(time) is { ConstantValue: { HasValue: true, Value: -1 } } or IFieldReferenceOperation { Field.Name: "InfiniteTimeSpan" };
}
