using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A value of several words is written on one thread and read on another without a lock.</summary>
internal sealed class THR0309TornValue() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0309",
        title: "Read and write large shared values under a lock",
        messageFormat: "'{0}' is {1} here {2}, and no lock keeps the two apart: {3}, so that a reader can get half of the old value and half of the new one",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "Only values of up to one machine word are read and written in one step. Larger ones need a lock around every access, or a reference to an immutable object that holds them.",
        cwe: [362, 366]);

    internal override Evidence Needs => Evidence.Forks;

    internal override void Analyze(TypeContext type)
    {
        if (type.Summary.Forks.Count == 0)
            return;
        foreach (AccessPath location in type.Summary.AccessTable.Locations)
        {
            if (TypeOf(location) is { } value && StepsOf(value, type) is { } steps)
                Analyze(location, steps, type);
        }
    }

    // Captured variables end with their member, which mostly waits for the threads that it starts.
    private static ITypeSymbol? TypeOf(AccessPath location) => AccessTable.IsCapturedVariable(location) ? null : location.Last switch
    {
        IFieldSymbol { IsReadOnly: false, IsConst: false } field => field.Type,
        IPropertySymbol { SetMethod: { IsInitOnly: false } } property => property.Type,
        _ => null,
    };

    private static string? StepsOf(ITypeSymbol value, TypeContext type)
    {
        string name = value.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        if (TornValues.CanTear(value))
            return $"a {name} is written in several steps";
        return TornValues.CanTearOn32Bit(value) && type.Model.Compilation.Options.Platform is Platform.AnyCpu or Platform.AnyCpu32BitPreferred or Platform.X86 or Platform.Arm
            ? $"a 32-bit process writes a {name} in two steps"
            : null;
    }

    private static void Analyze(AccessPath location, string steps, TypeContext type)
    {
        IReadOnlyList<TableAccess> all = type.Summary.AccessTable.Of(location);
        List<TableAccess> writes = all.Where(static access => access is { IsExempt: false, Held: not null, Changes: true }).ToList();
        // Who uses Interlocked or Volatile somewhere knows about it, and other rules look at what is left out.
        if (writes.Count == 0 || type.Summary.Accesses[location].Exists(static access => access.Kind == AccessKind.Atomic) || IsToldByOthers(location, writes, type))
            return;
        foreach (TableAccess read in all.Where(static access => access is { IsExempt: false, Held: not null, Effect: AccessEffect.Read } && WholeReads.IsOne(access.Access.Reference)))
        {
            if (writes.Find(write => CanMeet(read, write, type)) is { } write && !StatedIntent.Excuses(read.Place.Syntax) && !StatedIntent.Excuses(write.Place.Syntax))
            {
                Report(read, write, steps, type);
                return;
            }
        }
    }

    // THR0302 and THR0301 know more about these: the lock that is missing, and the updates that get lost. THR0315 speaks of initialization.
    private static bool IsToldByOthers(AccessPath location, List<TableAccess> writes, TypeContext type)
    {
        if (type.Summary.Guards.Of(location) is { Missing.Count: > 0 } guard && guard.Missing.Any(new GuardBreach(guard, type).IsOne))
            return true;
        List<Access> changes = writes.ConvertAll(static write => write.Access);
        return writes.Exists(write => write.Effect == AccessEffect.Update
            && (write.Access.Operation.Kind == OperationKind.CoalesceAssignment || type.Summary.Parallelism.PartnerOf(write.Access, changes) is not null));
    }

    // Two different locks are THR0303.
    private static bool CanMeet(TableAccess read, TableAccess write, TypeContext type) =>
        (read.Held!.IsEmpty || write.Held!.IsEmpty)
        && type.Summary.Parallelism.PartnerOf(read.Access, [write.Access]) is { } partner
        && (!ReferenceEquals(read.Access.Body, write.Access.Body) || partner.Fork.OverlapsItself);

    private static void Report(TableAccess read, TableAccess write, string steps, TypeContext type)
    {
        // The one that holds a lock is not the one to repair.
        bool isRead = read.Held!.IsEmpty;
        (TableAccess place, TableAccess other) = isRead ? (read, write) : (write, read);
        ParallelAccess partner = (type.Summary.Parallelism.PartnerOf(place.Access, [other.Access]) ?? type.Summary.Parallelism.PartnerOf(other.Access, [place.Access]))!;
        type.Report(
            Descriptor,
            place.Place.Syntax.GetLocation(),
            [other.Place.Syntax.GetLocation(), partner.Fork.Site.Syntax.GetLocation()],
            ImmutableDictionary<string, string?>.Empty,
            place.Access.Location.ToString(),
            isRead ? "read" : "written",
            ParallelWording.Reason(place.Access, partner, isRead ? "writes it" : "reads it"),
            steps);
    }
}
