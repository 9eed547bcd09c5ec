using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Calls of an object's own members that only pass on what a concurrent collection says, or change it without a look of their own: to their caller they
/// are that call on the collection.
/// </summary>
internal static class PassedOnUses
{
    /// <summary>The use that a site makes through a member; null where it makes none.</summary>
    /// <param name="site">A call or a read of a property.</param>
    /// <param name="caller">The body that it stands in.</param>
    /// <param name="callbacks">The bodies of the type.</param>
    /// <param name="known">The uses that are written in a body.</param>
    internal static ConcurrentUse? At(IOperation site, Body caller, Callbacks callbacks, Func<Body, IReadOnlyList<ConcurrentUse>> known)
    {
        if (CalleeOf(site, callbacks) is not { } callee || ReferenceEquals(callee, caller))
            return null;
        foreach (ConcurrentUse inner in known(callee))
        {
            if (!IsNamedAlikeIn(caller, callee, inner) || !(IsAnswer(inner, callee) || IsBlind(inner, known(callee))))
                continue;
            IOperation? key = inner.Call.Key is { } own ? ArgumentFor(own, site, callee) : null;
            if (key is null == (inner.Call.Key is null))
                return new ConcurrentUse(inner.Call with { Operation = site, Key = key }, inner.Path, caller) { Inner = inner };
        }

        return null;
    }

    private static Body? CalleeOf(IOperation site, Callbacks callbacks) => site switch
    {
        IInvocationOperation { Instance: null or IInstanceReferenceOperation, TargetMethod: { IsAsync: false } method } => callbacks.Of(method),
        IInvalidOperation when UnboundCall.Of(site) is { Instance: null or IInstanceReferenceOperation, Method: { IsAsync: false } method } => callbacks.Of(method),
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Property: { IsIndexer: false, GetMethod: { } getter } } => callbacks.Of(getter),
        _ => null,
    };

    private static bool IsNamedAlikeIn(Body caller, Body callee, ConcurrentUse inner) => inner.Path.Root switch
    {
        null => true,
        ILocalSymbol or IParameterSymbol => callee.Symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction } && !SymbolEqualityComparer.Default.Equals(inner.Path.Root.ContainingSymbol, callee.Symbol)
            && ReferenceEquals(caller.Outermost, callee.Outermost),
        _ => true,
    };

    // bool Has(key) => _d.ContainsKey(key); bool HasWork => _queue.Count > 0;
    private static bool IsAnswer(ConcurrentUse inner, Body callee) => inner.Action switch
    {
        ConcurrentAction.Test or ConcurrentAction.TryGet => ResultOf(callee) is { } result && Operand.Unwrap(result) == inner.Operation,
        ConcurrentAction.Size => ResultOf(callee) is { } result && result.Syntax.Span.Contains(inner.Operation.Syntax.Span),
        _ => false,
    };

    // void Register(key, value) => _d[key] = value;
    private static bool IsBlind(ConcurrentUse inner, IReadOnlyList<ConcurrentUse> all) =>
        (inner.Action is ConcurrentAction.Set || (inner.Action is ConcurrentAction.TryTake or ConcurrentAction.Take && CheckThenAct.IsResultIgnored(inner)))
        && !all.Any(other => other != inner && other.IsOnSame(inner))
        && !DecidedConditions.Before(inner.Operation).Any();

    private static IOperation? ArgumentFor(IOperation key, IOperation site, Body callee) =>
        Operand.Unwrap(key) is IParameterReferenceOperation { Parameter: var parameter } && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, callee.Symbol)
            ? (site is IInvocationOperation call ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value : UnboundCalls.ArgumentOf(site, parameter.Ordinal))
            : null;

    // The one value that a member gives.
    private static IOperation? ResultOf(Body callee)
    {
        IOperation? only = null;
        foreach (IReturnOperation result in callee.Root.DescendantsAndSelf().OfType<IReturnOperation>())
        {
            if (only is not null || result.ReturnedValue is null)
                return null;
            only = result.ReturnedValue;
        }

        return only;
    }
}
