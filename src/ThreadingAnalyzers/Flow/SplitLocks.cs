using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A check under a lock, and an act that relies on it under the same lock taken a second time.</summary>
/// <param name="Place">What is checked and changed.</param>
/// <param name="Check">Where it is looked at.</param>
/// <param name="Act">Where it is changed.</param>
/// <param name="Lock">The lock.</param>
/// <param name="IsInOtherMember">Whether it is looked at by a member that the check asks.</param>
internal sealed record SplitLocks(AccessPath Place, IOperation Check, IOperation Act, AccessPath Lock, bool IsInOtherMember = false)
{
    /// <summary>The pairs of two members that a body asks and calls one after the other, each of which takes the lock for itself: <c>if (Available(item) &lt; count) return; Take(item, count);</c></summary>
    internal static IEnumerable<SplitLocks> OfMembers(Body body, IReadOnlyList<Body> others, ThreadingModel model)
    {
        foreach (IOperation site in body.Sites)
        {
            if (MemberUpdate.OfProperty(site, others, model) is { } update)
                yield return update;
        }

        foreach (IInvocationOperation call in body.Sites.OfType<IInvocationOperation>().Where(static call => call.Instance is null or IInstanceReferenceOperation))
        {
            if (others.FirstOrDefault(other => SymbolEqualityComparer.Default.Equals(other.Symbol, call.TargetMethod)) is not { } acting || ReferenceEquals(acting, body))
                continue;
            if (MemberUpdate.In(call, acting, body, others, model) is { } update)
                yield return update;
            List<IOperation> asked = DecidedConditions.Before(call).SelectMany(static decided => decided.Condition.DescendantsAndSelf()).Where(static part => AskedMember(part) is not null).ToList();
            if (asked.Count > 0 && ActOf(acting, asked, others, model) is var (region, place, check))
                yield return new SplitLocks(place, check, call, region.Lock, IsInOtherMember: true);
        }
    }

    private static (LockRegion Region, AccessPath Place, IOperation Check)? ActOf(Body acting, List<IOperation> asked, IReadOnlyList<Body> others, ThreadingModel model)
    {
        foreach (LockRegion region in LockRegions.In(acting, model))
        {
            foreach (IOperation act in region.ContentIn(acting))
            {
                if (ActOn(act, acting, model) is ({ } place, { } changed) && IsOfContent(changed) && !IsCheckedAgain(act, region, place)
                    && asked.Find(part => others.Any(other => LooksUnder(other, AskedMember(part)!, region.Lock, place, IsAddition(changed), model))) is { } check)
                    return (region, place, check);
            }
        }

        return null;
    }

    /// <summary>The pairs in a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="others">The bodies of the type in which a check may take the lock.</param>
    /// <param name="model">The model of the compilation.</param>
    internal static IEnumerable<SplitLocks> In(Body body, IReadOnlyList<Body> others, ThreadingModel model)
    {
        List<LockRegion> locks = LockRegions.In(body, model);
        return InOneBody(locks, body, model).Concat(locks.Select(region => AskedOutside(region, body, others, model)).Where(static split => split is not null).Select(static split => split!));
    }

    private static IEnumerable<SplitLocks> InOneBody(List<LockRegion> locks, Body body, ThreadingModel model) =>
        from first in locks
        from second in locks
        where first.Lock.Equals(second.Lock) && second.Opening.Syntax.SpanStart > first.Span.End && !locks.Exists(around => around.Covers(first.Opening) && around.Covers(second.Opening))
        let split = Between(first, second, locks.Find(around => around.Lock.Equals(second.Lock) && around.Covers(second.Opening)) ?? second, body, model)
        where split is not null
        select split;

