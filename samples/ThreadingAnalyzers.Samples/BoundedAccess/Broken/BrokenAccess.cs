namespace ThreadingAnalyzers.Samples.BoundedAccess;

/// <summary>Work that throws keeps its place. After as many failures as there are places nobody gets in any more.</summary>
public sealed class BrokenAccess(int places) : IBoundedAccess, IDisposable
{
    private readonly SemaphoreSlim _places = new(places, places);

    public int Free => _places.CurrentCount;

    public void Run(Action work)
    {
        _places.Wait(); //! THR0401
        work();
        _places.Release();
    }

    public async Task RunAsync(Func<Task> work, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation); //! THR0401
        await work();
        _places.Release();
    }

    public void Dispose() => _places.Dispose();
}
