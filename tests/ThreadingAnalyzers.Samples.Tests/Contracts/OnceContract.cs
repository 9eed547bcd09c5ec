using ThreadingAnalyzers.Samples.LazyInitialization;

namespace ThreadingAnalyzers.Samples.Tests.Contracts;

/// <summary>One value, made once.</summary>
internal static class OnceContract
{
    internal static async Task VerifyAsync(Maker make)
    {
        for (int round = 0; round < 50; round++)
        {
            int made = 0;
            Func<object> factory = () =>
            {
                Interlocked.Increment(ref made);
                Thread.Yield();
                return new object();
            };
            var once = (IOnce)make(factory);
            var seen = new object[4];
            await Crew.RunAsync(4, i => seen[i] = once.Value);
            Assert.Equal(1, made);
            Assert.All(seen, value => Assert.Same(seen[0], value));
        }
    }
}
