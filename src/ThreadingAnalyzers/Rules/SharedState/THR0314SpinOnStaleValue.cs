using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A loop waits for another thread to change a variable that it need not read again.</summary>
internal sealed class THR0314SpinOnStaleValue() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0314",
        title: "Read a variable that another thread changes with Volatile.Read",
        messageFormat: "Only another thread can end this loop, and nothing in it makes this thread read '{0}' again: it is not volatile, so it may be read once, and the loop never ends",
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
                if (SpinWaits.WaitedForBy(loop, body) is { } place)
                    type.Report(Descriptor, place.Syntax.GetLocation(), [], ImmutableDictionary<string, string?>.Empty, Excerpt.Of(place.Syntax));
            }
        }
    }
}
