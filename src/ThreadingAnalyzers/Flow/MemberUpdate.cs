using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Updates that are put together from two members, each of which takes the lock for itself: <c>Set(key, Get(key) + 1)</c>. Between the two the lock is free, and what others
/// write then is overwritten with a value that was computed from the old one.
/// </summary>
internal static class MemberUpdate
{
    /// <summary>The update that a call completes; null where it does not.</summary>
    /// <param name="call">The call.</param>
    /// <param name="acting">The body that it calls.</param>
    /// <param name="body">The body that it stands in.</param>
    /// <param name="others">The bodies that take locks.</param>
    /// <param name="model">The model of the compilation.</param>
    internal static SplitLocks? In(IInvocationOperation call, Body acting, Body body, IReadOnlyList<Body> others, ThreadingModel model)
    {
        foreach (IArgumentOperation argument in call.Arguments.Where(static argument => argument.Parameter is { RefKind: RefKind.None }))
        {
            IOperation value = Behind(argument.Value, body);
            // A value that is only passed on is a copy.
            if (value is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide or BinaryOperatorKind.Or or BinaryOperatorKind.And })
                continue;
            foreach (LockRegion region in LockRegions.In(acting, model))
            {
                if (PlaceSetTo(argument.Parameter!, region, acting) is { } place && AskedFor(value, call, place, region.Lock, body, others, model) is { } asked)
                    return new SplitLocks(place, asked, call, region.Lock, IsInOtherMember: true);
            }
        }

        return null;
    }

    /// <summary>The update of a property whose accessors each take the lock: <c>Total += amount</c>; null for anything else.</summary>
    internal static SplitLocks? OfProperty(IOperation site, IReadOnlyList<Body> others, ThreadingModel model)
    {
        if (site is not IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Property: { IsIndexer: false, GetMethod: { } getter, SetMethod: { Parameters: [var value] } setter } }
            || site.Parent is not (ICompoundAssignmentOperation or IIncrementOrDecrementOperation) || (site.Parent as ICompoundAssignmentOperation)?.Value == site
            || others.FirstOrDefault(other => SymbolEqualityComparer.Default.Equals(other.Symbol, setter)) is not { } setting)
        {
            return null;
        }

        foreach (LockRegion region in LockRegions.In(setting, model))
        {
            if (PlaceSetTo(value, region, setting) is { } place && others.Any(other => SymbolEqualityComparer.Default.Equals(other.Symbol, getter) && GivesFrom(place, region.Lock, other, model)))
                return new SplitLocks(place, site, site.Parent!, region.Lock, IsInOtherMember: true);
        }

        return null;
    }

    // lock (_gate) _balances[account] = balance;
    private static AccessPath? PlaceSetTo(IParameterSymbol parameter, LockRegion region, Body acting) =>
        (from assignment in region.ContentIn(acting).OfType<ISimpleAssignmentOperation>()
         where Operand.Unwrap(assignment.Value) is IParameterReferenceOperation { Parameter: var given } && SymbolEqualityComparer.Default.Equals(given, parameter)
         let holder = assignment.Target is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } items } ? items : assignment.Target
         where SharedLocations.LocationOf(holder) is IFieldSymbol or IPropertySymbol
         select AccessPath.Of(holder, acting.Locals.Resolve)).FirstOrDefault(static place => place is { StartsAtThis: true } or { Root.IsStatic: true });

    private static IOperation? AskedFor(IOperation value, IInvocationOperation call, AccessPath place, AccessPath gate, Body body, IReadOnlyList<Body> others, ThreadingModel model) =>
        value.DescendantsAndSelf().Select(part => Behind(part, body)).FirstOrDefault(part => SplitLocks.AskedMember(part) is { } member
            && !SymbolEqualityComparer.Default.Equals(member, call.TargetMethod) && IsAboutSame(part, call)
            && others.Any(other => SymbolEqualityComparer.Default.Equals(other.Symbol, member) && GivesFrom(place, gate, other, model)));

    // Balance(from) and Set(from, …), where there is a key at all.
    private static bool IsAboutSame(IOperation asked, IInvocationOperation call) => asked is not IInvocationOperation { Arguments: { IsEmpty: false } keys }
        || keys.All(key => call.Arguments.Any(other => SyntaxFactory.AreEquivalent(other.Value.Syntax, key.Value.Syntax)));

    private static bool GivesFrom(AccessPath place, AccessPath gate, Body other, ThreadingModel model) => LockRegions.In(other, model).Exists(region => gate.Equals(region.Lock)
        && region.ContentIn(other).Any(static part => part is IReturnOperation { Kind: OperationKind.Return }) && region.ContentIn(other).Any(part => SplitLocks.Names(part, place)));

    private static IOperation Behind(IOperation operation, Body body)
    {
        operation = Operand.Unwrap(operation);
        return operation is ILocalReferenceOperation { Local: var local } && body.Locals.Of(local) is { } value ? Operand.Unwrap(value) : operation;
    }
}
