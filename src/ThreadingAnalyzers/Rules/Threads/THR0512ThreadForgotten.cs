using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Threads;

/// <summary>A thread is started, and nobody ever learns of its end; a loop starts a thread for each of its rounds, or a pause stands where a wait should.</summary>
internal sealed class THR0512ThreadForgotten() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0512",
        title: "Keep the threads that are started, and join them",
        messageFormat: "Nobody waits for {0}: what follows may run before the work is done",
        category: RuleCategory.Threads,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "Code that goes on after a start finds the work half done, and nobody learns of its failure. A thread for each item costs a stack each, and nothing limits how many there are.",
        cwe: [772, 400]);

    internal override Evidence Needs => Evidence.Forks;

    internal override void Analyze(TypeContext type)
    {
        List<PauseForWork> pauses = type.Summary.ConcernedBodies.Any(static body => body.HasForks) && !TestCode.Holds(type.Type) ? [.. new PausesForWork(type.Summary, type.Model).All] : [];
        foreach (PauseForWork found in pauses)
            type.Report(Descriptor, found.Pause.Syntax.GetLocation(), [found.Fork.Site.Syntax.GetLocation(), found.Use.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty, $"the work of line {Excerpt.LineOf(found.Fork.Site.Syntax)}, and {(found.Pause.TargetMethod.Name == "Join" ? "a join that gives up" : "a pause")} tells nothing of its end");
        foreach (ForgottenThread thread in new StartedThreads(type.Summary, type.Model).Forgotten)
        {
            if (thread.Loop is null && !pauses.Exists(found => ReferenceEquals(found.Fork, thread.Fork)))
                type.Report(Descriptor, thread.Start.Syntax.GetLocation(), [thread.Fork.Site.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty, thread.IsRepeated ? "the threads that this loop starts, one for each round" : "this thread");
        }
    }
}
