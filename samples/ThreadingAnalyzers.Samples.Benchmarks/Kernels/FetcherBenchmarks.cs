using BenchmarkDotNet.Attributes;
using ThreadingAnalyzers.Samples.Benchmarks.Report;
using ThreadingAnalyzers.Samples.ConcurrentIO;

namespace ThreadingAnalyzers.Samples.Benchmarks.Kernels;

[Advice(
    "Many requests at the same time",
    "One operation is 20 requests, each of which takes about two milliseconds somewhere else. The baseline makes one after the other.",
    "Start them together and await them together, with a limit that the other side can bear. No threads are needed for it: what waits is a timer or a socket, not a stack.")]
public class FetcherBenchmarks
{
    private static readonly string[] Addresses = [.. Enumerable.Range(0, 20).Select(static i => $"a{i}")];
    private readonly ThrottledFetcher _throttled = new(FetchAsync, 5, TimeSpan.FromSeconds(10));
    private readonly ThrottledFetcher _allAtOnce = new(FetchAsync, 20, TimeSpan.FromSeconds(10));

    [Benchmark(Baseline = true, Description = "one after the other")]
    public async Task Sequential()
    {
        foreach (string address in Addresses)
            await FetchAsync(address, CancellationToken.None);
    }

    [Benchmark(Description = "five at once")]
    public Task Throttled() => _throttled.FetchAllAsync(Addresses, CancellationToken.None);

    [Benchmark(Description = "all at once")]
    public Task AllAtOnce() => _allAtOnce.FetchAllAsync(Addresses, CancellationToken.None);

    private static async Task<string> FetchAsync(string address, CancellationToken cancellation)
    {
        await Task.Delay(2, cancellation);
        return address;
    }
}
