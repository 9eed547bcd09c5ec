using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Rules.Parallel;

/// <summary>Code that looks parallel and is not: a foreach statement over a parallel query without operators, or a parallel loop that hoards items.</summary>
internal sealed class THR0702ParallelInNameOnly() : OperationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0702",
        title: "Make parallel what is meant to be parallel",
        messageFormat: "{0}",
        category: RuleCategory.Parallel,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "AsParallel makes the operators of a query run in parallel, not the loop that reads its results. A loop of Parallel takes items in chunks, and waits until a chunk is full.",
        cwe: [1176]);

    internal override bool Wants(OperationKind kind) => kind is OperationKind.Loop or OperationKind.Invocation;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        switch (operation)
        {
            case IForEachLoopOperation { IsAsynchronous: false } loop when body.Model.ParallelQueries.WorklessQuery(loop.Collection, body.Body.Locals.Of) is not null:
                Report(loop.Collection, "This loop runs on one thread: 'AsParallel' makes the operators of a query parallel, and this query has none", body);
                break;
            case IInvocationOperation call when body.Model.ParallelQueries.ConsumedInChunks(call, body.Body.Locals.Of) is { } source:
                Report(source, $"'{call.TargetMethod.Name}' takes items from '{Excerpt.Of(source.Syntax)}' in chunks: items wait until a chunk is full, while threads have nothing to do", body);
                break;
        }
    }

    private static void Report(IOperation place, string message, BodyContext body) => body.Report(Descriptor, place.Syntax.GetLocation(), message);
}
