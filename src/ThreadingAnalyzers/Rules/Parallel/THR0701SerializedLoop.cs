using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Rules.Parallel;

/// <summary>A parallel loop does all its work under one lock, so that its threads take turns.</summary>
internal sealed class THR0701SerializedLoop() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0701",
        title: "Do not hold one lock for the whole body of a parallel loop",
        messageFormat: "All work of the parallel loop at line {1} is done under '{0}': its threads take turns, and it is slower than a loop on one thread",
        category: RuleCategory.Parallel,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "Threads that all wait for one lock do not run in parallel. A loop with a local value for each thread takes the lock once for each thread instead of once for each item.",
        cwe: [1176]);

    internal override Evidence Needs => Evidence.Forks | Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        foreach (Body container in type.Summary.ConcernedBodies.Where(static body => body.HasForks))
        {
            foreach (IInvocationOperation call in container.Sites.OfType<IInvocationOperation>())
            {
                foreach (IArgumentOperation argument in call.Arguments.Where(type.Model.ParallelQueries.IsLoopBody))
                {
                    if (type.Summary.Callbacks.Behind(argument.Value, container.Locals) is var (body, _) && SerializedBody.LockOf(body, type.Model) is { } locked)
                        Report(locked, call, type);
                }
            }
        }
    }

    private static void Report(IOperation locked, IInvocationOperation call, TypeContext type) =>
        type.Report(Descriptor, locked.Syntax.GetLocation(), [call.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty, Excerpt.Of(locked.Syntax), Excerpt.LineOf(call.Syntax));
}
