using BenchmarkDotNet.Attributes;
using ThreadingAnalyzers.Samples.Benchmarks.Report;
using ThreadingAnalyzers.Samples.BoundedAccess;

namespace ThreadingAnalyzers.Samples.Benchmarks.Kernels;

[Advice(
    "A limit on how many enter",
    "One operation is 10,000 entries through a semaphore with two places, split among the threads. The baseline is a lock, a limit of one.",
    "`SemaphoreSlim` for a limit above one, and for any limit in asynchronous code, where a lock cannot be held across an await. `WaitAsync` costs little while there is room. For a limit of one in synchronous code take a lock: it is faster, and its owner may enter again.")]
public class BoundedAccessBenchmarks : CrewBenchmark
{
    private const int Entries = 10_000;
    private readonly SemaphoreAccess _places = new(2);
    private readonly object _gate = new();
    private int _entered;

    [Benchmark(Baseline = true, Description = "lock")]
    public void Locked() => Run(_ =>
    {
        for (int i = Entries / Threads; i > 0; i--)
        {
            lock (_gate)
                _entered++;
        }
    });

    [Benchmark(Description = "SemaphoreSlim.Wait")]
    public void Waiting() => Run(_ =>
    {
        for (int i = Entries / Threads; i > 0; i--)
            _places.Run(static () => { });
    });

    [Benchmark(Description = "SemaphoreSlim.WaitAsync")]
    public Task WaitingAsync() => Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(EnterAsync)).ToList());

    private async Task EnterAsync()
    {
        for (int i = Entries / Threads; i > 0; i--)
            await _places.RunAsync(static () => Task.CompletedTask, CancellationToken.None);
    }
}
