using System.Collections.Concurrent;

namespace ThreadingAnalyzers.Samples.Pipelines;

/// <summary>If the source throws, the queue stays open, and the consumers wait for a next item that never comes.</summary>
public sealed class BrokenPipeline : IPipeline
{
    private const int Bound = 64;

    public async Task<IReadOnlyCollection<int>> RunAsync(IEnumerable<int> source, Func<int, int> work, int consumers, CancellationToken cancellation)
    {
        using var queue = new BlockingCollection<int>(Bound);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var results = new ConcurrentQueue<int>();
        var consuming = new List<Task>();
        for (int i = 0; i < consumers; i++)
            consuming.Add(OnThread(() => Consume(queue, work, results, failed.Token), failed));
        Task producing = OnThread(() => Produce(source, queue, failed.Token), failed: null);
        await Task.WhenAll(consuming);
        await producing;
        return results;
    }

    private static void Produce(IEnumerable<int> source, BlockingCollection<int> queue, CancellationToken cancellation)
    {
        foreach (int item in source)
            queue.Add(item, cancellation);
        queue.CompleteAdding(); //! THR0406
    }

    private static void Consume(BlockingCollection<int> queue, Func<int, int> work, ConcurrentQueue<int> results, CancellationToken cancellation)
    {
        foreach (int item in queue.GetConsumingEnumerable(cancellation))
            results.Enqueue(work(item));
    }

    private static async Task OnThread(Action part, CancellationTokenSource? failed)
    {
        try
        {
            await Task.Factory.StartNew(part, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch
        {
            if (failed is not null)
                await failed.CancelAsync();
            throw;
        }
    }
}
