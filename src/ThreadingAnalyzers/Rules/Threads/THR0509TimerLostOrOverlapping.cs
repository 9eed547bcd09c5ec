using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Threads;

/// <summary>A timer that the garbage collector may end, or whose callbacks come while the one before still runs.</summary>
internal sealed class THR0509TimerLostOrOverlapping() : TypeRule(Descriptor)
{
    /// <summary>The property that is present where nothing refers to the timer.</summary>
    internal const string Lost = "lost";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0509",
        title: "Keep the timer, and keep its callbacks apart",
        messageFormat: "{0}",
        category: RuleCategory.Threads,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A System.Threading.Timer that nothing refers to is collected and fires no more. A timer does not wait for its callback: when one takes longer than the period, the next runs beside it.",
        cwe: [362, 404]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        var timers = new TimerUses(type.Summary, type.Model);
        foreach (Body body in type.Summary.ConcernedBodies)
        {
            foreach (IOperation site in body.Sites)
            {
                if (site is IObjectCreationOperation creation && type.Model.Threads.ForkOf(creation) == ForkKind.Timer)
                    Analyze(creation, timers, type);
                else if (site is IInvocationOperation made && type.Model.Threads.ForkOf(made) == ForkKind.Timer)
                    AnalyzePeriod(made, timers, type);
                else if (UnboundForks.KindOf(site, type.Model.Threads) == ForkKind.Timer && timers.IsLost(site))
                    ReportLost(site.Syntax, type);
                else if (site is IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Event: { Name: "Elapsed", ContainingType: { Name: "Timer", ContainingNamespace.Name: "Timers" } } } } handled)
                    AnalyzeOverlap(site.Syntax, type.Summary.Callbacks.Behind(handled.HandlerValue, body.Locals)?.Body, timers, type);
            }
        }
    }

    private static void Analyze(IObjectCreationOperation creation, TimerUses timers, TypeContext type)
    {
        if (timers.IsLost(creation))
            ReportLost(creation.Syntax, type);
        else if (TimerUses.IsDisposedAtOnce(creation))
            Report(creation.Syntax, "This timer is disposed at the end of its scope, and nothing there lets time go by: its callback is never called", [], type);
        else
            AnalyzePeriod(creation, timers, type);
    }

    private static void AnalyzePeriod(IOperation creation, TimerUses timers, TypeContext type)
    {
        if (TimerUses.IsPeriodic(creation) || timers.BecomesPeriodic(creation))
            AnalyzeOverlap(creation.Syntax, type.Summary.Forks.FirstOrDefault(fork => ReferenceEquals(fork.Site, creation))?.Targets.FirstOrDefault(), timers, type);
    }

    private static void ReportLost(SyntaxNode creation, TypeContext type) =>
        Report(creation, "Nothing refers to this timer: the garbage collector may end it at any time, and its callback is called no more", [], type, ImmutableDictionary<string, string?>.Empty.Add(Lost, ""));

    private static void AnalyzeOverlap(SyntaxNode timer, Body? callback, TimerUses timers, TypeContext type)
    {
        if (callback is not null && !timers.IsRearmed(callback) && timers.UnguardedChangeIn(callback) is { } change)
            Report(timer, $"The timer does not wait for its callback: when that takes longer than the period, two runs change '{Excerpt.Of(change.Syntax)}' at line {Excerpt.LineOf(change.Syntax)} at once", [change.Syntax.GetLocation()], type);
    }

    private static void Report(SyntaxNode timer, string message, IEnumerable<Location> related, TypeContext type, ImmutableDictionary<string, string?>? properties = null) =>
        type.Report(Descriptor, timer.GetLocation(), related, properties ?? ImmutableDictionary<string, string?>.Empty, message);
}
