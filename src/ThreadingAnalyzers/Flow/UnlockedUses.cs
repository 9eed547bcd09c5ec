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

    private static bool IsUse(IOperation site) => Operand.ParentOf(site) switch
    {
        IBinaryOperation or IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation } or IIsTypeOperation => false,
        IAssignmentOperation assignment => assignment.Target != site,
        _ => true,
    };
}
