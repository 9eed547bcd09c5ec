using BenchmarkDotNet.Attributes;
using ThreadingAnalyzers.Samples.Benchmarks.Report;
using ThreadingAnalyzers.Samples.Events;

namespace ThreadingAnalyzers.Samples.Benchmarks.Kernels;

[Advice(
    "Waiting for an event",
    "One operation is a new gate that one thread opens and another waits for. The baseline starts the other one and waits for its end, without a gate.",
    "A task (`TaskCompletionSource`) for whoever can await: no thread stands at the gate. `ManualResetEventSlim` for threads; it spins a little before it sleeps, which is what one wants for short waits.")]
public class EventBenchmarks
{
    private readonly CountdownRun _countdown = new();

    [Benchmark(Baseline = true, Description = "no gate")]
    public Task NoGate() => Task.Run(static () => { });

    [Benchmark(Description = "ManualResetEventSlim")]
    public async Task Blocking()
    {
        using var gate = new StartingGate();
        Task<bool> waiting = Task.Run(() => gate.Wait(TimeSpan.FromSeconds(10)));
        gate.Open();
        await waiting;
    }

    [Benchmark(Description = "TaskCompletionSource")]
    public async Task Awaiting()
    {
        using var gate = new StartingGate();
        Task waiting = Task.Run(async () => await gate.Opened);
        gate.Open();
        await waiting;
    }

    [Benchmark(Description = "CountdownEvent, two threads")]
    public int Countdown() => _countdown.RunAll(static () => { }, static () => { }).Count;
}
