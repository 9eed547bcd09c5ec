namespace ThreadingAnalyzers.Samples.WorkerPools;

/// <summary>What follows from submitting one job.</summary>
public static class WorkerPoolExtensions
{
    /// <summary>Runs a function for each item on the workers.</summary>
    /// <returns>The results in the order of the items.</returns>
    public static Task<TOut[]> MapAsync<TIn, TOut>(this IWorkerPool pool, IEnumerable<TIn> items, Func<TIn, TOut> job) =>
        Task.WhenAll(items.Select(item => pool.Submit(() => job(item))).ToList());
}
