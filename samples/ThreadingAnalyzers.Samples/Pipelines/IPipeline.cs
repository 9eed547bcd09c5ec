namespace ThreadingAnalyzers.Samples.Pipelines;

/// <summary>One producer, several consumers, a queue with a bound between them.</summary>
public interface IPipeline
{
    /// <summary>
    /// Takes all items from the source, works on them, and completes when everything has been worked on. What the source or the work throws ends the pipeline and is thrown here.
    /// </summary>
    /// <returns>The results, in no order.</returns>
    Task<IReadOnlyCollection<int>> RunAsync(IEnumerable<int> source, Func<int, int> work, int consumers, CancellationToken cancellation);
}
