using ThreadingAnalyzers.Samples.WorkerPools;

namespace ThreadingAnalyzers.Samples.Tests.Contracts;

/// <summary>Results and failures come back in the task, never more run than there are workers, and closing waits for the last job.</summary>
internal static class WorkerPoolContract
{
    private const int Workers = 3;

    internal static async Task VerifyAsync(Maker make)
    {
        var pool = (IWorkerPool)make(Workers);
        int running = 0;
        int tooMany = 0;
        int[] squares = await pool.MapAsync(Enumerable.Range(0, 500), item =>
        {
            if (Interlocked.Increment(ref running) > Workers)
                Interlocked.Exchange(ref tooMany, 1);
            Thread.Yield();
            Interlocked.Decrement(ref running);
            return item * item;
        });
        Assert.Equal(Enumerable.Range(0, 500).Select(item => item * item), squares);
        Assert.Equal(0, tooMany);
        await Assert.ThrowsAsync<InvalidOperationException>(() => pool.Submit<int>(() => throw new InvalidOperationException()));
        await ContinuesElsewhereAsync(pool);
        await DrainsAsync(pool);
        Assert.ThrowsAny<InvalidOperationException>(() => { _ = pool.Submit(() => 1); });
    }

    // A continuation that runs on the worker would keep it from the next job for as long as it takes.
    private static async Task ContinuesElsewhereAsync(IWorkerPool pool)
    {
        using var go = new ManualResetEventSlim();
        Task<int> worker = pool.Submit(() =>
        {
            go.Wait();
            return Environment.CurrentManagedThreadId;
        });
        Task<bool> elsewhere = worker.ContinueWith(
            task => Thread.CurrentThread.IsThreadPoolThread || Environment.CurrentManagedThreadId != task.Result,
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        go.Set();
        Assert.True(await elsewhere);
    }

    private static async Task DrainsAsync(IWorkerPool pool)
    {
        int done = 0;
        Task<int>[] jobs = Enumerable.Range(0, 20).Select(_ => pool.Submit(() =>
        {
            Thread.Sleep(5);
            return Interlocked.Increment(ref done);
        })).ToArray();
        pool.Dispose();
        Assert.Equal(20, done);
        await Task.WhenAll(jobs);
    }
}
