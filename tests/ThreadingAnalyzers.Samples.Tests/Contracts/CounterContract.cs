using ThreadingAnalyzers.Samples.Counters;

namespace ThreadingAnalyzers.Samples.Tests.Contracts;

/// <summary>No increment is lost.</summary>
internal static class CounterContract
{
    internal static async Task VerifyAsync(Maker make)
    {
        const int Threads = 4;
        const int Rounds = 50_000;
        var counter = (ICounter)make();
        await Crew.RunAsync(Threads, _ =>
        {
            for (int i = 0; i < Rounds; i++)
                counter.Increment();
        });
        Assert.Equal((long)Threads * Rounds, counter.Value);
        (counter as IDisposable)?.Dispose();
    }
}
