using System.Collections.Concurrent;

namespace ThreadingAnalyzers.Samples.Pipelines;

/// <summary>
/// The queue is closed in the finally, so that consumers hear of the end even if the source throws. A consumer that fails tells the producer by the token: it would otherwise
/// wait for room in a queue that nobody empties.
/// </summary>
public sealed class BlockingPipeline : IPipeline
{
    private const int Bound = 64;

    /// <inheritdoc/>
    public async Task<IReadOnlyCollection<int>> RunAsync(IEnumerable<int> source, Func<int, int> work, int consumers, CancellationToken cancellation)
    {
        using var queue = new BlockingCollection<int>(Bound);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var results = new ConcurrentQueue<int>();
        var parts = new List<Task> { OnThread(() => Produce(source, queue, failed.Token), failed) };
        for (int i = 0; i < consumers; i++)
            parts.Add(OnThread(() => Consume(queue, work, results, failed.Token), failed));
        await Task.WhenAll(parts);
        return results;
    }

    private static void Produce(IEnumerable<int> source, BlockingCollection<int> queue, CancellationToken cancellation)
    {
        try
        {
            foreach (int item in source)
                queue.Add(item, cancellation);
        }
        finally
        {
            queue.CompleteAdding();
        }
    }

    private static void Consume(BlockingCollection<int> queue, Func<int, int> work, ConcurrentQueue<int> results, CancellationToken cancellation)
    {
        foreach (int item in queue.GetConsumingEnumerable(cancellation))
            results.Enqueue(work(item));
    }

    // These parts wait most of their time: threads of their own, not the pool's.
    private static async Task OnThread(Action part, CancellationTokenSource failed)
    {
        try
        {
            await Task.Factory.StartNew(part, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch
        {
            await failed.CancelAsync();
            throw;
        }
    }
}
