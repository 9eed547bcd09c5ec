namespace ThreadingAnalyzers.Samples.BoundedAccess;

/// <summary>
/// The wait stands before the try: what was not taken must not be given back. The maximum is stated, so that a release too many is an error instead of a wider door.
/// </summary>
public sealed class SemaphoreAccess(int places) : IBoundedAccess, IDisposable
{
    private readonly SemaphoreSlim _places = new(places, places);

    /// <inheritdoc/>
    public int Free => _places.CurrentCount;

    /// <inheritdoc/>
    public void Run(Action work)
    {
        _places.Wait();
        try
        {
            work();
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public async Task RunAsync(Func<Task> work, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        try
        {
            await work();
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();
}
