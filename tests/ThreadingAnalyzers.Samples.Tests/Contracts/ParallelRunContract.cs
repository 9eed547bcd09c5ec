using ThreadingAnalyzers.Samples.Events;

namespace ThreadingAnalyzers.Samples.Tests.Contracts;

/// <summary>Comes back when all work has ended, failed work included.</summary>
internal static class ParallelRunContract
{
    internal static async Task VerifyAsync(Maker make)
    {
        var run = (IParallelRun)make();
        int done = 0;
        var failures = await Task.Run(() => run.RunAll(
            () => Interlocked.Increment(ref done),
            () => throw new InvalidOperationException("one"),
            () => Interlocked.Increment(ref done),
            () => throw new InvalidOperationException("two")));
        Assert.Equal(2, done);
        Assert.Equal(["one", "two"], failures.Select(failure => failure.Message).Order());
    }
}
