using System.Collections.Concurrent;

namespace ThreadingAnalyzers.Samples.WorkerPools;

/// <summary>
/// Workers that are threads of their own, for jobs that block. They are foreground threads and are joined: the process does not end in the middle of a job.
/// </summary>
public sealed class DedicatedWorkers : IWorkerPool
{
    private readonly BlockingCollection<Action> _jobs = [];
    private readonly List<Thread> _workers;

    /// <summary>Starts the workers.</summary>
    public DedicatedWorkers(int workers)
    {
        BlockingCollection<Action> jobs = _jobs;
        _workers = Enumerable.Range(0, workers).Select(i => new Thread(() => Work(jobs)) { Name = $"worker {i}" }).ToList();
        foreach (Thread worker in _workers)
            worker.Start();
    }

    /// <inheritdoc/>
    public Task<T> Submit<T>(Func<T> job)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _jobs.Add(() => Complete(result, job));
        return result.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _jobs.CompleteAdding();
        foreach (Thread worker in _workers)
            worker.Join();
        _jobs.Dispose();
    }

    private static void Work(BlockingCollection<Action> jobs)
    {
        foreach (Action job in jobs.GetConsumingEnumerable())
            job();
    }

    private static void Complete<T>(TaskCompletionSource<T> result, Func<T> job)
    {
        try
        {
            result.SetResult(job());
        }
        catch (Exception failure)
        {
            result.SetException(failure);
        }
    }
}
