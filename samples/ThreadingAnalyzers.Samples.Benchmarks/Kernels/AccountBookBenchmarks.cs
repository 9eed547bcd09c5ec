using BenchmarkDotNet.Attributes;
using ThreadingAnalyzers.Samples.Benchmarks.Report;
using ThreadingAnalyzers.Samples.Reentrancy;

namespace ThreadingAnalyzers.Samples.Benchmarks.Kernels;

[Advice(
    "A lock that is entered again",
    "One operation is 10,000 transfers, split among the threads; each takes the monitor once and twice more inside. The baseline makes the two halves of a transfer as calls of their own, which is wrong, because others see the money on the way.",
    "Re-entrancy where public methods call each other: the inner locks are nearly free, because the thread has the monitor already. What does not re-enter (`SemaphoreSlim`, `SpinLock`) needs private methods that expect the lock to be held.")]
public class AccountBookBenchmarks : CrewBenchmark
{
    private const int Transfers = 10_000;
    private readonly AccountBook _book = new();

    [Benchmark(Baseline = true, Description = "two calls")]
    public void TwoCalls() => Run(_ =>
    {
        for (int i = Transfers / Threads; i > 0; i--)
        {
            _book.Withdraw("a", 0);
            _book.Deposit("b", 0);
        }
    });

    [Benchmark(Description = "Transfer, re-entrant")]
    public void Reentrant() => Run(_ =>
    {
        for (int i = Transfers / Threads; i > 0; i--)
            _book.Transfer("a", "b", 0);
    });
}
