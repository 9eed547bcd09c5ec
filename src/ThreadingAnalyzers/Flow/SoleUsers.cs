using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Channels that are promised to have one reader or one writer, and that work which runs several times at once reads from or writes to.</summary>
internal sealed class SoleUsers(TypeSummary summary, ThreadingModel model)
{
    private readonly ForkSharing _sharing = new();
    private readonly RepeatedWork _repeated = new(summary, model);

    /// <summary>The first use of each such channel in a body, where it is promised that there is one user alone, and what starts the others.</summary>
    internal IEnumerable<(IInvocationOperation Use, SyntaxNode Promise, bool IsReader, Fork Fork)> In(Body body)
    {
        var found = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (IInvocationOperation use in body.Sites.OfType<IInvocationOperation>())
        {
            bool isReader = use.TargetMethod is { ContainingType.Name: "ChannelReader", Name: "ReadAllAsync" or "ReadAsync" or "TryRead" or "WaitToReadAsync" };
            if (!isReader && use.TargetMethod is not { ContainingType.Name: "ChannelWriter", Name: "WriteAsync" or "TryWrite" or "WaitToWriteAsync" })
                continue;
            if (ChannelModes.ChannelOf(use, isReader ? "Reader" : "Writer") is { } channel && ChannelModes.Promise(channel, isReader ? "SingleReader" : "SingleWriter") is { } promise && ForkOfSeveral(use, body) is { } fork && found.Add(channel))
                yield return (use, promise, isReader, fork);
        }
    }

    // What a lock or a permit keeps apart is one user.
    private Fork? ForkOfSeveral(IInvocationOperation use, Body body) => Nesting.IsInLock(use) || body.TakesPermits || body.TakesLocksByCall || AccessPath.Of(use.Instance, body.Locals.Resolve) is not { } path ? null
        : summary.Contexts.ForksOf(body).FirstOrDefault(fork => _repeated.Overlaps(fork) && _sharing.IsSharedByRuns(path, fork));
}
