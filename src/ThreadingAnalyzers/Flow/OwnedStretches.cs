using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Stretches of a member that own the state of a guard by a flag: <c>lock (gate) { busy = true; } … lock (gate) { busy = false; }</c>, while everybody else
/// looks at the flag under the guard and leaves the state alone as long as it is set.
/// </summary>
internal sealed class OwnedStretches(InferredGuard guard, TypeSummary summary)
{
    /// <summary>Whether an access that does not hold the guard lies in such a stretch.</summary>
    internal bool Cover(TableAccess access) => access.Callee is null && summary.Accesses.Keys.Any(flag => IsOwnedBy(flag, access));

    private bool IsOwnedBy(AccessPath flag, TableAccess access)
    {
        if (flag.Last is not (IFieldSymbol { Type.SpecialType: SpecialType.System_Boolean } or IPropertySymbol { Type.SpecialType: SpecialType.System_Boolean }))
            return false;
        List<(Access Set, bool Value)> sets = SetsIn(flag, access.Access.Body).ToList();
        int place = access.Access.Reference.Syntax.SpanStart;
        return sets.FindLast(set => set.Set.Operation.Syntax.SpanStart < place) is { Set: not null } taken
            && sets.Find(set => set.Set.Operation.Syntax.SpanStart > place) is { Set: not null } givenBack
            && taken.Value != givenBack.Value
            && guard.Holding.All(other => ReferenceEquals(other.Member, access.Member) || IsLeftAlone(other, flag, taken.Value));
    }

    // What is set without the guard tells nobody anything.
    private IEnumerable<(Access Set, bool Value)> SetsIn(AccessPath flag, Body body) =>
        from set in summary.Accesses[flag]
        where set.Kind == AccessKind.Write && ReferenceEquals(set.Body, body) && summary.HeldLocks.At(body, set.Reference.Syntax)?.Contains(guard.Lock) == true
        let value = (set.Operation as ISimpleAssignmentOperation)?.Value.ConstantValue
        where value is { HasValue: true, Value: bool }
        orderby set.Operation.Syntax.SpanStart
        select (set, (bool)value.Value.Value!);

    private static bool IsLeftAlone(TableAccess access, AccessPath flag, bool owned) => DecidedConditions.Before(access.Access.Operation)
        .SelectMany(static decided => DecidedConditions.Parts(decided.Condition, decided.Value))
        .Any(part => part.Value != owned && flag.Equals(AccessPath.Of(part.Condition, access.Access.Body.Locals.Resolve)));
}
