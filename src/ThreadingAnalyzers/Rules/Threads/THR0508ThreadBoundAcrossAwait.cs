using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Threads;

/// <summary>Asynchronous code counts on a value of the thread that it began on, or on an AsyncLocal that a callee has set.</summary>
internal sealed class THR0508ThreadBoundAcrossAwait() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0508",
        title: "Carry values across an await by locals or AsyncLocal",
        messageFormat: "{0}",
        category: RuleCategory.Threads,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "After an await, code may go on on another thread, which has other values of its own. What an async method sets in an AsyncLocal, its callers do not see.",
        cwe: [362, 664]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        var lost = new LostAsyncLocals(type.Summary, type.Model);
        var callees = new BoundCallees(type.Summary, type.Model);
        foreach (Body body in type.Summary.ConcernedBodies)
        {
            foreach ((IOperation assignment, IOperation read) in LeftBehind.In(body, type.Summary, type.Model))
                Report(read, $"'{Excerpt.Of(read.Syntax)}' is a value of the current thread, and this runs on another one than line {Excerpt.LineOf(assignment.Syntax)}, which has set it", [assignment.Syntax.GetLocation()], type);
            if (!body.IsAsync)
                continue;

            foreach ((IOperation use, IOperation taken) in KeptThreadIds.In(body, type.Model))
                Report(use, $"'{Excerpt.Of(use.Syntax)}' is the id of the thread that line {Excerpt.LineOf(taken.Syntax)} ran on, and after the await this may be another one", [taken.Syntax.GetLocation()], type);

            foreach ((IOperation use, IOperation taken) in KeptThreadIds.ComparedIn(body, type.Model))
                Report(use, $"'{Excerpt.Of(use.Syntax)}' is the id of the thread that line {Excerpt.LineOf(taken.Syntax)} ran on, and after the await this may be another one: the comparison says nothing of the owner", [taken.Syntax.GetLocation()], type);

            foreach ((IOperation use, IOperation taken) in KeptThreadIds.KeysIn(body, type.Model))
                Report(use, $"'{Excerpt.Of(use.Syntax)}' is the id of the thread that runs here, and after the await this may be another one than at line {Excerpt.LineOf(taken.Syntax)}, under whose id the entry was made", [taken.Syntax.GetLocation()], type);

            foreach ((IOperation use, IOperation taken) in KeptThreadContent.In(body, type.Model))
                Report(use, $"'{Excerpt.Of(use.Syntax)}' belongs to the thread that line {Excerpt.LineOf(taken.Syntax)} ran on: during the await other code there may use the same one", [taken.Syntax.GetLocation()], type);

            // In a user interface, code comes back to its thread.
            if (!type.Model.Types.HasUserInterfaceContext && Sets(body, callees, type) && body.Graph(type.Cancellation) is { } graph)
                AnalyzeThread(graph, body, callees, type);
            foreach ((ISimpleAssignmentOperation assignment, IOperation? read) in lost.In(body))
            {
                Report(
                    assignment,
                    $"'{Excerpt.Of(assignment.Target.Syntax)}' is set in an async method, and is what it was before when that returns: {(read is null ? "nobody sees" : $"line {Excerpt.LineOf(read.Syntax)} does not see")} the new value",
                    read is null ? [] : [read.Syntax.GetLocation()],
                    type);
            }
        }
    }

    private static bool Sets(Body body, BoundCallees callees, TypeContext type) => body.Sites.Exists(site => site switch
    {
        IAssignmentOperation assignment => type.Model.ThreadBound.Of(assignment.Target) is not null,
        IInvocationOperation { Instance: { } receiver } when ThreadBoundFlow.ContentUseBy(receiver) == ContentUse.Change => type.Model.ThreadBound.Of(receiver) is not null,
        IInvocationOperation or IPropertyReferenceOperation => callees.Of(site) is { Set.IsEmpty: false },
        IIncrementOrDecrementOperation step => type.Model.ThreadBound.Of(step.Target) is not null,
        IVariableDeclaratorOperation { Initializer.Value: { } value } => type.Model.ThreadBound.IsCurrentThread(value),
        _ => false,
    });

    private static void AnalyzeThread(ControlFlowGraph graph, Body body, BoundCallees callees, TypeContext type)
    {
        foreach (IOperation use in ThreadBoundFlow.Compute(graph, body, callees, type.Model, type.Cancellation).Uses)
            Report(use, $"'{Excerpt.Of(use.Syntax)}' {(callees.OfUser(use) is { Counted: [var read, ..] } ? $"reads '{read.Name}'," : "is")} a value of the current thread, and after the await this may be another thread than the one on which it was set", [], type);
    }

    private static void Report(IOperation place, string message, IEnumerable<Location> related, TypeContext type) =>
        type.Report(Descriptor, place.Syntax.GetLocation(), related, ImmutableDictionary<string, string?>.Empty, message);
}
