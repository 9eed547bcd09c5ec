using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// The changes that a body makes through a method of another object (<c>counter.Increment()</c> changes <c>counter._value</c>), or through a method of
/// its own type to which it passes the object (<c>Count(counter)</c>). The access happens at the call, with the locks of both; what is reported is the
/// change itself.
/// </summary>
internal sealed class CalleeAccesses(ForeignBodies foreign, Callbacks callbacks, ThreadingModel model, CancellationToken cancellation)
{
    /// <summary>The changes through calls of a body, one call deep.</summary>
    internal IEnumerable<Access> In(Body caller) => OfReceivers(caller).Concat(OfArguments(caller));

    private IEnumerable<Access> OfReceivers(Body caller) =>
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

    private IEnumerable<Access> OfArguments(Body caller) =>
        from call in caller.Sites.OfType<IInvocationOperation>()
        where call is { IsVirtual: false, Instance: null or IInstanceReferenceOperation } && call.Arguments.Length > 0
        let callee = callbacks.Of(call.TargetMethod)
        where callee is not null && !ReferenceEquals(callee, caller)
        from access in AccessFinder.In(callee).Where(access => IsUnlocked(access, callee)).Concat(OfReceivers(callee).Where(access => IsUnlockedAt(access.Reference.Syntax, callee)))
        where access.Changes && access.Location is { Root: IParameterSymbol, Members.IsEmpty: false }
        let argument = call.Arguments.FirstOrDefault(argument => SymbolEqualityComparer.Default.Equals(argument.Parameter?.OriginalDefinition, access.Location.Root))
        where argument is { Parameter.RefKind: RefKind.None }
        let location = PlaceOf(argument.Value, caller)?.Append(access.Location.Members)
        where location is not null
        select access with { Location = location, Reference = call, Body = caller };

    /// <summary>What a private method that threads run does to an object that is not safe to share, where all its calls pass one and the same.</summary>
    internal IEnumerable<Access> ToPassed(Body callee, ThreadContexts contexts)
    {
        if (callee.Method is not { } method || ThreadContexts.IsCallableFromOutside(callee) || contexts.ForksOf(callee).Count == 0 || contexts.ReferencesTo(callee).Count > 0)
            yield break;
        foreach (IParameterSymbol parameter in method.Parameters.Where(parameter => parameter.RefKind == RefKind.None && model.UnsafeObjects.FamilyOf(parameter.Type) is not (null or ObjectFamily.Array)))
        {
            List<AccessPath?> passed = contexts.ArgumentsFor(parameter, callee).Select(static argument => PlaceOf(argument.Value, argument.Caller)).ToList();
            if (passed.Count == 0 || passed.Count != contexts.CallSitesOf(callee).Count || passed[0] is not { Last: not null } path || !passed.TrueForAll(path.Equals))
                continue;
            foreach (Access access in AccessFinder.ToOwn(parameter, callee))
                yield return access with { Location = path };
        }
    }

    // A local that was set from a place which may hold something else by now is a place of its own, and so is what each thread has for itself.
    private static AccessPath? PlaceOf(IOperation passed, Body caller)
    {
        if (AccessPath.Of(passed, caller.Locals.Resolve) is not { } path || SharedLocations.IsPerThread(path))
            return null;
        bool isNamed = Operand.Unwrap(passed) is not ILocalReferenceOperation { Local: var local } || SymbolEqualityComparer.Default.Equals(path.Root, local) || path.Last is IFieldSymbol { IsReadOnly: true };
        return isNamed ? path : null;
    }

    private bool IsUnlocked(Access access, Body callee) => IsUnlockedAt(access.Reference.Syntax, callee);

    private bool IsUnlockedAt(SyntaxNode place, Body callee) =>
        !callee.HasLockOperations || (callee.LockFlow(model, cancellation) is { GaveUp: false } flow && !flow.MustHoldAt(place).Any());

    private static AccessPath? Substituted(AccessPath location, IInvocationOperation call, Body caller)
    {
        if (!location.StartsAtThis)
            return location.Root is ILocalSymbol or IParameterSymbol ? null : location;
        return AccessPath.Of(call.Instance, caller.Locals.Resolve)?.Append(location.Members);
    }
}
