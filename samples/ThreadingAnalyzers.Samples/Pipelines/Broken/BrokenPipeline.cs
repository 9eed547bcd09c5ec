using System.Collections.Concurrent;
using System.Threading.Channels;

namespace ThreadingAnalyzers.Samples.Pipelines;

/// <summary>If the source throws, the channel stays open, and the consumers wait for a next item that never comes.</summary>
public sealed class BrokenPipeline : IPipeline
{
    private const int Bound = 64;

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
        foreach (int item in source)
            await writer.WriteAsync(item, cancellation);
        writer.Complete(); //! THR0406
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
