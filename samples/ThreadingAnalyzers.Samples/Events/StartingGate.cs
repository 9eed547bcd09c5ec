namespace ThreadingAnalyzers.Samples.Events;

/// <summary>
/// An event for threads and a task for asynchronous code. Continuations run elsewhere: without that option they would run inside <see cref="Open"/>, on the opener's
/// thread and under its locks.
/// </summary>
public sealed class StartingGate : IStartingGate, IDisposable
{
    private readonly ManualResetEventSlim _open = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public Task Opened => _opened.Task;

    /// <inheritdoc/>
    public void Open()
    {
        _open.Set();
        _opened.TrySetResult();
    }

    /// <inheritdoc/>
    public bool Wait(TimeSpan timeout) => _open.Wait(timeout);

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();
}
