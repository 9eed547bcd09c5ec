using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Threads;

/// <summary>A thread or task is started twice, waited for before it is started or from within, or configured when it is too late.</summary>
internal sealed class THR0503LifecycleOutOfOrder() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0503",
        title: "Configure, start and join in that order",
        messageFormat: "'{0}' {1}",
        category: RuleCategory.Threads,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A thread or task is started once, is configured before that, and can be waited for only after it. The other orders throw, or wait for ever.",
        cwe: [666, 833]);

    internal override Evidence Needs => Evidence.Forks;

    internal override void Analyze(TypeContext type)
    {
        var lifecycles = new Lifecycles(type.Summary, type.Model, type.Cancellation);
        var self = new SelfJoins(type.Summary, type.Model);
        foreach (Body body in type.Summary.ConcernedBodies)
        {
            if (lifecycles.FlowOf(body) is { } flow)
                Analyze(flow, type);
            foreach ((IInvocationOperation join, IInvocationOperation start) in EarlyJoins.In(body))
                Report(join, "waits for threads that are not started yet: it throws", [start.Syntax], type);
            foreach (IInvocationOperation join in self.In(body))
                Report(join, "waits for the thread that it runs on, which cannot end before it: it waits for ever", [], type);
        }

        AnalyzeStarts(type);
    }

    private static void AnalyzeStarts(TypeContext type)
    {
        foreach ((IInvocationOperation start, IOperation evidence) in new RepeatedStarts(type.Summary, type.Model).All())
        {
            string why = evidence is ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: false } } && !Nesting.Contains(ContainerOf(start), evidence)
                ? $"'{Excerpt.Of(evidence.Syntax)}' at line {Excerpt.LineOf(evidence.Syntax)}, behind which the test lets it pass again"
                : evidence is IPropertyReferenceOperation ? $"the end of the thread, for which line {Excerpt.LineOf(evidence.Syntax)} lets it pass"
                : evidence is IInvocationOperation ? $"'{Excerpt.Of(evidence.Syntax)}' at line {Excerpt.LineOf(evidence.Syntax)}" : $"a stop, for which '{Excerpt.Of(evidence.Syntax)}' at line {Excerpt.LineOf(evidence.Syntax)} prepares";
            type.Report(Descriptor, DiagnosticSeverity.Info, start.Syntax.GetLocation(), [evidence.Syntax.GetLocation()], Excerpt.Of(start.Syntax), $"throws when it comes after {why}: the thread is made once, and can be started once");
        }
    }

    private static IOperation ContainerOf(IOperation operation) => Nesting.Outward(operation).Last();

    private static void Analyze(LifecycleFlow flow, TypeContext type)
    {
        List<HandleEvent> events = flow.Events.ToList();
        foreach (HandleEvent found in events)
        {
            switch (found.Action)
            {
                case HandleAction.Start when !IsMeantToThrow(found.Operation) && StartsBefore(found, flow) is { } starts:
                    Report(found.Operation, starts.Count == 0 ? "starts a task that runs already: it throws" : $"starts it a second time, after line {Excerpt.LineOf(starts[0])}: it throws", starts, type);
                    break;
                case HandleAction.Join when found.Before.IsNew && events.Find(later => later.Action == HandleAction.Start && later.Path.Equals(found.Path)) is { } start:
                    Report(found.Operation, found.Operation is IInvocationOperation { TargetMethod.Name: "Join" } ? "waits for a thread that is not started yet: it throws" : "waits for a task that is not started yet: it waits for ever", [start.Operation.Syntax], type);
                    break;
                case HandleAction.Configure when found.Before.IsStarted:
                    Report(found.Operation, "comes after the start: it throws, or has no effect", flow.StartsOf(found.Before), type);
                    break;
                case HandleAction.Adjust when found.Before.IsStarted:
                    type.Report(
                        Descriptor,
                        DiagnosticSeverity.Info,
                        found.Operation.Syntax.GetLocation(),
                        flow.StartsOf(found.Before).Select(static start => start.GetLocation()),
                        Excerpt.Of(found.Operation.Syntax),
                        "comes after the start: it throws if the thread has ended by then");
                    break;
            }
        }
    }

    // Either every path has started it, or what starts it is always followed by this.
    private static List<SyntaxNode>? StartsBefore(HandleEvent start, LifecycleFlow flow)
    {
        List<SyntaxNode> starts = flow.StartsOf(start.Before).ToList();
        if (start.Before.IsStarted)
            return starts;
        SyntaxNode unconditional = ConditionalPart.Around(start.Operation.Syntax);
        bool isLoop = ConditionalPart.IsLoop(unconditional);
        List<SyntaxNode> followed = starts.FindAll(earlier => earlier == start.Operation.Syntax ? isLoop : unconditional.Span.Contains(earlier.Span));
        return followed.Count > 0 ? followed : null;
    }

    // try { task.Start(); Assert.Fail(); } catch (InvalidOperationException) { }
    private static bool IsMeantToThrow(IOperation operation) => operation.Syntax.FirstAncestorOrSelf<StatementSyntax>() is { Parent: BlockSyntax { Parent: TryStatementSyntax { Catches.Count: > 0 } } block } statement
        && block.Statements.SkipWhile(one => one != statement).Skip(1).FirstOrDefault() is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: var next } } && next.ToString() is var name && (name.StartsWith("Assert.", StringComparison.Ordinal) || name.EndsWith("Fail", StringComparison.Ordinal));

    private static void Report(IOperation operation, string what, IEnumerable<SyntaxNode> related, TypeContext type) => type.Report(
        Descriptor,
        operation.Syntax.GetLocation(),
        related.Where(node => node != operation.Syntax).Select(static node => node.GetLocation()),
        ImmutableDictionary<string, string?>.Empty,
        Excerpt.Of(operation.Syntax),
        what);
}
