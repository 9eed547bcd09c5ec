using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Signals;

/// <summary>A signal that others wait for is the last act of some work, and is not given when the work throws.</summary>
internal sealed class THR0406SignalLostWhenWorkThrows() : TypeRule(Descriptor)
{
    /// <summary>The property that is there where the signal completes a task, which can also be told of the exception.</summary>
    internal const string Completion = "completion";

    /// <summary>The property that is there where a handler forgets the task that the signal completes.</summary>
    internal const string Swallowed = "swallowed";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0406",
        title: "Give the signal when the work throws, too",
        messageFormat: "'{0}' is not reached when '{1}' at line {2} {3}",
        category: RuleCategory.Signals,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "An exception ends the work before its last statement. Those who wait for the signal learn neither of the end nor of the exception.",
        cwe: [833, 755]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        SignalWaiters? waiters = null;
        var counts = new LeakedCounts(type.Summary, type.Model);
        var skipped = new SkippedCompletions(type.Summary, type.Model);
        var replies = new SwallowedReplies(type.Summary, type.Model);
        foreach (Body body in type.Summary.ConcernedBodies)
        {
            foreach (IOperation signal in SignalsIn(body, type.Model))
                Analyze(signal, body, waiters ??= new SignalWaiters(type.Summary, type.Model), type);
            if (skipped.In(body, type.Cancellation) is var (way, completion))
                Report(way, completion, way, way is StatementSyntax ? "skips it: whoever awaits the task waits for ever" : "decides otherwise: whoever awaits the task waits for ever", isCompletion: false, type);
            foreach ((IInvocationOperation answer, IOperation work) in replies.In(body))
                Report(answer.Syntax, answer, work.Syntax, "throws, and the handler goes on: whoever awaits the answer waits for ever", Swallowed, type);
            foreach ((IOperation down, IOperation work, IOperation decision) in counts.In(body))
                Report(down.Syntax, down, work.Syntax, $"throws: the count stays too high for line {Excerpt.LineOf(decision.Syntax, down.Syntax)}, which decides by it", isCompletion: false, type);
            foreach ((IInvocationOperation barrier, IOperation work) in BarrierBreaks.In(body, type.Summary, type.Model))
                Report(barrier.Syntax, barrier, work.Syntax, "throws: the other threads wait there for ever", isCompletion: false, type);
            foreach ((IOperation jump, IInvocationOperation barrier) in BarrierSkips.In(body, type.Summary))
                Report(jump.Syntax, barrier, jump.Syntax, "skips it: the other threads wait there for ever", isCompletion: false, type);
        }
    }

    // One for each receiver: the flow knows all of them.
    private static IEnumerable<IOperation> SignalsIn(Body body, ThreadingModel model) => body.Sites
        .Where(site => model.Signals.GivenBy(site) is not null && !(site is IInvocationOperation call && SignalModel.IsPermit(call)) && MethodOf(site) is { Name: var name } && !name.Contains("Exception") && !name.Contains("Cancel"))
        .GroupBy(site => model.Signals.GivenBy(site)!.Syntax.ToString(), StringComparer.Ordinal)
        .Select(static sites => sites.Last());

    // What it is given may be unknown.
    private static IMethodSymbol? MethodOf(IOperation signal) => (signal as IInvocationOperation)?.TargetMethod ?? UnboundCall.Of(signal)?.Method;

    private static void Analyze(IOperation signal, Body body, SignalWaiters waiters, TypeContext type)
    {
        SignalKind kind = type.Model.Signals.KindOf(MethodOf(signal)!)!.Value;
        if (AccessPath.Of(type.Model.Signals.GivenBy(signal), body.Locals.Resolve) is not { } path || !waiters.AreLeftWaiting(path, kind, body) || body.Graph(type.Cancellation) is not { } graph)
            return;
        foreach (IReturnOperation jump in signal is IInvocationOperation call ? CountdownSkips.Before(call, body) : [])
            Report(jump.Syntax, signal, jump.Syntax, "skips it: whoever waits for the countdown waits for ever", isCompletion: false, type);
        SyntaxNode? count = kind == SignalKind.Event ? CountedSignals.CountBefore(signal, body)?.Syntax : null;
        SignalFlow flow = SignalFlow.Compute(graph, body, path, type.Model, type.Cancellation, count, kind == SignalKind.Event ? SignalWaiters.ChoiceOf(path, body) : null, method => waiters.MayGive(method, path, body), type.Summary.StartingMethods.Holds);
        if (kind == SignalKind.EndOfStream && flow.IsLeftOut && SkippedEnds.ReturnBefore(signal, body, type.Summary, type.Model) is { } leaving)
            Report(leaving, signal, leaving, "skips it: whoever reads to the end waits for ever", isCompletion: false, type);
        if (kind == SignalKind.Event && flow.IsLeftOut && SkippedCompletions.IsToldOfEnd(body) && SkippedCompletions.WayAround([signal], body) is var (way, _) && !SkippedCompletions.BeginsAgain(way, body))
            Report(way, signal, way, "skips it: whoever waits for it waits for ever", isCompletion: false, type);
        bool endsProcess = waiters.EndsProcess(body);
        // Who waits for an event that nobody sets, because the process has ended, does not wait.
        IReadOnlyList<Fork> feeders = kind == SignalKind.EndOfStream ? waiters.JoinedFeeders(path, body) : [];
        IOperation? cause = feeders.Count > 0 ? flow.CauseWhere(found => waiters.IsJoinOf(found, feeders)) : kind == SignalKind.Event && endsProcess ? null : flow.Cause;
        endsProcess &= cause is not null;
        cause ??= feeders.Count > 0 ? null : flow.CaughtCause;
        if (cause is null)
            return;
        bool isCompletion = kind == SignalKind.Completion;
        string what = endsProcess ? "throws: the exception ends the process instead of reaching whoever waits" : "throws: whoever waits for it waits for ever";
        Report(isCompletion ? cause.Syntax : signal.Syntax, signal, cause.Syntax, what, isCompletion, type);
    }

    private static void Report(SyntaxNode place, IOperation signal, SyntaxNode cause, string does, bool isCompletion, TypeContext type) =>
        Report(place, signal, cause, does, isCompletion ? Completion : null, type);

    private static void Report(SyntaxNode place, IOperation signal, SyntaxNode cause, string does, string? property, TypeContext type)
    {
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        type.Report(
            Descriptor,
            place.GetLocation(),
            [(place == signal.Syntax ? cause : signal.Syntax).GetLocation()],
            property is not null ? properties.Add(property, "") : properties,
            Excerpt.Of(signal.Syntax),
            Excerpt.Of(cause),
            Excerpt.LineOf(cause),
            does);
    }
}
