using BenchmarkDotNet.Attributes;
using ThreadingAnalyzers.Samples.Benchmarks.Report;

namespace ThreadingAnalyzers.Samples.Benchmarks.Kernels;

[Advice(
    "State of a thread, state of a request",
    "One operation is 1,000 reads. The baseline reads a static field that all threads share.",
    "`AsyncLocal<T>` for what belongs to a request: it is the only one that is still right after an await, and it is paid for where it is set. `[ThreadStatic]` for buffers in hot code, without an initializer; `ThreadLocal<T>` where each thread's value has to be made or all of them to be found. "
    + "A parameter is better than all three.")]
public class ContextBenchmarks
{
    private const int Reads = 1_000;
    private static readonly ThreadLocal<object?> PerThread = new();
    private static readonly AsyncLocal<object?> PerFlow = new();
    private static object? s_shared;

    [ThreadStatic]
    private static object? t_own;

    [GlobalSetup]
    public void Setup() => PerThread.Value = PerFlow.Value = t_own = s_shared = new object();

    [Benchmark(Baseline = true, Description = "static field")]
    public int Shared()
    {
        int seen = 0;
        for (int i = 0; i < Reads; i++)
            seen += s_shared is null ? 0 : 1;
        return seen;
    }

    [Benchmark(Description = "[ThreadStatic]")]
    public int Own()
    {
        int seen = 0;
        for (int i = 0; i < Reads; i++)
            seen += t_own is null ? 0 : 1;
        return seen;
    }

    [Benchmark(Description = "ThreadLocal<T>")]
    public int Thread()
    {
        int seen = 0;
        for (int i = 0; i < Reads; i++)
            seen += PerThread.Value is null ? 0 : 1;
        return seen;
    }

    [Benchmark(Description = "AsyncLocal<T>")]
    public int Flow()
    {
        int seen = 0;
        for (int i = 0; i < Reads; i++)
            seen += PerFlow.Value is null ? 0 : 1;
        return seen;
    }
}
