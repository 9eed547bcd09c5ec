namespace ThreadingAnalyzers.Samples.ConcurrentIO;

/// <summary>
/// No thread waits while something is fetched. The timeout is a token that is linked to the caller's, and the two ends are told apart: a timeout is a missing result, giving up ends all.
/// </summary>
public sealed class ThrottledFetcher(Func<string, CancellationToken, Task<string>> fetch, int atOnce, TimeSpan timeout) : IFetcher, IDisposable
{
    private readonly SemaphoreSlim _places = new(atOnce, atOnce);

    /// <inheritdoc/>
    public Task<string?[]> FetchAllAsync(IReadOnlyList<string> addresses, CancellationToken cancellation) =>
        Task.WhenAll(addresses.Select(address => FetchAsync(address, cancellation)).ToList());

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private async Task<string?> FetchAsync(string address, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(timeout);
            return await fetch(address, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            _places.Release();
        }
    }
}
