using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Code that runs once in the life of an object, because it stands behind a flag that it sets itself and that nobody ever takes back. What it writes is
/// complete before the flag is set: for whoever sees the flag it is as good as construction.
/// </summary>
internal sealed class OnceRegions(TypeSummary summary)
{
    /// <summary>Whether an access is made in such code.</summary>
    internal bool Holds(Access access) => DecidedConditions.Before(access.Operation)
        .SelectMany(static decided => DecidedConditions.Parts(decided.Condition, decided.Value))
        .Any(part => !part.Value && IsOnceFlag(part.Condition, access.Body));

    private bool IsOnceFlag(IOperation condition, Body body) =>
        condition is IMemberReferenceOperation { Type.SpecialType: SpecialType.System_Boolean }
        && AccessPath.Of(condition, body.Locals.Resolve) is { } flag
        && summary.Accesses.TryGetValue(flag, out List<Access>? accesses)
        && accesses.FindAll(static access => access.Changes && !access.Body.IsConstruction) is { Count: > 0 } sets
        && sets.TrueForAll(IsSet) && sets.Exists(set => ReferenceEquals(set.Body, body));

    private static bool IsSet(Access access) => access.Operation is ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: true } };
}
