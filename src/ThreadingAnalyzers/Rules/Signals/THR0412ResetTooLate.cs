using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Rules.Signals;

/// <summary>An event is closed between the request and the wait for its answer, or between the look for work and the wait for more; or it does not keep step with what it announces.</summary>
internal sealed class THR0412ResetTooLate() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0412",
        title: "Keep an event in step with what it announces",
        messageFormat: "{0}",
        category: RuleCategory.Signals,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "An event does not count: it is set or not. A reset that comes too late takes a signal away, two signals before a wait are one, and an event that nobody resets lets everybody through.",
        cwe: [362, 833]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        var rounds = new SignalRounds(type.Summary);
        foreach (Body body in type.Summary.ConcernedBodies)
        {
            foreach ((IInvocationOperation wait, IOperation set) in rounds.StayingOpen(body))
                Report(wait.Syntax, [set.Syntax], $"Nothing resets '{Excerpt.Of(wait.Instance!.Syntax)}': after the first '{Excerpt.Of(set.Syntax)}' the later rounds of this loop wait no more", type);
        }

        if (type.Summary.ConcernedBodies.Any(static body => body.HasForks))
            AnalyzeAnswers(type);
    }

    private static void AnalyzeAnswers(TypeContext type)
    {
        var resets = new LateResets(type.Summary);
        var items = new ItemSignals(type.Summary);
        foreach (Body body in type.Summary.ConcernedBodies)
        {
            foreach ((IInvocationOperation reset, SyntaxNode before, IOperation wait) in resets.In(body))
                Report(reset.Syntax, [before, wait.Syntax], $"'{Excerpt.Of(reset.Syntax)}' comes after '{Excerpt.Of(before)}': a signal that is given in between is forgotten, and '{Excerpt.Of(wait.Syntax)}' waits for another one", type);
            foreach ((IInvocationOperation wait, IOperation take, IOperation fill, bool staysOpen) in items.In(body))
            {
                string what = staysOpen
                    ? $"Nothing resets '{Excerpt.Of(wait.Instance!.Syntax)}': after its first signal '{Excerpt.Of(wait.Syntax)}' never waits again, and the loop runs at full speed"
                    : $"Two signals before '{Excerpt.Of(wait.Syntax)}' at line {Excerpt.LineOf(wait.Syntax)} are one, and '{Excerpt.Of(take.Syntax)}' takes one element for each: the others are left behind; take until there is none";
                Report((staysOpen ? wait : take).Syntax, [(staysOpen ? take : wait).Syntax, fill.Syntax], what, type);
            }
        }
    }

    private static void Report(SyntaxNode place, IEnumerable<SyntaxNode> others, string message, TypeContext type) =>
        type.Report(Descriptor, place.GetLocation(), others.Select(static other => other.GetLocation()), ImmutableDictionary<string, string?>.Empty, message);
}
