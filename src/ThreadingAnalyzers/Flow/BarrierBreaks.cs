using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Tasks that meet at a barrier in each round of a loop: when the work of one of them throws, it does not come any more, and the others wait for it.</summary>
internal static class BarrierBreaks
{
    private static readonly HashSet<string> Departures = new(StringComparer.Ordinal) { "RemoveParticipant", "RemoveParticipants", "Cancel", "CancelAsync", "Dispose" };

    /// <summary>The barriers of a task's body, with the first work of a round that may throw past them.</summary>
    internal static IEnumerable<(IInvocationOperation Barrier, IOperation Work)> In(Body body, TypeSummary summary, ThreadingModel model)
    {
        foreach (IInvocationOperation barrier in body.Sites.OfType<IInvocationOperation>().Where(static call => call is { TargetMethod: { Name: "SignalAndWait", ContainingType: { Name: "Barrier", ContainingNamespace.Name: "Threading" } }, Arguments.IsEmpty: true }))
        {
            if (!RunsInTasks(body, summary) || Nesting.LoopAround(barrier) is not { } loop || body.Sites.Exists(IsDeparture))
                continue;
            IOperation? work = body.Sites.FirstOrDefault(site => site != barrier && loop.Body.Syntax.Span.Contains(site.Syntax.Span) && MayThrow(site, model) && !IsCaught(site.Syntax, loop.Syntax));
            if (work is not null)
                yield return (barrier, work);
            // One barrier says it for all of a body.
            yield break;
        }
    }

    // An exception in a bare thread ends the process. A single task meets with the thread that waits for it.
    private static bool RunsInTasks(Body body, TypeSummary summary) => summary.Contexts.IsForkTarget(body)
        && summary.Contexts.ForksOf(body).Any(static fork => fork.Kind is ForkKind.Task or ForkKind.ColdTask && ForkSharing.IsRepeated(fork));

    // What the type's own code or the framework does there may be known not to fail; delegates, interfaces and files may always.
    private static bool MayThrow(IOperation site, ThreadingModel model) => site is IInvocationOperation { TargetMethod: var method } call && model.Throws.CanThrow(call)
        && (method.MethodKind == MethodKind.DelegateInvoke || method.ContainingType is { TypeKind: TypeKind.Interface } owner && !Framework.Owns(owner) || model.FinishingWork.EffectOf(call) is not null || method.IsAbstract);

    private static bool IsDeparture(IOperation site) => site is IInvocationOperation { TargetMethod.Name: var name } && Departures.Contains(name);

    private static bool IsCaught(SyntaxNode work, SyntaxNode loop) => work.Ancestors().TakeWhile(node => node != loop).OfType<TryStatementSyntax>()
        .Any(attempt => attempt.Block.Span.Contains(work.Span) && (attempt.Finally is not null || attempt.Catches.Count > 0));
}
