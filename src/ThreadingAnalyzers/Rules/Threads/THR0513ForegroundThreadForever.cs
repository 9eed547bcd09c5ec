using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Rules.Threads;

/// <summary>A foreground thread runs a loop that nothing ends: the process cannot end either.</summary>
internal sealed class THR0513ForegroundThreadForever() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0513",
        title: "Let the process end although a thread loops for ever",
        messageFormat: "This thread keeps the process alive for ever: nothing ends the loop at line {0}, and it is a foreground thread",
        category: RuleCategory.Threads,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A process ends when its last foreground thread does. A helper that loops for ever has to be a background thread, or needs a way to be stopped.",
        cwe: [835, 404]);

    internal override Evidence Needs => Evidence.Forks;

    internal override void Analyze(TypeContext type)
    {
        foreach (ForgottenThread thread in new StartedThreads(type.Summary, type.Model).Forgotten)
        {
            if (thread.Loop is { } loop)
                type.Report(Descriptor, thread.Start.Syntax.GetLocation(), [thread.Fork.Site.Syntax.GetLocation(), loop.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty, Excerpt.LineOf(loop.Syntax));
        }
    }
}
