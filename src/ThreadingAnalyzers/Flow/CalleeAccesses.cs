using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// The changes that a body makes through a method of another object: <c>counter.Increment()</c> changes <c>counter._value</c>. The access
/// happens at the call, with the locks of both; what is reported is the change itself.
/// </summary>
internal sealed class CalleeAccesses(ForeignBodies foreign, Callbacks callbacks, ThreadingModel model, CancellationToken cancellation)
{
    /// <summary>The changes through calls of a body, one call deep.</summary>
    internal IEnumerable<Access> In(Body caller) =>
        from call in caller.Sites.OfType<IInvocationOperation>()
        where !call.IsVirtual || call.TargetMethod.IsSealed || call.TargetMethod.ContainingType.IsSealed || !call.TargetMethod.IsOverride
        where callbacks.Of(call.TargetMethod) is null || call.Instance is not (null or IInstanceReferenceOperation)
        where call.TargetMethod.IsStatic || AccessPath.Of(call.Instance, caller.Locals.Resolve) is not null
        let callee = foreign.Of(call.TargetMethod)
        where callee is not null
        from access in AccessFinder.In(callee)
        where access.Changes && IsUnlocked(access, callee)
        let location = Substituted(access.Location, call, caller)
        where location is not null
        select access with { Location = location, Reference = call, Body = caller };

    private bool IsUnlocked(Access access, Body callee) =>
        !callee.HasLockOperations || (callee.LockFlow(model, cancellation) is { GaveUp: false } flow && !flow.MustHoldAt(access.Reference.Syntax).Any());

    private static AccessPath? Substituted(AccessPath location, IInvocationOperation call, Body caller)
    {
        if (!location.StartsAtThis)
            return location.Root is ILocalSymbol or IParameterSymbol ? null : location;
        return AccessPath.Of(call.Instance, caller.Locals.Resolve)?.Append(location.Members);
    }
}
