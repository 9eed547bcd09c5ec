using ThreadingAnalyzers.Samples.PeriodicWork;

namespace ThreadingAnalyzers.Samples.Tests.Contracts;

/// <summary>Goes on after a failure, never overlaps itself, and is quiet once it has been disposed.</summary>
internal static class PeriodicWorkContract
{
    internal static async Task VerifyAsync(Maker make)
    {
        int rounds = 0;
        int inside = 0;
        int overlapped = 0;
        Func<Task> work = async () =>
        {
            if (Interlocked.Increment(ref inside) > 1)
                Interlocked.Exchange(ref overlapped, 1);
            await Task.Delay(20);
            Interlocked.Decrement(ref inside);
            if (Interlocked.Increment(ref rounds) == 2)
                throw new InvalidOperationException();
        };
        var periodic = (IPeriodicWork)make(TimeSpan.FromMilliseconds(5), work);
        while (Volatile.Read(ref rounds) < 5)
            await Task.Delay(10);
        await periodic.DisposeAsync();
        int atTheEnd = Volatile.Read(ref rounds);
        await Task.Delay(50);
        Assert.Equal(atTheEnd, Volatile.Read(ref rounds));
        Assert.Equal(0, overlapped);
        Assert.IsType<InvalidOperationException>(Assert.Single(periodic.Failures));
    }
}
