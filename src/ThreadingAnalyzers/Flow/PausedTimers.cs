using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Timers that somebody stops under the very lock that their callbacks run under: <c>lock (_gate) _timer.Change(-1, -1);</c>. From there on no callback is running, and who
/// uses the object then is alone with it.
/// </summary>
internal sealed class PausedTimers
{
    private readonly HashSet<Fork> _paused = [];

    internal PausedTimers(TypeSummary summary, ThreadingModel model, CancellationToken cancellation)
    {
        foreach (Fork fork in summary.Forks.Where(static fork => fork.Kind == ForkKind.Timer))
        {
            HashSet<AccessPath> own = [.. fork.Targets.SelectMany(target => target.LockFlow(model, cancellation)?.Locks ?? []).Select(static key => key.Path)];
            if (own.Count > 0 && summary.Bodies.Any(body => !summary.Contexts.ForksOf(body).Contains(fork) && !MemberPhase.IsLifecycle(body)
                && body.Sites.Exists(site => IsStop(site) is { } timer && summary.Handles.ForksIn(timer).Contains(fork) && summary.HeldLocks.OwnAt(body, site.Syntax)?.Overlaps(own) == true)))
            {
                _paused.Add(fork);
            }
        }
    }

    /// <summary>Whether the timer of a fork is one of them.</summary>
    internal bool Has(Fork fork) => _paused.Contains(fork);

    private static IOperation? IsStop(IOperation site) => site switch
    {
        IInvocationOperation { TargetMethod: { Name: "Change", ContainingType.Name: "Timer" }, Instance: { } timer, Arguments: [var due, ..] } when IsNever(due.Value) => timer,
        IInvocationOperation { TargetMethod: { Name: "Stop", ContainingType: { Name: "Timer", ContainingNamespace.Name: "Timers" } }, Instance: { } timer } => timer,
        _ => null,
    };

    private static bool IsNever(IOperation due) => Operand.Unwrap(due) is { ConstantValue: { HasValue: true, Value: -1 or -1L or uint.MaxValue } } or IFieldReferenceOperation { Field.Name: "InfiniteTimeSpan" };
}
