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

    /// <summary>Whether what else the initialization sets is read without the lock by somebody who relies on the initialization: in its own member, or after a call of it.</summary>
    internal bool ExistBehind(LazyInitialization initialization, IOperation other) => SharedLocations.LocationOf(other) is { } location && summary.Bodies.Any(body =>
        body.Sites.Find(site => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(site), location) && IsUse(site) && site.Syntax.SpanStart > FirstReliance(initialization, body)
            && summary.HeldLocks.At(body, site.Syntax) is { } held && held.Intersect(initialization.Held).IsEmpty) is not null);

    private static int FirstReliance(LazyInitialization initialization, Body body) => ReferenceEquals(body, initialization.Body)
        ? initialization.Assignment.Syntax.Span.End
        : body.Sites.Find(site => site is IInvocationOperation call && SymbolEqualityComparer.Default.Equals(call.TargetMethod, initialization.Body.Symbol)) is { } asked ? asked.Syntax.Span.End : int.MaxValue;

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
