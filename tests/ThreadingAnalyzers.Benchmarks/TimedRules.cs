using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;
using ThreadingAnalyzers.Rules;

namespace ThreadingAnalyzers.Benchmarks;

/// <summary>The time that a rule has taken in one run. For hosts that work on one thread.</summary>
internal sealed class RuleClock(Rule rule)
{
    private long _ticks;

    internal Rule Rule { get; } = rule;

    /// <summary>Milliseconds since the last reset.</summary>
    internal double Milliseconds => _ticks * 1000.0 / Stopwatch.Frequency;

    internal void Reset() => _ticks = 0;

    internal T Time<T>(Func<T> work)
    {
        long start = Stopwatch.GetTimestamp();
        T result = work();
        _ticks += Stopwatch.GetTimestamp() - start;
        return result;
    }

    internal void Time(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        _ticks += Stopwatch.GetTimestamp() - start;
    }
}

/// <summary>
/// All rules in one host, each with a clock. What rules share is computed for the rule that asks first, so the host comes in two orders, and the smaller
/// of the two times is what a rule adds to the others.
/// </summary>
internal sealed class TimedRules
{
    internal TimedRules()
    {
        Clocks = [.. RuleCatalog.All.Select(static rule => new RuleClock(rule))];
        ImmutableArray<Rule> timed = [.. Clocks.Select(Timed)];
        Forward = new Host(timed);
        Backward = new Host([.. timed.Reverse()]);
    }

    internal ImmutableArray<RuleClock> Clocks { get; }

    internal Host Forward { get; }

    internal Host Backward { get; }

    private static Rule Timed(RuleClock clock) => clock.Rule switch
    {
        OperationRule rule => new TimedOperationRule(rule, clock),
        BodyRule rule => new TimedBodyRule(rule, clock),
        TypeRule rule => new TimedTypeRule(rule, clock),
        CompilationRule rule => new TimedCompilationRule(rule, clock),
        var rule => rule,
    };

    private sealed class TimedOperationRule(OperationRule rule, RuleClock clock) : OperationRule(rule.Declaration)
    {
        internal override bool Wants(OperationKind kind) => rule.Wants(kind);

        internal override void Analyze(IOperation operation, BodyContext body) => clock.Time(() => rule.Analyze(operation, body));
    }

    private sealed class TimedBodyRule(BodyRule rule, RuleClock clock) : BodyRule(rule.Declaration)
    {
        internal override void Analyze(BodyContext body) => clock.Time(() => rule.Analyze(body));
    }

    private sealed class TimedTypeRule(TypeRule rule, RuleClock clock) : TypeRule(rule.Declaration)
    {
        internal override Evidence Needs => rule.Needs;

        internal override void Analyze(TypeContext type) => clock.Time(() => rule.Analyze(type));
    }

    private sealed class TimedCompilationRule(CompilationRule rule, RuleClock clock) : CompilationRule(rule.Declaration)
    {
        internal override Evidence Needs => rule.Needs;

        internal override IEnumerable<object> Collect(TypeContext type) => clock.Time(() => rule.Collect(type).ToList());

        internal override void Analyze(IReadOnlyCollection<object> facts, Action<Diagnostic> report, CancellationToken cancellation) =>
            clock.Time(() => rule.Analyze(facts, report, cancellation));
    }
}
