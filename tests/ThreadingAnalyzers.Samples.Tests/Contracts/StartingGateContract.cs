using ThreadingAnalyzers.Samples.Events;

namespace ThreadingAnalyzers.Samples.Tests.Contracts;

/// <summary>All who wait get through, and none of them on the opener's thread.</summary>
internal static class StartingGateContract
{
    internal static async Task VerifyAsync(Maker make)
    {
        var gate = (IStartingGate)make();
        Assert.False(gate.Wait(TimeSpan.Zero));
        Assert.False(gate.Opened.IsCompleted);

        int opener = 0;
        Task<bool> elsewhere = gate.Opened.ContinueWith(
            _ => Environment.CurrentManagedThreadId != Volatile.Read(ref opener), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await Crew.RunAsync(4, i =>
        {
            if (i == 0)
            {
                Volatile.Write(ref opener, Environment.CurrentManagedThreadId);
                gate.Open();
            }
            else
            {
                Assert.True(gate.Wait(TimeSpan.FromSeconds(30)));
            }
        });
        Assert.True(await elsewhere);
        gate.Open();
        Assert.True(gate.Wait(TimeSpan.Zero));
        await gate.Opened;
    }
}
