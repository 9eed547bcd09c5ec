using System.Collections.Concurrent;

namespace ThreadingAnalyzers.Samples.WorkerPools;

/// <summary>Who awaits a result goes on with it on the worker, which does nothing else meanwhile: if he waits for another job, for ever.</summary>
public sealed class BrokenWorkers : IWorkerPool
{
    private readonly BlockingCollection<Action> _jobs = [];
    private readonly List<Thread> _workers;

    public BrokenWorkers(int workers)
    {
        BlockingCollection<Action> jobs = _jobs;
        _workers = Enumerable.Range(0, workers).Select(i => new Thread(() => Work(jobs)) { Name = $"worker {i}" }).ToList();
        foreach (Thread worker in _workers)
            worker.Start();
    }

    public Task<T> Submit<T>(Func<T> job)
    {
        var result = new TaskCompletionSource<T>(); //! THR0613
        _jobs.Add(() => Complete(result, job));
        return result.Task;
    }

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
