using BenchmarkDotNet.Attributes;
using ThreadingAnalyzers.Samples.Benchmarks.Report;
using ThreadingAnalyzers.Samples.Counters;

namespace ThreadingAnalyzers.Samples.Benchmarks.Kernels;

[Advice(
    "A shared counter",
    "One operation is 100,000 increments, split among the threads. The baseline adds to a variable that nobody shares.",
    "`Interlocked.Increment` for a single number. A lock where more than one field belongs together. Cells for each thread (striped or thread-local) only for a counter that all cores hit all the time and that is seldom read. "
    + "And where the result is needed only at the end, count in a local variable and add once: nothing shared beats everything shared.")]
public class CounterBenchmarks : CrewBenchmark
{
    private const int Increments = 100_000;
    private readonly LockCounter _locked = new();
    private readonly ScopedLockCounter _scoped = new();
    private readonly InterlockedCounter _interlocked = new();
    private readonly StripedCounter _striped = new();
    private readonly ThreadLocalCounter _threadLocal = new();
    private readonly long[] _sums = new long[4];

    [Benchmark(Baseline = true, Description = "local variable")]
    public void Local() => Run(thread =>
    {
        long sum = 0;
        for (int i = Increments / Threads; i > 0; i--)
            sum += i & 1;
        _sums[thread] = sum;
    });

    [Benchmark(Description = "lock (object)")]
    public void LockObject() => Count(_locked);

    [Benchmark(Description = "System.Threading.Lock")]
    public void ScopedLock() => Count(_scoped);

    [Benchmark(Description = "Interlocked")]
    public void Atomic() => Count(_interlocked);

    [Benchmark(Description = "striped")]
    public void Striped() => Count(_striped);

    [Benchmark(Description = "ThreadLocal")]
    public void PerThread() => Count(_threadLocal);

    private void Count<T>(T counter)
        where T : ICounter => Run(_ =>
    {
        for (int i = Increments / Threads; i > 0; i--)
            counter.Increment();
    });
}
