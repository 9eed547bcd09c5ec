namespace ThreadingAnalyzers.Samples.WorkerPools;

/// <summary>
/// Workers on the thread pool, for jobs that compute: no thread is held while there is nothing to do, and a semaphore keeps to the number. Closing waits until the last
/// one is done; a count of what runs says when.
/// </summary>
public sealed class ThreadPoolWorkers(int workers) : IWorkerPool
{
    private readonly SemaphoreSlim _places = new(workers, workers);
    private readonly CountdownEvent _running = new(1);
    private int _closed;

    /// <inheritdoc/>
    public Task<T> Submit<T>(Func<T> job)
    {
        // Counts from 1, the pool's own part: when that has been given back no more can join.
        if (!_running.TryAddCount())
            throw new InvalidOperationException("The pool has been closed.");
        return RunAsync(job);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        _running.Signal();
        _running.Wait();
        _running.Dispose();
        _places.Dispose();
    }

    private async Task<T> RunAsync<T>(Func<T> job)
    {
        try
        {
            await _places.WaitAsync().ConfigureAwait(false);
            try
            {
                return await Task.Run(job).ConfigureAwait(false);
            }
            finally
            {
                _places.Release();
            }
        }
        finally
        {
            _running.Signal();
        }
    }
}
