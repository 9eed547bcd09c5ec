using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Threads;

/// <summary>A thread or task is made, and nothing ever starts it.</summary>
internal sealed class THR0502NeverStarted() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0502",
        title: "Start the thread or task that is created",
        messageFormat: "Nothing starts this {0}{1}: its work is never done",
        category: RuleCategory.Threads,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The constructors of Thread and Task only prepare the work. Until Start is called nothing runs, and whoever waits for it waits for ever.",
        cwe: [821, 833]);

    internal override Evidence Needs => Evidence.Forks;

    internal override void Analyze(TypeContext type)
    {
        foreach (IOperation site in type.Summary.ConcernedBodies.SelectMany(static body => body.Sites))
        {
            ForkKind? kind = site is IObjectCreationOperation creation ? type.Model.Threads.ForkOf(creation) : UnboundForks.KindOf(site, type.Model.Threads);
            if (kind is ForkKind.Thread or ForkKind.ColdTask)
                Analyze(site, kind == ForkKind.Thread, type);
        }
    }

    private static void Analyze(IOperation creation, bool isThread, TypeContext type)
    {
        ObjectUses uses = ObjectTracer.UsesOf(creation, type.Summary.References);
        if (uses.Escapes || uses.Members.Exists(member => IsStart(member, type.Model)) || !uses.ReturnedBy.All(method => PromisesRunningTask(method, type)))
            return;
        IOperation? waiting = uses.Members.Find(member => WaitsFor(member, type.Model));
        // Nothing is missing where nothing is to be done, and a test wants to see what becomes of it.
        if (uses.ReturnedBy.Count == 0 && (waiting is null ? HasNoWork(creation) || TestCode.Holds(type.Type) : HasNoWork(creation) && TestCode.Holds(type.Type)))
            return;
        string waits = waiting is null ? string.Empty : $", and line {Excerpt.LineOf(waiting.Syntax)} waits for it";
        type.Report(Descriptor, creation.Syntax.GetLocation(), waiting is null ? [] : [waiting.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty, isThread ? "thread" : "task", waits);
    }

    private static bool HasNoWork(IOperation creation) => creation.ChildOperations.Any(static part => part.DescendantsAndSelf().Any(static work => work is IAnonymousFunctionOperation { Body.Operations: [] or [IReturnOperation { IsImplicit: true }] }));

    private static bool IsStart(IOperation member, ThreadingModel model) => member switch
    {
        IInvocationOperation call => model.Joins.KindOf(call.TargetMethod) == JoinKind.Start,
        IMethodReferenceOperation group => model.Joins.KindOf(group.Method) == JoinKind.Start,
        _ => false,
    };

    private static bool WaitsFor(IOperation member, ThreadingModel model) =>
        member is IAwaitOperation or IPropertyReferenceOperation { Property.Name: "Result" }
        || (member is IInvocationOperation { TargetMethod.Name: not ("WaitAny" or "WhenAny") } call && model.Joins.KindOf(call.TargetMethod) is JoinKind.Handles or JoinKind.Combine);

    // Whoever calls a method with such a name awaits what it returns. Where tasks are started by hand the caller may be the one who does.
    private static bool PromisesRunningTask(IMethodSymbol method, TypeContext type) =>
        method.Name.EndsWith("Async", StringComparison.Ordinal)
        && !type.Summary.Bodies.SelectMany(static body => body.Sites).OfType<IInvocationOperation>().Any(call => type.Model.Joins.KindOf(call.TargetMethod) == JoinKind.Start);
}
