using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A guarded collection, a live view of it or a lazy query over it leaves the lock.</summary>
internal sealed class THR0312EscapingState() : TypeRule(Descriptor)
{
    /// <summary>The property that tells what leaves: see <see cref="EscapeKind"/>.</summary>
    internal const string Kind = "kind";

    /// <summary>The property that is there if the lock is held where the content leaves.</summary>
    internal const string IsHeld = "held";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0312",
        title: "Copy guarded content before it leaves the lock",
        messageFormat: "{0} '{1}' leaves the lock '{2}' that guards its content; whoever gets it {3} while others change it",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "The lock is given back before the caller looks at what it got. A reference, a view or a lazy query shows the content as it changes, not as it was.",
        cwe: [362, 366, 820]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        foreach (AccessPath location in type.Summary.AccessTable.Locations.Where(static location => !AccessTable.IsCapturedVariable(location)))
        {
            if (type.Summary.Guards.Of(location) is { IsOfContent: true } guard && guard.Holding.Any(static access => access.Effect == AccessEffect.ContentChange))
                Analyze(guard, type);
        }
    }

    private static void Analyze(InferredGuard guard, TypeContext type)
    {
        if (guard.Holding.Count < guard.Missing.Count)
            return;
        foreach (TableAccess access in type.Summary.AccessTable.Of(guard.Location))
        {
            // What is filled by the member that returns it is complete by then.
            if (access is { IsExempt: false, Effect: AccessEffect.Read or AccessEffect.Update } && guard.Holding.Any(other => other.Effect == AccessEffect.ContentChange && !ReferenceEquals(other.Member, access.Member)) && Escapes.Of(access, guard.Lock, type) is { } escape)
                Report(escape, access.Holds(guard.Lock), guard.Location.ToString(), guard, type);
        }

        foreach ((_, Escape escape) in ElementEscapes.In(guard, type))
            Report(escape, isHeld: true, $"{guard.Location}[…]", guard, type);
    }

    private static void Report(Escape escape, bool isHeld, string what, InferredGuard guard, TypeContext type) => type.Report(
        Descriptor,
        escape.Place.GetLocation(),
        guard.Holding.Where(static access => access.Changes).Take(4).Select(static access => access.Place.Syntax.GetLocation()),
        ImmutableDictionary<string, string?>.Empty.Add(Kind, escape.Kind.ToString()).Add(IsHeld, isHeld ? "true" : null),
        escape.Kind switch
        {
            EscapeKind.Query => "a lazy query over",
            EscapeKind.View => "a live view of",
            _ => "a reference to",
        },
        what,
        guard.Lock.ToString(),
        escape.Kind == EscapeKind.Query ? "runs it" : "looks at it");
}
