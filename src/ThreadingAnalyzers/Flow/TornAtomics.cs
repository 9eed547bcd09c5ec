using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A plain access to a 64-bit number that Interlocked changes, or reads, elsewhere.</summary>
internal sealed record TornAtomic(Access Plain, AtomicSite Writer);

/// <summary>
/// Finds 64-bit numbers that are changed atomically and read or set plainly: a 32-bit process does the latter in two steps, and an atomic change can come between them.
/// </summary>
internal static class TornAtomics
{
    /// <summary>The first such access of each member to each field.</summary>
    internal static IEnumerable<TornAtomic> In(TypeSummary summary, AtomicLocations atomics, ThreadingModel model)
    {
        if (model.Compilation.Options.Platform is not (Platform.AnyCpu or Platform.AnyCpu32BitPreferred or Platform.X86 or Platform.Arm) || !atomics.Fields.Keys.Any(static field => TornValues.CanTearOn32Bit(field.Type)))
            return [];
        return summary.OwnAccesses
            .Where(access => access.Location.Last is IFieldSymbol field && atomics.Fields.ContainsKey(field) && TornValues.CanTearOn32Bit(field.Type) && IsPlain(access, summary))
            .GroupBy(static access => (access.Body.Outermost, access.Location))
            // Read and set in one member is a reset in two steps.
            .Where(static ofMember => ofMember.All(access => access.Kind == ofMember.First().Kind))
            .Where(ofMember => !atomics.Fields[(IFieldSymbol)ofMember.Key.Location.Last!].Exists(site => ReferenceEquals(site.Body.Outermost, ofMember.Key.Outermost)))
            // The read of a change in several steps is part of that change.
            .Where(ofMember => !summary.Accesses[ofMember.Key.Location].Exists(access => access.Kind == AccessKind.ReadModifyWrite && ReferenceEquals(access.Body.Outermost, ofMember.Key.Outermost)))
            .Select(ofMember => atomics.WriterOf(ofMember.Key.Location.Last) is { } writer && writer.Path.Equals(ofMember.Key.Location) ? new TornAtomic(ofMember.First(), writer) : null)
            .Where(static found => found is not null)!;
    }

    /// <summary>The changes in several steps of such numbers that are only ever read atomically, the first of each member.</summary>
    internal static IEnumerable<TornAtomic> ChangesBesideReads(TypeSummary summary, AtomicLocations atomics) => atomics.Fields
        .Where(field => TornValues.CanTearOn32Bit(field.Key.Type) && atomics.WriterOf(field.Key) is null)
        .SelectMany(field => summary.OwnAccesses.Where(access => access.Kind == AccessKind.ReadModifyWrite && SymbolEqualityComparer.Default.Equals(access.Location.Last, field.Key) && IsUnguarded(access, summary)))
        .GroupBy(static access => (access.Body.Outermost, access.Location))
        .Select(ofMember => atomics.Fields[(IFieldSymbol)ofMember.Key.Location.Last!].Find(site => site.Atomic.Action == AtomicAction.Read && !ReferenceEquals(site.Body.Outermost, ofMember.Key.Outermost) && site.Path.Equals(ofMember.Key.Location)) is { } reader ? new TornAtomic(ofMember.First(), reader) : null)
        .Where(static found => found is not null)!;

    private static bool IsPlain(Access access, TypeSummary summary) => access.Kind is AccessKind.Read or AccessKind.Write && IsUnguarded(access, summary);

    private static bool IsUnguarded(Access access, TypeSummary summary) =>
        access.Operation is not IArgumentOperation
        && (access.Location.StartsAtThis || access.Location.Root is { IsStatic: true })
        && !summary.Construction.Covers(access.Body, access.Location.Root is { IsStatic: true })
        && access.Body.Outermost.Symbol is IMethodSymbol { MethodKind: not (MethodKind.Destructor or MethodKind.Constructor or MethodKind.StaticConstructor), Name: not ("ToString" or "Dispose" or "DisposeAsync") }
        && !IsByNameOnly(access.Reference)
        // await Task.WhenAll(parts); return _total;
        && !summary.Parallelism.IsBesideNothing(access)
        && summary.HeldLocks.At(access.Body, access.Reference.Syntax) is { IsEmpty: true }
        && !StatedIntent.Excuses(access.Operation.Syntax);

    private static bool IsByNameOnly(IOperation reference) => reference.Parent is INameOfOperation or IAddressOfOperation;
}
