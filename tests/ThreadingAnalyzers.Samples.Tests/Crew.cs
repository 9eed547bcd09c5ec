namespace ThreadingAnalyzers.Samples.Tests;

/// <summary>Threads that start together, to meet where it hurts.</summary>
internal static class Crew
{
    /// <summary>Runs an action on so many threads at once. The task fails with what one of them throws.</summary>
    internal static async Task RunAsync(int threads, Action<int> action)
    {
        using var start = new Barrier(threads);
        // Barrier and actions end before the tasks do.
        await Task.WhenAll(Enumerable.Range(0, threads).Select(i => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                action(i);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToList());
    }
}
