using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Threads;

/// <summary>Work on the thread pool blocks, or never ends: its thread is missing from the pool.</summary>
internal sealed class THR0511PoolThreadHeld() : TypeRule(Descriptor)
{
    /// <summary>The property that is there where the work may have a thread of its own.</summary>
    internal const string LongRunning = "longRunning";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0511",
        title: "Give work that blocks or never ends a thread of its own",
        messageFormat: "{0}",
        category: RuleCategory.Threads,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "The pool has few threads, and makes new ones slowly. When all of them wait, also for work that needs a thread itself, nothing goes on.",
        cwe: [410, 833]);

    internal override Evidence Needs => Evidence.Forks;

    internal override void Analyze(TypeContext type)
    {
        var pool = new PoolWork(type.Summary, type.Model);
        var reported = new HashSet<SyntaxNode>();
        foreach (Fork fork in pool.Forks)
        {
            if (pool.EndlessLoopOf(fork) is { } loop && reported.Add(fork.Site.Syntax))
                Report(fork.Site.Syntax, loop.Syntax, $"This work holds a thread of the pool for good: the loop at line {Excerpt.LineOf(loop.Syntax)} does not end by itself", type);
            else if (pool.BodiesOf(fork).Select(body => pool.WaitIn(body, fork)).FirstOrDefault(static wait => wait is not null) is { } wait && reported.Add(wait.Syntax) && !TestCode.Holds(type.Type))
                Report(wait.Syntax, fork.Site.Syntax, $"'{Excerpt.Of(wait.Syntax)}' blocks a thread of the pool until other code has run, which may need one of these threads itself", type);
        }
    }

    private static void Report(SyntaxNode place, SyntaxNode related, string message, TypeContext type) =>
        type.Report(Descriptor, place.GetLocation(), [related.GetLocation()], ImmutableDictionary<string, string?>.Empty.Add(LongRunning, ""), message);
}
