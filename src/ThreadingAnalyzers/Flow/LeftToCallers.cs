using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Locks that one member takes for its caller, and another one gives back: between the two calls, other code of the caller holds them.</summary>
internal static class LeftToCallers
{
    /// <summary>Whether there is such a lock among the members that others can call.</summary>
    internal static bool Exist(IEnumerable<Body> bodies, ThreadingModel model, CancellationToken cancellation)
    {
        List<LockFlow> flows = bodies.Where(static body => (body.TakesPermits || body.TakesLocksByCall || body.HasLockOperations) && ThreadContexts.IsCallableFromOutside(body) && body.Sites.Exists(static site => site is IInvocationOperation))
            .Select(body => body.LockFlow(model, cancellation)).OfType<LockFlow>().Where(static flow => !flow.GaveUp).ToList();
        HashSet<AccessPath> left = [.. flows.SelectMany(LeftBy)];
        return left.Count > 0 && flows.Exists(flow => flow.Releases.Any(release => release.Before.Maximum == 0 && left.Contains(flow.Locks[release.Lock].Path) && !flow.Acquisitions.Any(taken => taken.Lock == release.Lock)));
    }

    // A semaphore that starts without permits is a signal.
    private static IEnumerable<AccessPath> LeftBy(LockFlow flow) => flow.HeldAtExits.Where(static exit => exit.Kind == ExitKind.Normal)
        .Select(exit => flow.Locks[exit.Lock]).Where(static key => key.Mode != LockMode.Counting || SemaphorePermits.InitialOf(key.Path.Last) is not 0).Select(static key => key.Path);
}
