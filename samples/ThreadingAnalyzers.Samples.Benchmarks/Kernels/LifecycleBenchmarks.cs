using BenchmarkDotNet.Attributes;
using ThreadingAnalyzers.Samples.Benchmarks.Report;
using ThreadingAnalyzers.Samples.Lifecycles;

namespace ThreadingAnalyzers.Samples.Benchmarks.Kernels;

[Advice(
    "The price of a thread",
    "One operation starts something that does nothing, and waits for it. The baseline calls it.",
    "The pool for whatever is short: a thread of its own costs many times as much before it has done anything. A thread for what lives long or blocks. Priorities ask, they do not order; nothing may be right only because of one.")]
public class LifecycleBenchmarks
{
    private readonly ThreadRun _run = new();

    [Benchmark(Baseline = true, Description = "a call")]
    public object Call() => new();

    [Benchmark(Description = "Task.Run")]
    public Task Pooled() => Task.Run(static () => new object());

    [Benchmark(Description = "LongRunning task")]
    public Task LongRunning() => Task.Factory.StartNew(static () => new object(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    [Benchmark(Description = "new Thread, joined")]
    public ThreadFacts Thread() => _run.Run("worker", ThreadPriority.Normal, static () => { });
}
