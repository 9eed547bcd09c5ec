using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;
using ThreadingAnalyzers.Samples.Benchmarks.Report;
using ThreadingAnalyzers.Samples.Pipelines;

namespace ThreadingAnalyzers.Samples.Benchmarks.Kernels;

[Advice(
    "Producer and consumers",
    "One operation is a pipeline for 5,000 items whose work is a few hundred nanoseconds. The baseline is a loop that produces and consumes in turn.",
    "A `Channel` in code that is asynchronous anyway: nobody holds a thread while waiting. `BlockingCollection` where producer and consumers are threads of their own. For work this small neither: hand over batches, or leave the queue out.")]
public class PipelineBenchmarks
{
    private const int Items = 5_000;
    private readonly BlockingPipeline _blocking = new();
    private readonly ChannelPipeline _channel = new();

    [Params(1, 2)]
    public int Consumers { get; set; }

    [Benchmark(Baseline = true, Description = "one loop")]
    public int Sequential()
    {
        var results = new ConcurrentQueue<int>();
        foreach (int item in Enumerable.Range(0, Items))
            results.Enqueue(Work(item));
        return results.Count;
    }

    [Benchmark(Description = "BlockingCollection")]
    public async Task<int> Blocking() => (await _blocking.RunAsync(Enumerable.Range(0, Items), Work, Consumers, CancellationToken.None)).Count;

    [Benchmark(Description = "Channel")]
    public async Task<int> Channel() => (await _channel.RunAsync(Enumerable.Range(0, Items), Work, Consumers, CancellationToken.None)).Count;

    private static int Work(int item)
    {
        for (int i = 0; i < 200; i++)
            item = (item * 31) + i;
        return item;
    }
}
