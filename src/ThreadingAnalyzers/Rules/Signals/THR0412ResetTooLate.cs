using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Rules.Signals;

/// <summary>An event is closed between the request and the wait for its answer, or between the look for work and the wait for more.</summary>
internal sealed class THR0412ResetTooLate() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0412",
        title: "Reset an event before what makes others set it",
        messageFormat: "'{0}' comes after '{1}': a signal that is given in between is forgotten, and '{2}' waits for another one",
        category: RuleCategory.Signals,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "Other threads may set the event as soon as they are asked to. A reset after that takes the signal away which the wait is for.",
        cwe: [362, 833]);

    internal override Evidence Needs => Evidence.Forks;

    internal override void Analyze(TypeContext type)
    {
        var resets = new LateResets(type.Summary);
        foreach (Body body in type.Summary.ConcernedBodies)
        {
            foreach ((IInvocationOperation reset, SyntaxNode before, IOperation wait) in resets.In(body))
                type.Report(Descriptor, reset.Syntax.GetLocation(), [before.GetLocation(), wait.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty, Excerpt.Of(reset.Syntax), Excerpt.Of(before), Excerpt.Of(wait.Syntax));
        }
    }
}
