using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A flag that lets something happen once is tested and then set, so that two threads both find it unset.</summary>
internal sealed class THR0325OnceFlag() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0325",
        title: "Test and set a once-flag in one step",
        messageFormat: "'{0}' is tested at line {1} and set here, in a second step: two threads can both pass the test and go on, {2}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Between the test of a flag and the moment it is set another thread can make the same test. What was to happen once then happens twice.",
        cwe: [362, 367]);

    private static readonly string[] OnceNames =
        ["Dispose", "Close", "Stop", "Shutdown", "ShutDown", "Init", "Ensure", "Start", "Open", "Begin", "Complete", "Cancel", "Abort", "Finish", "Connect", "Disconnect", "Load", "Register", "OnComplete", "OnError"];

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        if (!SharingEvidence.IsPossible(type.Summary, type.Type) && !CancellationCallbacks.AreIn(type.Summary))
            return;
        foreach (AccessPath location in type.Summary.AccessTable.Locations.Where(FlagSteps.AreOf))
        {
            if (FlagSteps.Of(location, type.Summary, type.Model) is { } steps)
                Analyze(location, steps, new OnceFlagEvidence(location, steps, type.Summary, type.Model), type);
        }
    }

    private static void Analyze(AccessPath location, IReadOnlyList<FlagStep> steps, OnceFlagEvidence evidence, TypeContext type)
    {
        var told = new HashSet<FlagStep>();
        foreach (FlagStep set in steps.Where(static step => step.Value is not null))
        {
            FlagStep? test = IsOfOwner(set, steps) ? null : steps.LastOrDefault(step => step.IsTest && step.IsBefore(set) && OnceTest.Lets(step.Operation, set.Operation, set.Value!));
            if (test is null || IsOnlyRemembered(test, set) || Memo.IsEndedBy(set.Operation, test.Operation, set.Access.Body.Method) || test.Held.Overlaps(set.Held) || IsTestedAgain(test, set, steps) || (IsTakenBack(set, test, steps) && (!set.Held.IsEmpty || evidence.OverlappingTimer(set) is null)))
                continue;
            // A state goes through several values after one test.
            if (evidence.For(set, test) is { } reason && told.Add(test))
                Report(location, set, test, reason, type);
        }
    }

    // Who has won by an atomic call may go on by plain steps: only what anybody may call, without such a call of its own, meets the winner.
    private static bool IsOfOwner(FlagStep set, IReadOnlyList<FlagStep> steps) => steps.Any(static step => step.IsOneStep)
        && (set.Atomic is not (null or AtomicAction.Exchange) || !ThreadContexts.IsCallableFromOutside(set.Access.Body) || steps.Any(step => step.IsOneStep && ReferenceEquals(step.Member, set.Member)));

    // if (!_started) _started = true; does nothing else once, and nothing twice.
    private static bool IsOnlyRemembered(FlagStep test, FlagStep set) =>
        set.Operation.Syntax.Ancestors().OfType<IfStatementSyntax>().FirstOrDefault() is { Statement: ExpressionStatementSyntax or BlockSyntax { Statements.Count: 1 } } branch
        && branch.Condition.Span.Contains(test.Operation.Syntax.Span);

    // Set on the way in and cleared on the way out, it keeps a thread from meeting itself. A state that goes on is not cleared.
    private static bool IsTakenBack(FlagStep set, FlagStep test, IReadOnlyList<FlagStep> steps) =>
        steps.Any(other => ReferenceEquals(other.Member, set.Member) && other.Value is { } value && other.Atomic is null && !Equals(value, set.Value) && !OnceTest.Lets(test.Operation, set.Operation, value));

    // if (!_done) lock (_gate) if (!_done) { …; _done = true; }
    private static bool IsTestedAgain(FlagStep test, FlagStep set, IReadOnlyList<FlagStep> steps) => steps.Any(step => step.IsTest
        && ReferenceEquals(step.Access.Body, set.Access.Body) && !ReferenceEquals(step, test) && step.Held.Overlaps(set.Held));

    // What is set where something has failed says that it does not work, as often as it is found out.
    private static bool IsAfterFailure(FlagStep set, FlagStep test) =>
        set.Operation.Syntax.Ancestors().OfType<CatchClauseSyntax>().FirstOrDefault() is { } failure && !failure.Span.Contains(test.Operation.Syntax.Span);

    private static void Report(AccessPath location, FlagStep set, FlagStep test, string evidence, TypeContext type)
    {
        string name = set.Member.Method is { } method ? method.Name.Substring(method.Name.LastIndexOf('.') + 1) : "";
        // What is disposed of under a lock, one after the other, mostly stands it. volatile says that threads share the flag, and often that its author thought about how.
        bool isCertain = (set.Atomic == AtomicAction.Exchange && !IsAfterFailure(set, test))
            || (set.Atomic is null && (set.Held.IsEmpty || !name.StartsWith("Dispose", StringComparison.Ordinal)) && test.Atomic is null && location.Last is not IFieldSymbol { IsVolatile: true } && Array.Exists(OnceNames, prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
        type.Report(
            Descriptor,
            isCertain ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
            set.Operation.Syntax.GetLocation(),
            [test.Operation.Syntax.GetLocation()],
            location.ToString(),
            Excerpt.LineOf(test.Operation.Syntax, set.Operation.Syntax),
            evidence);
    }
}
