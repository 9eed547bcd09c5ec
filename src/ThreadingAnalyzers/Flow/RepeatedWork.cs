using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Work that a loop or a query starts several times, one run beside the other.</summary>
internal sealed class RepeatedWork(TypeSummary summary, ThreadingModel model)
{
    /// <summary>Whether runs of a fork overlap: each is started before the one before it is waited for.</summary>
    internal bool Overlaps(Fork fork) => IsRepeated(fork) && !IsJoinedInRound(fork);

    private static bool IsRepeated(Fork fork) => fork.Kind is ForkKind.Task or ForkKind.PoolItem or ForkKind.Thread or ForkKind.Parallel or ForkKind.ParallelMethod or ForkKind.AsyncFanOut && (fork.OverlapsItself || ForkSharing.IsRepeated(fork));

    // The next one begins when this one has ended.
    private bool IsJoinedInRound(Fork fork) => fork.Site.Syntax.Ancestors().FirstOrDefault(static node => node is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax) is { } round
        && fork.Container.Sites.Exists(site => round.Span.Contains(site.Syntax.Span) && (site is IAwaitOperation || (site is IInvocationOperation call && model.Joins.KindOf(call.TargetMethod) == JoinKind.Handles)) && summary.Handles.ForksIn(site).Contains(fork));
}
