using BenchmarkDotNet.Attributes;
using ThreadingAnalyzers.Samples.Benchmarks.Report;
using ThreadingAnalyzers.Samples.WorkerPools;

namespace ThreadingAnalyzers.Samples.Benchmarks.Kernels;

[Advice(
    "A pool of workers",
    "One operation is 500 jobs of some ten microseconds, submitted one by one and awaited together. The baseline does them in a loop.",
    "`Task.Run` and the pool that is there already. A limit on top of it where the jobs use something that is scarce. Threads of one's own only for jobs that block for long: a pool thread that blocks is missed by everybody else.")]
public class WorkerPoolBenchmarks
{
    private const int Jobs = 500;
    private DedicatedWorkers? _dedicated;
    private ThreadPoolWorkers? _pooled;

    [GlobalSetup]
    public void Setup()
    {
        _dedicated = new DedicatedWorkers(Environment.ProcessorCount);
        _pooled = new ThreadPoolWorkers(Environment.ProcessorCount);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _dedicated!.Dispose();
        _pooled!.Dispose();
    }

    [Benchmark(Baseline = true, Description = "one loop")]
    public int Sequential()
    {
        int sum = 0;
        for (int i = 0; i < Jobs; i++)
            sum += Work(i);
        return sum;
    }

    [Benchmark(Description = "Task.Run for each")]
    public async Task<int> Tasks() => (await Task.WhenAll(Enumerable.Range(0, Jobs).Select(static i => Task.Run(() => Work(i))).ToList())).Length;

    [Benchmark(Description = "threads of its own")]
    public async Task<int> Dedicated() => (await _dedicated!.MapAsync(Enumerable.Range(0, Jobs), Work)).Length;

    [Benchmark(Description = "thread pool, limited")]
    public async Task<int> Pooled() => (await _pooled!.MapAsync(Enumerable.Range(0, Jobs), Work)).Length;

    private static int Work(int item)
    {
        for (int i = 0; i < 10_000; i++)
            item = (item * 31) + i;
        return item;
    }
}
