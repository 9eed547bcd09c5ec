using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Threads;

/// <summary>A thread, pool item or timer goes through items or serves connections, and an exception at one of them has nobody who catches it: it ends the process.</summary>
internal sealed class THR0510UnhandledInThread() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0510",
        title: "Catch exceptions where a thread begins",
        messageFormat: "An exception in '{0}' at line {1} ends the process: {2}",
        category: RuleCategory.Threads,
        defaultSeverity: DiagnosticSeverity.Hidden,
        description: "An exception that leaves the method a thread began with cannot be caught by anybody. A thread that may fail needs a catch around its work, which tells those who wait for it.",
        cwe: [248, 755]);

    internal override Evidence Needs => Evidence.Forks;

    internal override void Analyze(TypeContext type)
    {
        var reported = new HashSet<SyntaxNode>();
        var misplaced = new MisplacedHandlers(type.Summary, type.Model);
        foreach (Fork fork in type.Summary.Forks.Where(static fork => fork.Kind is ForkKind.Thread or ForkKind.PoolItem or ForkKind.Timer && !ThreadedEvents.SwallowsExceptions(fork.Site)))
        {
            if (misplaced.Of(fork) is var (handler, thrown) && reported.Add(fork.Site.Syntax))
            {
                type.Report(
                    Descriptor, DiagnosticSeverity.Warning, fork.Site.Syntax.GetLocation(), [thrown.Syntax.GetLocation(), handler.Syntax.GetLocation()],
                    Excerpt.Of(thrown.Syntax), Excerpt.LineOf(thrown.Syntax), $"the catch at line {Excerpt.LineOf(handler.Syntax)} is for the thread that starts this one, and nothing catches it here");
            }

            foreach (Body body in WorkOf(fork, type))
            {
                if (body.Graph(type.Cancellation) is { } graph && EscapingThrows.Compute(graph, fork.Kind, type.Summary.Callbacks, type.Model, type.Cancellation).First is { } cause && !IsGivenFunction(cause, fork) && reported.Add(fork.Site.Syntax))
                    type.Report(Descriptor, fork.Site.Syntax.GetLocation(), [cause.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty, Excerpt.Of(cause.Syntax), Excerpt.LineOf(cause.Syntax), "nothing catches it on this thread");
            }
        }
    }

    // The methods that a callback calls are its work as well. The service that a thread runs in a method of its own may well be the program's.
    private static IEnumerable<Body> WorkOf(Fork fork, TypeContext type) => fork.Kind == ForkKind.Thread
        ? fork.Targets.Where(static body => !body.IsAsync)
        : fork.Targets.Concat(GivenFunctions(fork).Select(given => type.Summary.Callbacks.Of(given.Method)).OfType<Body>()).SelectMany(target => EscapingThrows.RunUnhandled(target, type.Summary.Callbacks));

    // QueueUserWorkItem(state => state.Run(state.Path), (Run: (Action<string>)Shrink, Path: path), …): what the callback calls is known where it is queued.
    private static IEnumerable<IMethodReferenceOperation> GivenFunctions(Fork fork) => fork is { Kind: ForkKind.PoolItem, Site: IInvocationOperation call }
        ? call.Arguments.SelectMany(static argument => Nesting.OwnOperations(argument.Value)).OfType<IMethodReferenceOperation>()
        : [];

    private static bool IsGivenFunction(IOperation cause, Fork fork) => cause is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: { } instance }
        && instance.DescendantsAndSelf().Any(static part => part is IParameterReferenceOperation) && GivenFunctions(fork).Any();
}
