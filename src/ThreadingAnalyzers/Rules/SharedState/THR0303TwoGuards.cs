using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>State is used under one lock here and under another one elsewhere, so that nobody keeps anybody out.</summary>
internal sealed class THR0303TwoGuards() : TypeRule(Descriptor)
{
    private const int MaximumPlaces = 8;

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0303",
        title: "Guard the state with one lock",
        messageFormat: "'{0}' is {5} here under the lock '{1}', while {2} of {3} accesses hold the lock '{4}'{6}: {7}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Threads exclude each other only if they take the same lock. Two locks around the same state are as good as none.",
        cwe: [362, 667, 821]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        foreach (AccessPath location in type.Summary.AccessTable.Locations)
        {
            if (type.Summary.Guards.Of(location) is { } guard && guard.Missing.Count > 0)
                Analyze(guard, type);
        }
    }

    private static void Analyze(InferredGuard guard, TypeContext type)
    {
        foreach (IGrouping<Body, TableAccess> ofMember in guard.Missing.GroupBy(static access => access.Member))
        {
            foreach (TableAccess access in ofMember.OrderByDescending(static access => access.Changes))
            {
                if (OtherGuard(access, guard, type) is { } other)
                {
                    Report(access, other, guard, type);
                    break;
                }
            }
        }
    }

    private static AccessPath? OtherGuard(TableAccess access, InferredGuard guard, TypeContext type)
    {
        if (!Matters(access, guard) || MemberPhase.IsLifecycle(access.Member))
            return null;
        List<AccessPath> held = access.Held!.Where(path => type.Summary.Guards.CanGuard(path, guard.Location)).ToList();
        // Somebody at the state at the same time, with nothing in common. Who only asks how much there is breaks nothing.
        bool meets = guard.Holding.Any(other => Meets(other, access, held) && (!ReferenceEquals(other.Access.Body, access.Access.Body) || IsRunByMany(access)));
        return meets && held.Count > 0 && held.TrueForAll(path => DistinctLocks.AreTwo(path, guard.Lock, type.Summary.AccessTable.Values)) && !StatedIntent.Excuses(access.Place.Syntax)
            ? held.OrderBy(static path => path.ToString(), StringComparer.Ordinal).First()
            : null;
    }

    private static bool Meets(TableAccess other, TableAccess access, List<AccessPath> held) => (other.Changes || (access.Changes && other.Effect != AccessEffect.Size)) && !held.Exists(other.Holds);

    // Where only its own member holds the other lock, the two may be meant for two things.
    private static DiagnosticSeverity SeverityOf(TableAccess access, InferredGuard guard) => guard.Holding.Any(other => !ReferenceEquals(other.Access.Body, access.Access.Body) && Meets(other, access, []))
        ? Descriptor.DefaultSeverity
        : DiagnosticSeverity.Info;

    // What anybody may call meets itself on another thread.
    private static bool IsRunByMany(TableAccess access) => access is { Changes: true, Callee: null, Access.Body.Parent: null } && Visibility.ReachesOutside(access.Member.Symbol);

    // A word that is only read is at worst out of date.
    private static bool Matters(TableAccess access, InferredGuard guard) => guard.Location.Last is not IFieldSymbol { IsVolatile: true } && access.Effect switch
    {
        AccessEffect.Size => false,
        AccessEffect.Lookup when (guard.Location.Last as IFieldSymbol)?.Type is IArrayTypeSymbol => false,
        AccessEffect.Read => TornValues.CanTear((guard.Location.Last as IFieldSymbol)?.Type),
        _ => true,
    };

    private static void Report(TableAccess access, AccessPath other, InferredGuard guard, TypeContext type) => type.Report(
        Descriptor,
        SeverityOf(access, guard),
        access.Place.Syntax.GetLocation(),
        guard.Holding.Take(MaximumPlaces).Select(static holding => holding.Place.Syntax.GetLocation()),
        ImmutableDictionary<string, string?>.Empty,
        guard.Location.ToString(),
        other.ToString(),
        guard.Holding.Count,
        guard.Total,
        guard.Lock.ToString(),
        GuardWording.Done(access.Effect),
        GuardWording.Example(guard.Holding, access),
        guard.Lock.Equals(guard.Location) && access.Effect == AccessEffect.Write ? "who locks the old object does not exclude who locks the new one" : "two locks do not exclude each other");
}
