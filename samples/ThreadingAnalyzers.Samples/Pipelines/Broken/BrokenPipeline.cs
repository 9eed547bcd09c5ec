using System.Collections.Concurrent;
using System.Threading.Channels;

namespace ThreadingAnalyzers.Samples.Pipelines;

/// <summary>The channel is closed, and the failure handed on; but all consumers count in one variable, and when two do it at once, one count is lost.</summary>
public sealed class BrokenPipeline : IPipeline
{
    private const int Bound = 64;

    public async Task<IReadOnlyCollection<int>> RunAsync(IEnumerable<int> source, Func<int, int> work, int consumers, CancellationToken cancellation)
    {
        Channel<int> channel = Channel.CreateBounded<int>(new BoundedChannelOptions(Bound) { SingleWriter = true });
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var results = new ConcurrentQueue<int>();
        int worked = 0;
        var parts = new List<Task> { Task.Run(() => ProduceAsync(source, channel.Writer, failed.Token), CancellationToken.None) };
        for (int i = 0; i < consumers; i++)
        {
            parts.Add(Task.Run(
                async () =>
                {
                    try
                    {
                        await foreach (int item in channel.Reader.ReadAllAsync(failed.Token))
                        {
                            results.Enqueue(work(item));
                            worked++; //! THR0301
                        }
                    }
                    catch
                    {
                        await failed.CancelAsync();
                        throw;
                    }
                },
                CancellationToken.None));
        }

        await Task.WhenAll(parts);
        return worked == results.Count ? results : throw new InvalidOperationException($"Only {worked} of {results.Count} were counted.");
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
}
