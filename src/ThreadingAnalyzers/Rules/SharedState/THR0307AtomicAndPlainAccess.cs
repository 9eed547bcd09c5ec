using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A place that Interlocked changes is changed plainly elsewhere, read again, or read and reset in two steps.</summary>
internal sealed class THR0307AtomicAndPlainAccess() : TypeRule(Descriptor)
{
    /// <summary>The property that says which sort of access is reported.</summary>
    internal const string Sort = "sort";

    internal const string Change = "change", Reset = "reset", Reread = "reread", Assigned = "assigned", Torn = "torn";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0307",
        title: "Change and read the place by the atomic call alone",
        messageFormat: "'{0}' {1}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "An atomic change protects only against other atomic changes. Plain changes beside it, and reads apart from it, work with a value that is already old.",
        cwe: [362, 366, 367]);

    internal override Evidence Needs => Evidence.Atomics;

    internal override void Analyze(TypeContext type)
    {
        var reported = new HashSet<SyntaxNode>();
        AnalyzeResults(reported, type);
        var atomics = new AtomicLocations(type.Summary.ConcernedBodies, type.Model);
        if (atomics.Fields.Count == 0)
            return;
        AnalyzeResets(atomics, reported, type);
        AnalyzeChanges(atomics, reported, type);
        foreach (TornAtomic torn in TornAtomics.In(type.Summary, atomics, type.Model).Where(torn => reported.Add(torn.Plain.Operation.Syntax)))
            ReportTorn(torn, type);
        foreach (TornAtomic change in TornAtomics.ChangesBesideReads(type.Summary, atomics).Where(change => reported.Add(change.Plain.Operation.Syntax)))
            ReportUnread(change, type);
    }

    private static void ReportUnread(TornAtomic change, TypeContext type) =>
        type.Report(Descriptor, DiagnosticSeverity.Info, change.Plain.Operation.Syntax.GetLocation(), [change.Writer.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty.Add(Sort, Change), change.Plain.Location.ToString(),
            $"is read, changed and written back here in separate steps, while {Describe(change.Writer, change.Plain.Operation.Syntax)} reads it for other threads; changes that meet are lost, and a 32-bit process writes it in two steps");

    // Increment(ref n); if (n == …), and n = Increment(ref n)
    private static void AnalyzeResults(HashSet<SyntaxNode> reported, TypeContext type)
    {
        foreach (AtomicSite site in type.Summary.ConcernedBodies.SelectMany(body => AtomicLocations.In(body, type.Model)))
        {
            // Nobody makes an atomic call under a lock of his callers' that nothing shows.
            if (!IsSharedPlace(site) || type.Summary.HeldLocks.At(site.Body, site.Syntax) is { IsEmpty: false })
                continue;
            string call = $"'{site.Atomic.Name}'";
            if (Operand.ParentOf(site.Atomic.Call) is IAssignmentOperation assignment && IsOverwriting(assignment, site) && reported.Add(assignment.Syntax))
                Report(assignment.Syntax, site, Assigned, $"is assigned the result of {call} on itself; a change that another thread makes in between is overwritten", type);
            else if (site.Atomic.Action == AtomicAction.Change && RepeatedRead.After(site, type.Model) is { } read)
                Report(read.Syntax, site, Reread, $"is read again after {call} at line {Excerpt.LineOf(site.Syntax)}; another thread may have changed it by then, so use what the call returns", type);
        }
    }

    private static bool IsOverwriting(IAssignmentOperation assignment, AtomicSite site) =>
        site.Atomic.Action is AtomicAction.Change or AtomicAction.Exchange
        && assignment is ISimpleAssignmentOperation or ICompoundAssignmentOperation
        && site.Path.Equals(AccessPath.Of(assignment.Target, site.Body.Locals.Resolve));

    private static bool IsSharedPlace(AtomicSite site) =>
        site.Path.Last is IFieldSymbol || (site.Path.Members.IsEmpty && site.Path.Root is ILocalSymbol or IParameterSymbol && !SymbolEqualityComparer.Default.Equals(site.Path.Root.ContainingSymbol, site.Body.Symbol));

    private static void AnalyzeResets(AtomicLocations atomics, HashSet<SyntaxNode> reported, TypeContext type)
    {
        var counters = new HashSet<IFieldSymbol>(atomics.Fields.Where(static field => field.Value.Exists(static site => site.Atomic.Action == AtomicAction.Change)).Select(static field => field.Key), SymbolEqualityComparer.Default);
        if (counters.Count == 0)
            return;
        ModeCases? modes = null;
        foreach (Body body in type.Summary.OwnBodies)
        {
            foreach (CounterReset reset in CounterReset.In(body, counters, type.Summary.OwnBodies, type.Model))
            {
                AtomicSite? change = IsLifecycle(body, type) ? null : atomics.Fields[reset.Counter].Find(site => site.Atomic.Action == AtomicAction.Change && !ReferenceEquals(site.Body, body) && IsSamePlace(site, body) && IsUnordered(reset.Read, body, site, type));
                if (change is not null && !(modes ??= new ModeCases(type.Summary)).AreDistinct(reset.Reset, body, change.Atomic.Call, change.Body) && reported.Add(reset.Reset.Syntax))
                    Report(reset.Reset.Syntax, change, Reset, $"is read at line {Excerpt.LineOf(reset.Read.Syntax)} and reset here in a second step; what {Describe(change, reset.Reset.Syntax)} adds in between is lost", type, reset.Read.Syntax.GetLocation());
            }
        }
    }

    private static void AnalyzeChanges(AtomicLocations atomics, HashSet<SyntaxNode> reported, TypeContext type)
    {
        var modes = new ModeCases(type.Summary);
        List<Access> changes = type.Summary.OwnAccesses.Where(IsPlainChange).ToList();
        foreach (Access access in changes)
        {
            if (!IsOutvoted(access, changes, atomics) && !IsLifecycle(access.Body, type) && atomics.WriterOf(access.Location.Last) is { } writer
                && IsSamePlace(writer, access.Body) && IsUnordered(access.Reference, access.Body, writer, type) && IsParallel(access, atomics, type) && !modes.AreDistinct(access.Operation, access.Body, writer.Atomic.Call, writer.Body) && !StatedIntent.Excuses(access.Operation.Syntax) && reported.Add(access.Operation.Syntax))
            {
                Report(access.Operation.Syntax, writer, Change, $"is read, changed and written back here in separate steps, while {Describe(writer, access.Operation.Syntax)} changes it; one of the changes is lost", type, IsOfHolder(access) ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning);
            }
        }
    }

    // A struct is part of the object that holds it, whose members know who comes in when.
    private static bool IsOfHolder(Access access) => access.Location.StartsAtThis && access.Body.Outermost.Symbol.ContainingType is { IsValueType: true };

    // The header of a record has a bit that threads compete for, and many that only who has the record sets.
    private static bool IsOutvoted(Access access, List<Access> changes, AtomicLocations atomics) => access.Location.Last is IFieldSymbol field && atomics.Fields.TryGetValue(field, out List<AtomicSite>? sites)
        && changes.Count(other => SymbolEqualityComparer.Default.Equals(other.Location.Last, field)) is >= 6 and var plain && plain > 2 * sites.Count;

    // A field of an object that a field holds: in another class, that may be another object.
    private static bool IsSamePlace(AtomicSite site, Body plain) =>
        site.Path.Members.Length <= 1 || SymbolEqualityComparer.Default.Equals(site.Body.Symbol.ContainingType, plain.Symbol.ContainingType);

    /// <summary>Whether an access is a change in several steps of a place that may be shared.</summary>
    internal static bool IsPlainChange(Access access) => access is { Kind: AccessKind.ReadModifyWrite, Operation: not ICoalesceAssignmentOperation }
        && (access.Location.StartsAtThis || access.Location.Root is IFieldSymbol or IParameterSymbol);

    private static bool IsUnordered(IOperation plain, Body body, AtomicSite atomic, TypeContext type) =>
        type.Summary.HeldLocks.At(body, plain.Syntax) is { } held && type.Summary.HeldLocks.At(atomic.Body, atomic.Syntax) is { } other && held.Intersect(other).IsEmpty;

    // Where only threads of the type itself make the atomic changes, they may all have ended.
    private static bool IsParallel(Access plain, AtomicLocations atomics, TypeContext type)
    {
        // foreach (…) _left++; and then the tasks are started.
        if (type.Summary.Parallelism.IsBesideNothing(plain))
            return false;
        List<AtomicSite> sites = atomics.Fields[(IFieldSymbol)plain.Location.Last!];
        // Interlocked.Exchange(ref _buffer, null) in Dispose, so that what it was is given back once.
        if (sites.TrueForAll(site => site.Atomic.Action == AtomicAction.Exchange && IsLifecycle(site.Body, type)))
            return false;
        if (sites.Exists(site => type.Summary.Contexts.ForksOf(site.Body).Count == 0 || ThreadContexts.IsCallableFromOutside(site.Body)))
            return true;
        return type.Summary.Accesses.TryGetValue(plain.Location, out List<Access>? accesses)
            && type.Summary.Parallelism.PartnerOf(plain, accesses.FindAll(access => access == plain || access.Kind == AccessKind.Atomic)) is not null;
    }

    private static bool IsLifecycle(Body body, TypeContext type) => type.Summary.Contexts.IsConstruction(body) || MemberPhase.IsDisposal(body);

    private static string Describe(AtomicSite site, SyntaxNode from) => $"'{site.Atomic.Method}' at line {Excerpt.LineOf(site.Syntax, from)}";

    private static void ReportTorn(TornAtomic torn, TypeContext type)
    {
        bool isRead = torn.Plain.Kind == AccessKind.Read;
        string name = ((IFieldSymbol)torn.Plain.Location.Last!).Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        type.Report(Descriptor, DiagnosticSeverity.Info, torn.Plain.Operation.Syntax.GetLocation(), [torn.Writer.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty.Add(Sort, Torn), torn.Plain.Location.ToString(),
            $"is {(isRead ? "read" : "written")} plainly here, while {Describe(torn.Writer, torn.Plain.Operation.Syntax)} changes it; a 32-bit process {(isRead ? "reads" : "writes")} a {name} in two steps, and half of it can be of another value");
    }

    private static void Report(SyntaxNode syntax, AtomicSite site, string sort, string what, TypeContext type, params Location[] others) => Report(syntax, site, sort, what, type, Descriptor.DefaultSeverity, others);

    private static void Report(SyntaxNode syntax, AtomicSite site, string sort, string what, TypeContext type, DiagnosticSeverity severity, params Location[] others) =>
        type.Report(Descriptor, severity, syntax.GetLocation(), others.Prepend(site.Syntax.GetLocation()), ImmutableDictionary<string, string?>.Empty.Add(Sort, sort), site.Path.ToString(), what);
}
