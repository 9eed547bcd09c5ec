using ThreadingAnalyzers.Samples.ConcurrentIO;

namespace ThreadingAnalyzers.Samples.Tests.Contracts;

/// <summary>Never too many at once; what takes too long is missing; a failure costs no place; giving up ends all.</summary>
internal static class FetcherContract
{
    private const int AtOnce = 3;

    internal static async Task VerifyAsync(Maker make)
    {
        int inside = 0;
        int tooMany = 0;
        Func<string, CancellationToken, Task<string>> fetch = async (address, cancellation) =>
        {
            if (Interlocked.Increment(ref inside) > AtOnce)
                Interlocked.Exchange(ref tooMany, 1);
            try
            {
                await (address == "slow" ? Task.Delay(Timeout.Infinite, cancellation) : Task.Delay(1, CancellationToken.None));
                return address == "bad" ? throw new HttpRequestException() : address.ToUpperInvariant();
            }
            finally
            {
                Interlocked.Decrement(ref inside);
            }
        };
        await CrowdsAsync((IFetcher)make(fetch, AtOnce, Timeout.InfiniteTimeSpan));
        await EndsAsync((IFetcher)make(fetch, AtOnce, TimeSpan.FromMilliseconds(50)));
        Assert.Equal(0, tooMany);
    }

    // Without a limit: on a busy machine any would be too short for one of so many.
    private static async Task CrowdsAsync(IFetcher fetcher)
    {
        string[] addresses = [.. Enumerable.Range(0, 50).Select(i => $"a{i}")];
        Assert.Equal(addresses.Select(address => address.ToUpperInvariant()), await fetcher.FetchAllAsync(addresses, CancellationToken.None));
        for (int i = 0; i <= AtOnce; i++)
            await Assert.ThrowsAsync<HttpRequestException>(() => fetcher.FetchAllAsync(["bad"], CancellationToken.None));
    }

    // Only what is slow heeds the limit, so what is not is never late.
    private static async Task EndsAsync(IFetcher fetcher)
    {
        Assert.True(await fetcher.FetchAllAsync(["b", "slow"], CancellationToken.None) is ["B", null]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetcher.FetchAllAsync(["slow"], new CancellationToken(canceled: true)));
    }
}
