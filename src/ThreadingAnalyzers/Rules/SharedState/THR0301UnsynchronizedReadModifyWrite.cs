using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>State that several threads reach is read, changed and written back without a lock, so that updates get lost.</summary>
internal sealed class THR0301UnsynchronizedReadModifyWrite() : TypeRule(Descriptor)
{
    /// <summary>The property that holds how many of the additional locations, from the first, are accesses that need the same lock.</summary>
    internal const string UnlockedAccesses = "unlocked";

    /// <summary>The property that holds the expression of the lock that the type already uses for the location.</summary>
    internal const string Guard = "guard";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0301",
        title: "Change shared state atomically",
        messageFormat: "'{0}' is read, changed and written back here without a lock, {1}; updates get lost",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "An increment is a read and a write. When two threads read the same value before either writes, one of their updates is lost.",
        cwe: [362, 366]);

    internal override Evidence Needs => Evidence.Forks;

    internal override void Analyze(TypeContext type)
    {
        if (!type.Summary.Parallelism.Exists)
            return;
        var atomics = new AtomicLocations(type.Summary.ConcernedBodies, type.Model);
        // What is under a contract is THR0321's.
        foreach (KeyValuePair<AccessPath, List<Access>> location in type.Summary.Accesses.Where(static location => GuardContract.Of(location.Key.Last!) is null && !StatedAttributes.AreForOneThread(location.Key.Last!)))
            Analyze(location.Value, atomics, type);
    }

    private static void Analyze(List<Access> accesses, AtomicLocations atomics, TypeContext type)
    {
        List<Access> changes = accesses.FindAll(static access => access.Changes);
        var reported = new HashSet<SyntaxNode>();
        // THR0315 speaks of initialization that is done twice.
        foreach (Access change in changes.Where(access => access is { Kind: AccessKind.ReadModifyWrite, Operation: not ICoalesceAssignmentOperation } && !IsToldByOthers(access, atomics)))
        {
            if (type.Summary.HeldLocks.IsNoneAt(change) && type.Summary.Parallelism.PartnerOf(change, changes) is { } partner && reported.Add(change.Operation.Syntax))
                Report(change, partner, accesses, type);
        }

        AnalyzeElements(ScatteredUpdates.In(accesses), type);
    }

    private static void AnalyzeElements(List<Access> updates, TypeContext type)
    {
        foreach (Access update in updates)
        {
            if (type.Summary.HeldLocks.IsNoneAt(update) && type.Summary.Parallelism.PartnerOf(update, updates) is { } partner)
                Report(update, partner, updates, type, Excerpt.Of(update.Operation.ChildOperations.First().Syntax));
        }
    }

    // THR0306, THR0307 and THR0308 know more about these.
    private static bool IsToldByOthers(Access access, AtomicLocations atomics) =>
        LooksAtomic.Reason(access) is not null
        || AwaitedUpdate.In(access.Operation, access.Body) is not null
        || (atomics.WriterOf(access.Location.Last) is not null && THR0307AtomicAndPlainAccess.IsPlainChange(access));

    private static void Report(Access change, ParallelAccess partner, List<Access> accesses, TypeContext type, string? place = null)
    {
        List<Access> unlocked = accesses.FindAll(other => other.Changes && other.Operation.Syntax != change.Operation.Syntax && type.Summary.HeldLocks.IsNoneAt(other)
            && type.Summary.Parallelism.PartnerOf(other, [change]) is not null);
        IEnumerable<Location> additional = unlocked.Select(static other => other.Operation.Syntax.GetLocation())
            .Append(partner.Access.Operation.Syntax.GetLocation())
            .Append(partner.Fork.Site.Syntax.GetLocation())
            .Append((partner.Own ?? partner.Fork).Site.Syntax.GetLocation())
            .Distinct()
            .Where(location => location != change.Operation.Syntax.GetLocation());
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty.Add(UnlockedAccesses, unlocked.Count.ToString(CultureInfo.InvariantCulture));
        if (GuardOf(accesses.Where(static access => access.Changes), type) is { } guard)
            properties = properties.Add(Guard, guard);
        type.Report(Descriptor, change.Operation.Syntax.GetLocation(), additional, properties, place ?? change.Location.ToString(), ParallelWording.Reason(change, partner, "changes it"));
    }

    /// <summary>The lock that most of the accesses hold; null where none holds any.</summary>
    internal static string? GuardOf(IEnumerable<Access> accesses, TypeContext type) => accesses
        .SelectMany(access => type.Summary.HeldLocks.At(access.Body, access.Reference.Syntax) ?? ImmutableHashSet<AccessPath>.Empty)
        .GroupBy(static path => path)
        .OrderByDescending(static group => group.Count())
        .FirstOrDefault()?.Key.ToString();
}
