using ThreadingAnalyzers.Samples.BoundedAccess;

namespace ThreadingAnalyzers.Samples.Tests.Contracts;

/// <summary>Never more at once than there are places, and failed work gives its place back.</summary>
internal static class BoundedAccessContract
{
    private const int Places = 2;

    internal static async Task VerifyAsync(Maker make)
    {
        var access = (IBoundedAccess)make(Places);
        int inside = 0;
        int most = 0;
        void Work()
        {
            int now = Interlocked.Increment(ref inside);
            for (int seen = Volatile.Read(ref most); now > seen && Interlocked.CompareExchange(ref most, now, seen) != seen; seen = Volatile.Read(ref most))
            {
            }

            Thread.Yield();
            Interlocked.Decrement(ref inside);
        }

        await Crew.RunAsync(6, _ =>
        {
            for (int i = 0; i < 300; i++)
                access.Run(Work);
        });
        Assert.InRange(most, 1, Places);
        for (int i = 0; i <= Places; i++)
        {
            Assert.Throws<InvalidOperationException>(() => access.Run(() => throw new InvalidOperationException()));
            await Assert.ThrowsAsync<InvalidOperationException>(() => access.RunAsync(() => throw new InvalidOperationException(), CancellationToken.None));
        }

        Assert.Equal(Places, access.Free);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => access.RunAsync(() => Task.CompletedTask, new CancellationToken(canceled: true)));
        Assert.Equal(Places, access.Free);
    }
}
