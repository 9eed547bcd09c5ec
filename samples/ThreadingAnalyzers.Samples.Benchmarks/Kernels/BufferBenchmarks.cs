using System.Collections.Concurrent;
using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using ThreadingAnalyzers.Samples.Benchmarks.Report;
using ThreadingAnalyzers.Samples.Conditions;

namespace ThreadingAnalyzers.Samples.Benchmarks.Kernels;

[Advice(
    "A bounded buffer",
    "One operation is 2,000 items through a buffer with room for 64, half of the threads adding and half taking. The baseline is the buffer that one writes oneself from a monitor.",
    "The library's `BlockingCollection` or `Channel`: they know about completion, cancellation and failure, which a buffer made of a monitor has yet to learn. The monitor is the one to understand, and to use where a condition is more than \"not empty\".")]
public class BufferBenchmarks
{
    private const int Items = 2_000;
    private const int Room = 64;
    private readonly BoundedBuffer<int> _monitor = new(Room);
    private readonly BlockingCollection<int> _blocking = new(Room);
    private readonly Channel<int> _channel = Channel.CreateBounded<int>(Room);
    private Crew? _crew;

    [Params(2, 4)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Assemble() => _crew = new Crew(Threads);

    [GlobalCleanup]
    public void Disband() => _crew!.Dispose();

    [Benchmark(Baseline = true, Description = "Monitor.Wait and PulseAll")]
    public void OwnBuffer() => Move(_monitor.Add, () => _monitor.Take());

    [Benchmark(Description = "BlockingCollection")]
    public void Blocking() => Move(_blocking.Add, () => _blocking.Take());

    [Benchmark(Description = "Channel, waited for by tasks")]
    public Task ThroughChannel() => Task.WhenAll(Enumerable.Range(0, Threads).Select(i => Task.Run(() => i % 2 == 0 ? WriteAsync() : ReadAsync())).ToList());

    private void Move(Action<int> add, Func<int> take) => _crew!.Run(thread =>
    {
        for (int i = Items / (Threads / 2); i > 0; i--)
        {
            if (thread % 2 == 0)
                add(i);
            else
                take();
        }
    });

    private async Task WriteAsync()
    {
        for (int i = Items / (Threads / 2); i > 0; i--)
            await _channel.Writer.WriteAsync(i);
    }

    private async Task ReadAsync()
    {
        for (int i = Items / (Threads / 2); i > 0; i--)
            await _channel.Reader.ReadAsync();
    }
}
