namespace ThreadingAnalyzers.Samples.WorkerPools;

/// <summary>
/// A fixed number of workers. What a job throws is in its task and harms no worker. <see cref="IDisposable.Dispose"/> takes no more jobs and comes back when all that were
/// submitted have run.
/// </summary>
public interface IWorkerPool : IDisposable
{
    /// <summary>Hands a job to the workers.</summary>
    /// <exception cref="InvalidOperationException">The pool has been closed.</exception>
    Task<T> Submit<T>(Func<T> job);
}
