using ThreadingAnalyzers.Samples.Caches;

namespace ThreadingAnalyzers.Samples.Tests.Contracts;

/// <summary>Whoever asks for a key gets the same value as everyone else, ever.</summary>
internal static class CacheContract
{
    internal static async Task VerifyAsync(Maker make)
    {
        for (int round = 0; round < 20; round++)
        {
            var cache = (ICache)make();
            var seen = new string[4][];
            await Crew.RunAsync(4, i => seen[i] = [.. Enumerable.Range(0, 200).Select(key => cache.GetOrAdd(key, Make))]);
            Assert.Equal(200, cache.Count);
            for (int key = 0; key < 200; key++)
                Assert.All(seen, values => Assert.Same(seen[0][key], values[key]));
            (cache as IDisposable)?.Dispose();
        }
    }

    // A new object each time, although the text is the same.
    private static string Make(int key) => new($"value {key}".ToCharArray());
}
