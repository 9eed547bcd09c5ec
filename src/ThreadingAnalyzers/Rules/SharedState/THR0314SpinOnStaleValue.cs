using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A loop waits for another thread to change a variable that it need not read again.</summary>
internal sealed class THR0314SpinOnStaleValue() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0314",
        title: "Read a variable that another thread changes with Volatile.Read",
        messageFormat: "Only another thread can {1}, and nothing in it makes this thread read '{0}' again: it is not volatile, so it may be read once, and the loop {2}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The compiler may keep the value of an ordinary variable in a register for as long as the thread itself does not change it.",
        cwe: [567, 835]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        bool hasForks = type.Summary.ConcernedBodies.Any(static body => body.HasForks);
        foreach (Body body in hasForks ? type.Summary.Bodies : type.Summary.ConcernedBodies)
        {
            foreach (ILoopOperation loop in body.Sites.OfType<ILoopOperation>())
            {
                if (SpinWaits.WaitedForBy(loop, body) is not var (place, isOnlyWayOut))
                    continue;
                if (isOnlyWayOut)
                    Report(place, "end this loop", "never ends", type);
                else if (IsSetBeside(place, body, type))
                    Report(place, "stop this loop before its own end", "goes on whatever that thread says", type);
            }
        }
    }

    // Whoever runs beside the thread in the loop sets the flag.
    private static bool IsSetBeside(IOperation place, Body body, TypeContext type) =>
        place.Type?.SpecialType == SpecialType.System_Boolean && type.Summary.Contexts.ForksOf(body).Count > 0 && SharedLocations.LocationOf(place) is { } flag
        && type.Summary.Bodies.Any(other => other.Method is not { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } && type.Summary.Contexts.ForksOf(other).Count == 0
            && other.Sites.Exists(site => site is ISimpleAssignmentOperation { Target: var target } && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(target), flag) && !IsBeforeStart(site, other, type)));

    // _stop = false; _worker.Start(); sets up what the loop begins with.
    private static bool IsBeforeStart(IOperation site, Body body, TypeContext type) =>
        type.Summary.Forks.Where(fork => ReferenceEquals(fork.Container, body)).ToList() is { Count: > 0 } begun && begun.TrueForAll(fork => fork.Site.Syntax.SpanStart > site.Syntax.SpanStart);

    private static void Report(IOperation place, string what, string result, TypeContext type) =>
        type.Report(Descriptor, place.Syntax.GetLocation(), [], ImmutableDictionary<string, string?>.Empty, Excerpt.Of(place.Syntax), what, result);
}
