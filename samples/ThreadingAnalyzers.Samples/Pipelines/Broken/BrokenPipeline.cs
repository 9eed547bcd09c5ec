using System.Threading.Channels;

namespace ThreadingAnalyzers.Samples.Pipelines;

/// <summary>The channel is closed, and the failure handed on; but all consumers put their results into one list, which tears when two do it at once.</summary>
public sealed class BrokenPipeline : IPipeline
{
    private const int Bound = 64;

    public async Task<IReadOnlyCollection<int>> RunAsync(IEnumerable<int> source, Func<int, int> work, int consumers, CancellationToken cancellation)
    {
        Channel<int> channel = Channel.CreateBounded<int>(new BoundedChannelOptions(Bound) { SingleWriter = true });
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var results = new List<int>();
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
                            int result = work(item);
                            results.Add(result); //! THR0304
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
}
