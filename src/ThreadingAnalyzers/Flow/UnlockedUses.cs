using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Tells whether anybody uses, without the lock, what an initialization under a lock has stored.</summary>
internal sealed class UnlockedUses(TypeSummary summary)
{
    /// <summary>Whether the variable is read without the lock for more than to see whether it is there.</summary>
    internal bool Exist(LazyInitialization initialization) => summary.Bodies.Any(body => body.Sites.Exists(site =>
        SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(site), initialization.Variable)
        && IsUse(site)
        && summary.HeldLocks.At(body, site.Syntax) is { } held && held.Intersect(initialization.Held).IsEmpty));

    /// <summary>The test without the lock that decides, in another member, whether the member with the initialization is called; null where there is none.</summary>
    internal IOperation? TestByCallerOf(LazyInitialization initialization) => (
        from caller in summary.Contexts.CallSitesOf(initialization.Body)
        from call in caller.Caller.Sites
        where call is IInvocationOperation && call.Syntax == caller.Site
        from decided in DecidedConditions.Before(call)
        from empty in EmptinessTests.In(decided.Condition, decided.Value)
        let tested = EmptinessTests.VariableIn(empty).Variable
        where SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(tested), initialization.Variable)
            && summary.HeldLocks.At(caller.Caller, tested.Syntax) is { } held && held.Intersect(initialization.Held).IsEmpty
        select tested).FirstOrDefault();

    /// <summary>Whether a reference does more than to see whether something is there.</summary>
    internal static bool IsUse(IOperation site) => Operand.ParentOf(site) switch
    {
        IBinaryOperation or IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation } or IIsTypeOperation => false,
        IAssignmentOperation assignment => assignment.Target != site,
        _ => true,
    };
}
