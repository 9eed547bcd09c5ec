using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>State is used without the lock that guards it elsewhere.</summary>
internal sealed class THR0302MissingGuard() : TypeRule(Descriptor)
{
    /// <summary>The property that holds the expression of the lock.</summary>
    internal const string Guard = "guard";

    /// <summary>The property that holds what kind of lock it is.</summary>
    internal const string Primitive = "primitive";

    /// <summary>The property that holds the name of the state.</summary>
    internal const string State = "state";

    /// <summary>The property that is there if the access changes the state.</summary>
    internal const string Changes = "changes";

    /// <summary>The property that says how many of the additional locations are accesses that the same member makes without the lock, too.</summary>
    internal const string Beside = "beside";

    private const int MaximumPlaces = 8;

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0302",
        title: "Hold the lock that guards the state elsewhere",
        messageFormat: "'{0}' is {1} here without the lock '{2}', which {3} of {4} accesses hold{5}; {6}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A lock protects state only if everybody who touches it takes the lock. One access that does not meets the others halfway.",
        cwe: [362, 366, 667]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        var findings = new List<Finding>();
        foreach (AccessPath location in type.Summary.AccessTable.Locations)
        {
            if (type.Summary.Guards.Of(location) is { } guard)
                findings.AddRange(Breaches(guard, type));
        }

        // A call that needs the lock for several fields is one defect; what is surest says why.
        var reported = new HashSet<SyntaxNode>();
        foreach (Finding finding in findings.OrderByDescending(static finding => finding.Severity))
        {
            if (finding.Access.Callee is null || reported.Add(finding.Access.Place.Syntax))
                Report(finding, type);
        }
    }

    private static IEnumerable<Finding> Breaches(InferredGuard guard, TypeContext type)
    {
        var breach = new GuardBreach(guard, type);
        // One finding for each member and kind; what breaks most comes first and covers what is milder.
        foreach (IGrouping<Body, TableAccess> ofMember in guard.Missing.GroupBy(static access => access.Member))
        {
            AccessEffect covered = AccessEffect.Read;
            foreach (IGrouping<AccessEffect, TableAccess> ofKind in ofMember.GroupBy(static access => access.Effect).OrderByDescending(static kind => kind.Key))
            {
                if (covered > AccessEffect.Size && ofKind.Key <= AccessEffect.Size)
                    continue;
                if (ofKind.Select(access => (Access: access, Severity: breach.SeverityOf(access))).FirstOrDefault(static finding => finding.Severity is not null) is { Severity: { } severity } found)
                {
                    covered = ofKind.Key > covered ? ofKind.Key : covered;
                    yield return new(found.Access, severity, guard, ofMember.Where(other => other.Callee is null && !ReferenceEquals(other, found.Access) && (found.Access.Changes || !other.Changes) && breach.IsOne(other)).ToList());
                }
            }
        }
    }

    private static void Report(Finding finding, TypeContext type)
    {
        (TableAccess access, DiagnosticSeverity severity, InferredGuard guard, List<TableAccess> beside) = finding;
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty
            .Add(Guard, guard.Lock.ToString())
            .Add(Primitive, guard.Primitive.ToString())
            .Add(State, (access.Callee?.Symbol ?? guard.Location.Last!).Name)
            .Add(Beside, beside.Count.ToString(CultureInfo.InvariantCulture));
        if (access.Changes)
            properties = properties.Add(Changes, "true");
        string what = GuardWording.Done(access.Effect);
        what = access.Callee is { } callee ? $"{what} by '{callee.Symbol.Name}' (line {Excerpt.LineOf(access.Inner!.Syntax, access.Place.Syntax)}), called" : what;
        type.Report(
            Descriptor,
            severity,
            access.Place.Syntax.GetLocation(),
            beside.Concat(guard.Holding.Take(MaximumPlaces)).Select(static other => other.Place.Syntax.GetLocation()),
            properties,
            guard.Location.ToString(),
            what,
            guard.Lock.ToString(),
            guard.Holding.Count,
            guard.Total,
            GuardWording.Example(guard.Holding, access),
            Consequence(access.Effect, guard));
    }

    private static string Consequence(AccessEffect effect, InferredGuard guard) => effect switch
    {
        AccessEffect.ContentChange => "another thread may be in the middle of using it",
        AccessEffect.Enumeration => "a change meanwhile breaks or tears it",
        AccessEffect.Lookup => "a change meanwhile breaks the lookup",
        AccessEffect.Update => "updates get lost",
        AccessEffect.Write when !guard.Holding.Any(static access => access.Changes) => "who reads it under the lock may find another value from one read to the next",
        AccessEffect.Write => "what another thread does to it under the lock is overwritten",
        AccessEffect.Size => "the number may be out of date",
        _ => "the value may be out of date or half written",
    };

    private sealed record Finding(TableAccess Access, DiagnosticSeverity Severity, InferredGuard Guard, List<TableAccess> Beside);
}
