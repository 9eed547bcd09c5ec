using System.Collections.Concurrent;
using System.Threading.Channels;

namespace ThreadingAnalyzers.Samples.Pipelines;

/// <summary>The same with a channel: waiting holds no thread, and a failure travels through the channel itself.</summary>
public sealed class ChannelPipeline : IPipeline
{
    private const int Bound = 64;

    /// <inheritdoc/>
    public async Task<IReadOnlyCollection<int>> RunAsync(IEnumerable<int> source, Func<int, int> work, int consumers, CancellationToken cancellation)
    {
        Channel<int> channel = Channel.CreateBounded<int>(new BoundedChannelOptions(Bound) { SingleWriter = true });
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var results = new ConcurrentQueue<int>();
        var parts = new List<Task> { Task.Run(() => ProduceAsync(source, channel.Writer, failed.Token), CancellationToken.None) };
        for (int i = 0; i < consumers; i++)
            parts.Add(Task.Run(() => ConsumeAsync(channel.Reader, work, results, failed), CancellationToken.None));
        await Task.WhenAll(parts);
        return results;
    }

    private static async Task ProduceAsync(IEnumerable<int> source, ChannelWriter<int> writer, CancellationToken cancellation)
    {
        Exception? failure = null;
        try
        {
            foreach (int item in source)
                await writer.WriteAsync(item, cancellation);
        }
        catch (Exception thrown)
        {
            failure = thrown;
            throw;
        }
        finally
        {
            writer.Complete(failure);
        }
    }

    private static async Task ConsumeAsync(ChannelReader<int> reader, Func<int, int> work, ConcurrentQueue<int> results, CancellationTokenSource failed)
    {
        try
        {
            await foreach (int item in reader.ReadAllAsync(failed.Token))
                results.Enqueue(work(item));
        }
        catch
        {
            await failed.CancelAsync();
            throw;
        }
    }
}
