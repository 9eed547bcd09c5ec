using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Why it is believed that several threads use one location: evidence about the same location, not about the type.</summary>
internal static class SharingEvidence
{
    /// <summary>Whether any evidence about any location of the type is possible at all. Cheap.</summary>
    internal static bool IsPossible(TypeSummary summary, INamedTypeSymbol type) =>
        summary.ConcernedBodies.Any(static body => body.HasLockOperations || body.HasForks || body.HasAtomics) || type.GetMembers().Any(static member => member is IFieldSymbol { IsVolatile: true });

    /// <summary>Whether others can change the location between two accesses of one body; as the end of a sentence that says why.</summary>
    /// <param name="one">The earlier access, or the only one.</param>
    /// <param name="change">The change by somebody else.</param>
    /// <param name="summary">The summary of the type.</param>
    internal static bool RunsBeside(TableAccess one, TableAccess change, TypeSummary summary)
    {
        if (summary.Parallelism.IsBesideNothing(one.Access) || summary.Parallelism.IsBesideNothing(change.Access))
            return false;
        if (one.Access.Location.Last is IFieldSymbol { IsVolatile: true } || change.Access.Kind == AccessKind.Atomic)
            return true;
        if (change.Held is { } held && held.Any(path => summary.Guards.CanGuard(path, one.Access.Location)))
            return true;
        return summary.Forks.Count > 0 && summary.Parallelism.PartnerOf(one.Access, [change.Access]) is not null;
    }
}
