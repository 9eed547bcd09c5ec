namespace ThreadingAnalyzers.Samples.ConcurrentIO;

/// <summary>One that fails keeps its place for ever, and one after the other holds a thread while it waits.</summary>
public sealed class BrokenFetcher(Func<string, CancellationToken, Task<string>> fetch, int atOnce, TimeSpan timeout) : IFetcher, IDisposable
{
    private readonly SemaphoreSlim _places = new(atOnce, atOnce);

    public Task<string?[]> FetchAllAsync(IReadOnlyList<string> addresses, CancellationToken cancellation) =>
        Task.WhenAll(addresses.Select(address => FetchAsync(address, cancellation)).ToList());

    public void Dispose() => _places.Dispose();

    private async Task<string?> FetchAsync(string address, CancellationToken cancellation)
    {
        await _places.WaitAsync(); //! THR0401 THR0614
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        string? fetched = await TryFetchAsync(address, limit.Token, cancellation);
        _places.Release();
        return fetched;
    }

    private async Task<string?> TryFetchAsync(string address, CancellationToken limit, CancellationToken cancellation)
    {
        try
        {
            return fetch(address, limit).Result; //! THR0601
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
