using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Code that runs once in the life of an object, because it stands behind a flag that it sets itself and that nobody ever takes back. What it writes is
/// complete before the flag is set: for whoever sees the flag it is as good as construction.
/// </summary>
internal sealed class OnceRegions(TypeSummary summary, ThreadingModel model)
{
    /// <summary>Whether an access is made in such code.</summary>
    internal bool Holds(Access access) => DecidedConditions.Before(access.Operation)
        .SelectMany(static decided => DecidedConditions.Parts(decided.Condition, decided.Value))
        .Any(part => !part.Value && IsOnceFlag(part.Condition, access.Body));

    private bool IsOnceFlag(IOperation condition, Body body) =>
        (model.Atomics.Of(condition) is { Action: AtomicAction.Read, Target: var read } ? read : condition) is IMemberReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } named
        && AccessPath.Of(named, body.Locals.Resolve) is { } flag
        && summary.Accesses.TryGetValue(flag, out List<Access>? accesses)
        && accesses.FindAll(access => (access.Changes || AtomicWrite(access) is not null) && !access.Body.IsConstruction) is { Count: > 0 } sets
        && sets.TrueForAll(IsSet) && sets.Exists(set => ReferenceEquals(set.Body, body));

    private bool IsSet(Access access) => (AtomicWrite(access) is { Action: AtomicAction.Write or AtomicAction.Exchange, Value: { } value } ? value : (access.Operation as ISimpleAssignmentOperation)?.Value)
        is { ConstantValue: { HasValue: true, Value: true } };

    // Volatile.Write(ref _loaded, true)
    private AtomicCall? AtomicWrite(Access access) => access.Kind == AccessKind.Atomic && access.Reference.Parent is { } argument && model.Atomics.Of(argument as IInvocationOperation ?? argument.Parent ?? argument) is { Writes: true } call ? call : null;
}
