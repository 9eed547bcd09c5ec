using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A place where a body runs another body of its type, and goes on only when that has ended.</summary>
/// <param name="Site">The call, the use of a property, or the lambda that is run at once.</param>
/// <param name="Callee">The body that is run.</param>
/// <param name="Receiver">The object that it runs on; null for the caller's own.</param>
/// <param name="Arguments">What is passed.</param>
/// <param name="IsPassedOn">Whether the call's task is waited for only by the caller's caller, when the caller has given back its locks.</param>
internal sealed record DirectCall(IOperation Site, Body Callee, IOperation? Receiver, ImmutableArray<IArgumentOperation> Arguments, bool IsPassedOn = false)
{
    /// <summary>The locks that are held around the callee beside those of the caller, in the caller's words.</summary>
    internal ImmutableArray<HeldLock> Around { get; set; } = ImmutableArray<HeldLock>.Empty;

    /// <summary>A lock of the callee, as the caller names it. An object that the caller has no name for stands for itself.</summary>
    internal LockKey InCaller(LockKey key, Body caller)
    {
        AccessPath path = key.Path;
        if (path.StartsAtThis)
            return Receiver is null ? key : key with { Path = Renamed(Receiver, path, caller) };
        if (path.Root is IParameterSymbol parameter && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, Callee.Symbol)
            && Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal) is { } passed)
        {
            return key with { Path = Renamed(passed.Value, path, caller) };
        }

        return key;
    }

    /// <summary>
    /// Whether the call may lead to a place in the callee. It does not where a condition on one of the callee's flags stands before the place, as in
    /// <c>if (takeLock)</c>, and the call passes the other value, or one that is not known here.
    /// </summary>
    internal bool MayReach(IOperation place) => !HasFlags || DecidedConditions.Before(place)
        .SelectMany(static decided => DecidedConditions.Parts(decided.Condition, decided.Value))
        .All(part => part.Condition is not IParameterReferenceOperation { Parameter: var flag }
            || !SymbolEqualityComparer.Default.Equals(flag.ContainingSymbol, Callee.Symbol)
            || (Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == flag.Ordinal) is { } passed && Operand.Unwrap(passed.Value).ConstantValue is { HasValue: true, Value: bool value } && value == part.Value));

    private bool HasFlags { get; } = Callee.Method is { } called && called.Parameters.Any(static parameter => parameter.Type.SpecialType == SpecialType.System_Boolean);

    private AccessPath Renamed(IOperation root, AccessPath path, Body caller) =>
        AccessPath.Of(root is IConditionalAccessInstanceOperation ? Operand.ReceiverBehind(root) : root, caller.Locals.Resolve)?.Append(path.Members) ?? path.Within(Callee.Symbol);
}

/// <summary>Finds the direct calls of a type's bodies among each other.</summary>
internal sealed class DirectCalls(Callbacks callbacks, KnownTypes types)
{
    /// <summary>The direct calls in a body, in source order.</summary>
    internal IEnumerable<DirectCall> In(Body caller)
    {
        IEnumerable<DirectCall> atOnce = caller.Nested.Where(IsRunAtOnce).Select(static lambda => new DirectCall(lambda.Root, lambda, null, ImmutableArray<IArgumentOperation>.Empty));
        return caller.Sites.SelectMany(site => At(site, caller)).Concat(atOnce).OrderBy(static call => call.Site.Syntax.SpanStart);
    }

    private IEnumerable<DirectCall> At(IOperation site, Body caller)
    {
        switch (site)
        {
            case IInvocationOperation call when callbacks.Of(call.TargetMethod) is { IsIterator: false } callee && EndsWithCall(call, call.TargetMethod, caller) is var (ends, isPassedOn) && ends:
                yield return new DirectCall(call, callee, Other(call.Instance), call.Arguments, isPassedOn);
                break;
            case IInvalidOperation when UnboundCall.Of(site) is { Method: { } method } call && callbacks.Of(method) is { IsIterator: false } callee && EndsWithCall(site, method, caller) is var (ends, isPassedOn) && ends:
                yield return new DirectCall(site, callee, Other(call.Instance), ImmutableArray<IArgumentOperation>.Empty, isPassedOn);
                break;
            case IObjectCreationOperation { Constructor: { } constructor } creation when callbacks.Of(constructor) is { } callee:
                yield return new DirectCall(creation, callee, creation, creation.Arguments);
                break;
            case IPropertyReferenceOperation property:
                foreach (IMethodSymbol accessor in AccessorsOf(property))
                {
                    if (callbacks.Of(accessor) is { } callee)
                        yield return new DirectCall(property, callee, Other(property.Instance), property.Arguments);
                }

                break;
        }
    }

    private static IOperation? Other(IOperation? instance) => instance is IInstanceReferenceOperation ? null : instance;

    // What asynchronous code does behind its first await is done in this call only if somebody waits for its task.
    private (bool Ends, bool IsPassedOn) EndsWithCall(IOperation call, IMethodSymbol method, Body caller)
    {
        if (!types.IsTask(method.ReturnType) || Waiting.IsWaitedFor(call))
            return (true, false);
        bool isPassedOn = Waiting.IsPassedOn(call, caller);
        return (isPassedOn, isPassedOn);
    }

    /// <summary>The accessors that a use of a property calls.</summary>
    internal static IEnumerable<IMethodSymbol> AccessorsOf(IPropertyReferenceOperation reference)
    {
        bool isTarget = reference.Parent is IAssignmentOperation assignment && assignment.Target == reference;
        bool isChanged = isTarget || reference.Parent is IIncrementOrDecrementOperation;
        if (isChanged && reference.Property.SetMethod is { } set)
            yield return set;
        if (!(isTarget && reference.Parent is ISimpleAssignmentOperation) && reference.Property.GetMethod is { } get)
            yield return get;
    }

    private static bool IsRunAtOnce(Body nested) =>
        nested.Root is IAnonymousFunctionOperation && RepeatedCallbacks.CallOf(nested) is { } call && RepeatedCallbacks.RunsAtOnce(call) && Waiting.IsUsedUp(call);
}
