namespace ThreadingAnalyzers.Samples.Events;

/// <summary>Who opens this gate does the work of all who waited for it before the call comes back.</summary>
public sealed class BrokenStartingGate : IStartingGate, IDisposable
{
    private readonly ManualResetEventSlim _open = new();
    private readonly TaskCompletionSource _opened = new(); //! THR0613

    public Task Opened => _opened.Task;

    public void Open()
    {
        _open.Set();
        _opened.TrySetResult();
    }

    public bool Wait(TimeSpan timeout) => _open.Wait(timeout);

    public void Dispose() => _open.Dispose();
}