    // while (Count > 0) { lock (_gate) item = _queue.Dequeue(); } where Count takes the lock for itself
    private static SplitLocks? AskedOutside(LockRegion region, Body body, IReadOnlyList<Body> others, ThreadingModel model)
    {
        List<IOperation> asked = DecidedConditions.Before(region.Opening).SelectMany(static decided => decided.Condition.DescendantsAndSelf()).Where(static part => AskedMember(part) is not null).ToList();
        if (asked.Count == 0)
            return null;
        foreach (IOperation act in region.ContentIn(body))
        {
            if (ActOn(act, body, model) is not ({ } place, IInvocationOperation changed) || IsCheckedAgain(act, region, place))
                continue;
            if (asked.Find(part => others.Any(other => LooksUnder(other, AskedMember(part)!, region.Lock, place, IsAddition(changed), model))) is { } check)
                return new SplitLocks(place, check, changed, region.Lock, IsInOtherMember: true);
        }

        return null;
    }

    /// <summary>The member of the same object that an operation asks.</summary>
    internal static IMethodSymbol? AskedMember(IOperation part) => part switch
    {
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Property.GetMethod: { } getter } => getter,
        IInvocationOperation { Instance: null or IInstanceReferenceOperation, TargetMethod: var method } => method,
        _ => null,
    };

    // Flags and totals of two members are often a protocol, or an estimate.
    private static bool IsOfContent(IOperation changed) => changed is not (ISimpleAssignmentOperation or IIncrementOrDecrementOperation or ICompoundAssignmentOperation { Target: not IPropertyReferenceOperation { Property.IsIndexer: true } });

    // if (Count < limit) Add(item); keeps to a limit as well as it can.
    private static bool IsAddition(IOperation changed) => MethodOf(changed) is { Name: "Add" };

    private static bool LooksUnder(Body other, IMethodSymbol member, AccessPath gate, AccessPath place, bool isForAddition, ThreadingModel model) => SymbolEqualityComparer.Default.Equals(other.Symbol, member)
        && LockRegions.In(other, model).Exists(region => gate.Equals(region.Lock)
            // Who asks and takes in one step leaves nothing to others.
            && !region.ContentIn(other).Any(part => place.Equals(ActOn(part, other, model).Place)) && region.ContentIn(other).Any(part => Names(part, place) && !(isForAddition && model.Content.UseOf(part).Use == ContentUse.Size)));

    // What is looked at again under the upgradeable lock is still so when it has become the write lock.
    private static SplitLocks? Between(LockRegion first, LockRegion second, LockRegion held, Body body, ThreadingModel model)
    {
        foreach (IOperation act in second.ContentIn(body))
        {
            if (ActOn(act, body, model) is not ({ } place, { } changed) || IsCheckedAgain(act, held, place))
                continue;
            if (!first.ContentIn(body).Any(part => place.Equals(ActOn(part, body, model).Place)) && CheckFor(place, first, second, body) is { } check
                && !(changed is ISimpleAssignmentOperation && IsDecidedByMore(changed, first, body)))
                return new SplitLocks(place, check, changed, first.Lock);
        }

        return null;
    }

    // lock (_gate) { if (_failed) return; } try { Run(); } catch { lock (_gate) _failed = true; } a mark that is set for what happened in between.
    private static bool IsDecidedByMore(IOperation act, LockRegion first, Body body)
    {
        for (IOperation? outer = act.Parent; outer is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); outer = outer.Parent)
        {
            if (outer is ICatchClauseOperation && !outer.Syntax.Span.Contains(first.Span))
                return true;
        }

        return DecidedConditions.Before(act).Any(decided => decided.Condition.Syntax.SpanStart > first.Span.End
            && !decided.Condition.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation { Local: var local } && body.Root.Descendants().Any(other => first.Covers(other) && other is ILocalReferenceOperation named && SymbolEqualityComparer.Default.Equals(named.Local, local))));
    }

    // What fails, or is wrong, once the check no longer holds. To set a value again does little harm.
    private static (AccessPath? Place, IOperation? Changed) ActOn(IOperation operation, Body body, ThreadingModel model)
    {
        switch (operation)
        {
            // _stock[item] -= count
            case ICompoundAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } items } } change when SharedLocations.LocationOf(items) is IFieldSymbol or IPropertySymbol:
                return (AccessPath.Of(items, body.Locals.Resolve), change);
            case ISimpleAssignmentOperation { Value.ConstantValue.HasValue: true } or ICompoundAssignmentOperation:
                var target = ((IAssignmentOperation)operation).Target;
                return SharedLocations.LocationOf(target) is IFieldSymbol or IPropertySymbol ? (AccessPath.Of(target, body.Locals.Resolve), operation) : (null, null);
            case IIncrementOrDecrementOperation step:
                return SharedLocations.LocationOf(step.Target) is IFieldSymbol or IPropertySymbol ? (AccessPath.Of(step.Target, body.Locals.Resolve), operation) : (null, null);
            case IFieldReferenceOperation or IPropertyReferenceOperation when model.UnsafeObjects.FamilyOf(operation.Type) is ObjectFamily.Collection or ObjectFamily.CollectionInterface or ObjectFamily.Hashtable && model.Content.UseOf(operation) is { Changes: true, Operation: var call } && MethodOf(call) is { } called && IsDemanding(called):
                return (AccessPath.Of(operation, body.Locals.Resolve), call);
            default:
                return (null, null);
        }
    }

    private static IMethodSymbol? MethodOf(IOperation call) => call is IInvocationOperation bound ? bound.TargetMethod : UnboundCall.Of(call)?.Method;

    private static bool IsDemanding(IMethodSymbol method) => ElementVerbs.DemandsOne(method.Name) || (method.Name == "Add" && method.ContainingType.Name is "Dictionary" or "IDictionary" or "List" or "SortedList" or "SortedDictionary" or "Hashtable");

    private static bool IsCheckedAgain(IOperation act, LockRegion second, AccessPath place) => DecidedConditions.Before(act)
        .Any(decided => second.Covers(decided.Condition) && decided.Condition.DescendantsAndSelf().Any(part => Names(part, place)));

    private static IOperation? CheckFor(AccessPath place, LockRegion first, LockRegion second, Body body)
    {
        foreach (IOperation part in first.ContentIn(body).Where(part => Names(part, place)))
        {
            for (IOperation? outer = part.Parent; outer is not null && first.Covers(outer); outer = outer.Parent)
            {
                // lock (_gate) { if (_queue.Count == 0) return; }
                if (outer is IConditionalOperation { WhenFalse: null } conditional && conditional.Condition.Syntax.Span.Contains(part.Syntax.Span) && Leaves(conditional.WhenTrue) && Follows(first, second) && ComesOut(conditional, first))
                    return part;
                // lock (_gate) known = _map.ContainsKey(key);
                if (outer is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: { Type.SpecialType: SpecialType.System_Boolean } local } } && IsDecidedBy(local, second))
                    return part;
                if (outer is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var value } } && IsDecidedBy(value, second))
                    return part;
                // lock (_gate) _map.TryGetValue(key, out found);
                if (outer is IInvocationOperation call && call.Arguments.Any(argument => argument is { Parameter.RefKind: RefKind.Out, Value: var found } && Operand.Unwrap(found) is ILocalReferenceOperation { Local: var given } && IsDecidedBy(given, second)))
                    return part;
            }
        }

        return null;
    }

    private static bool IsDecidedBy(ILocalSymbol local, LockRegion second) => DecidedConditions.Before(second.Opening)
        .Any(decided => decided.Condition.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local)));

    // A check in a branch that never comes out of it decides nothing behind it.
    private static bool ComesOut(IOperation check, LockRegion region)
    {
        for (IOperation child = check; child.Parent is { } parent && region.Covers(parent); child = parent)
        {
            if (parent is IConditionalOperation branch && branch.Condition != child && Leaves(child))
                return false;
        }

        return true;
    }

    private static bool Follows(LockRegion first, LockRegion second)
    {
        IOperation? around = first.Opening.Parent;
        while (around is not null and not IBlockOperation)
            around = around.Parent;
        return around is not null && Nesting.Contains(around, second.Opening);
    }

    private static bool Leaves(IOperation statement) => statement switch
    {
        IBlockOperation { Operations: { IsEmpty: false } operations } => Leaves(operations[operations.Length - 1]),
        IReturnOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } or IThrowOperation => true,
        _ => false,
    };

    /// <summary>Whether an operation names a place.</summary>
    internal static bool Names(IOperation operation, AccessPath place) =>
        SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(operation), place.Last) && place.Equals(AccessPath.Of(operation));
}
