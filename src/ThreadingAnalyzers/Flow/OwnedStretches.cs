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
            && (sets.Find(set => set.Set.Operation.Syntax.SpanStart > place) is { Set: not null } givenBack ? taken.Value != givenBack.Value : IsForGood(flag, taken.Value))
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

    // lock (gate) { if (closed) return; closed = true; } and from then on nobody else comes in.
    private bool IsForGood(AccessPath flag, bool value) => summary.Accesses[flag].Where(static access => access.Kind != AccessKind.Read && !access.Body.IsConstruction)
        .All(set => set.Operation is ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: bool constant } } && constant == value);

    private bool IsLeftAlone(TableAccess access, AccessPath flag, bool owned) => IsLeftAlone(access.Access.Operation, access.Access.Body, flag, owned, depth: 3);

    private bool IsLeftAlone(IOperation operation, Body body, AccessPath flag, bool owned, int depth)
    {
        if (DecidedConditions.Before(operation).Any(decided => Tells(decided.Condition, decided.Value, body, flag, owned)) || IsBehindRefusal(operation, flag, owned))
            return true;
        if (depth == 0 || body.Parent is not null || ThreadContexts.IsCallableFromOutside(body))
            return false;
        List<(Body Caller, SyntaxNode Site)> calls = summary.Contexts.CallSitesOf(body).ToList();
        return calls.Count > 0 && calls.TrueForAll(call => call.Caller.Sites.Find(site => site.Syntax == call.Site) is { } site && IsLeftAlone(site, call.Caller, flag, owned, depth - 1));
    }

    private static bool Tells(IOperation condition, bool value, Body body, AccessPath flag, bool owned) =>
        DecidedConditions.Parts(condition, value).Any(part => part.Value != owned && flag.Equals(AccessPath.Of(part.Condition, body.Locals.Resolve)));

    // ThrowIfClosed();
    private bool IsBehindRefusal(IOperation operation, AccessPath flag, bool owned)
    {
        for (IOperation child = operation; child.Parent is { } parent; child = parent)
        {
            if (parent is IBlockOperation block && block.Operations.TakeWhile(other => other != child).OfType<IExpressionStatementOperation>()
                .Any(earlier => earlier.Operation is IInvocationOperation call && summary.Callbacks.Of(call.TargetMethod) is { } called && Refuses(called, flag, owned)))
                return true;
        }

        return false;
    }

    private static bool Refuses(Body body, AccessPath flag, bool owned) => body.Root.Descendants().OfType<IConditionalOperation>()
        .Any(branch => branch.WhenFalse is null && branch.WhenTrue.DescendantsAndSelf().Any(static part => part is IThrowOperation) && Tells(branch.Condition, false, body, flag, owned));
}
