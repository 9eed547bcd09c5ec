using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Two fields that every change changes together, under one lock.</summary>
/// <param name="First">The guard and accesses of the one that the type declares first.</param>
/// <param name="Second">Those of the other.</param>
internal sealed record FieldPair(InferredGuard First, InferredGuard Second);

/// <summary>A place that reads both fields of a pair with room for a change in between.</summary>
/// <param name="Pair">The fields.</param>
/// <param name="Earlier">The read that comes first.</param>
/// <param name="Later">The read that comes after it.</param>
/// <param name="IsLocked">Whether each of the reads holds the lock, for itself.</param>
internal sealed record PairRead(FieldPair Pair, TableAccess Earlier, TableAccess Later, bool IsLocked);

/// <summary>
/// Finds fields that belong together, from how they are changed: whenever a critical section writes one of them, it writes the other as well. A reader that takes them
/// one by one may get one from before such a change and one from after it.
/// </summary>
internal sealed class FieldPairs(TypeSummary summary)
{
    // What resets many fields at once says little about any two of them.
    private const int LargestGroup = 4;

    /// <summary>The reads that a change can come between.</summary>
    internal IEnumerable<PairRead> ReadApart() => Pairs().SelectMany(ReadApart);

    private IEnumerable<FieldPair> Pairs()
    {
        var groups = new Dictionary<string, List<InferredGuard>>(StringComparer.Ordinal);
        foreach (InferredGuard guard in summary.AccessTable.Locations.Where(IsPlain).Select(summary.Guards.Of).Where(static guard => guard is not null)!)
        {
            if (KeyOf(guard) is not { } key)
                continue;
            if (!groups.TryGetValue(key, out List<InferredGuard>? group))
                groups.Add(key, group = []);
            group.Add(guard);
        }

        return groups.Values.Where(static group => group.Count is > 1 and <= LargestGroup)
            .SelectMany(static group => group.SelectMany((first, index) => group.Skip(index + 1).Select(second => new FieldPair(first, second))));
    }

    private static bool IsPlain(AccessPath location) => !AccessTable.IsCapturedVariable(location)
        && (location.StartsAtThis ? location.Members.Length == 1 : location.Members.IsEmpty)
        && location.Last is not IFieldSymbol { IsVolatile: true }
        && LockNames.TypeOf(location.Last!) is { SpecialType: not SpecialType.System_Boolean };

    // The critical sections that write the location, if none of its changes is made elsewhere.
    private string? KeyOf(InferredGuard guard)
    {
        if (guard.IsOfContent || guard.Missing.Any(static access => access.Changes) || summary.Accesses[guard.Location].Exists(static access => access.Kind == AccessKind.Atomic))
            return null;
        List<TableAccess> writes = guard.Holding.Where(static access => access.Changes).ToList();
        if (writes.Exists(static write => write.Callee is not null) || writes.TrueForAll(static write => MemberPhase.IsLifecycle(write.Member)))
            return null;
        return guard.Lock + ":" + string.Join(",", writes.Select(static write => RegionOf(write).SpanStart).Distinct().OrderBy(static start => start));
    }

    private IEnumerable<PairRead> ReadApart(FieldPair pair)
    {
        foreach (IGrouping<Body, TableAccess> ofBody in ReadsOf(pair.First).Concat(ReadsOf(pair.Second)).GroupBy(static read => read.Access.Body))
        {
            if (ofBody.Key.Method is { Name: "ToString" or "GetHashCode" or "Equals" } || MemberPhase.IsLifecycle(ofBody.Key) || ofBody.All(read => summary.Parallelism.IsBesideNothing(read.Access)))
                continue;
            List<TableAccess> reads = ofBody.OrderBy(static read => read.Access.Reference.Syntax.SpanStart).ToList();
            if (reads.Exists(static read => read.Changes))
                continue;
            for (int later = 1; later < reads.Count; later++)
            {
                if (Between(reads[later - 1], reads[later], reads, pair) is { } apart)
                {
                    yield return apart;
                    break;
                }
            }
        }
    }

    private static IEnumerable<TableAccess> ReadsOf(InferredGuard guard) => guard.Holding.Concat(guard.Missing);

    private static PairRead? Between(TableAccess earlier, TableAccess later, List<TableAccess> all, FieldPair pair)
    {
        if (earlier.Access.Location.Equals(later.Access.Location) || earlier.Callee is not null || later.Callee is not null)
            return null;
        bool areLocked = earlier.Holds(pair.First.Lock);
        if (areLocked != later.Holds(pair.First.Lock))
            return null;
        if (!areLocked)
            return earlier.Held!.IsEmpty && later.Held!.IsEmpty && StatementOf(earlier) == StatementOf(later) ? new PairRead(pair, earlier, later, IsLocked: false) : null;
        // Read again in the second section, the first value is no longer used.
        bool isApart = RegionOf(earlier) != RegionOf(later) && RegionOf(earlier) is LockStatementSyntax && RegionOf(later) is LockStatementSyntax && !Contains(RegionOf(earlier), later) && !Contains(RegionOf(later), earlier)
            && !all.Exists(other => other.Access.Location.Equals(earlier.Access.Location) && RegionOf(other) == RegionOf(later));
        return isApart ? new PairRead(pair, earlier, later, IsLocked: true) : null;
    }

    private static bool Contains(SyntaxNode region, TableAccess access) => region.Span.Contains(access.Access.Reference.Syntax.Span);

    private static SyntaxNode? StatementOf(TableAccess access) => access.Access.Reference.Syntax.Ancestors().FirstOrDefault(static node => node is StatementSyntax or ArrowExpressionClauseSyntax or LambdaExpressionSyntax);

    // The statement that holds the lock; the member, where its callers hold it.
    private static SyntaxNode RegionOf(TableAccess access) => access.Access.Reference.Syntax.Ancestors().FirstOrDefault(static node => node is LockStatementSyntax or UsingStatementSyntax or TryStatementSyntax { Finally: not null })
        ?? access.Access.Body.Root.Syntax;
}
