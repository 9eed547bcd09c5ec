namespace ThreadingAnalyzers.Samples.Counters;

/// <summary>A counter under a monitor: the shortest way to say that several statements belong together.</summary>
public sealed class LockCounter : ICounter
{
    private readonly object _gate = new();
    private long _value;

    /// <inheritdoc/>
    public long Value
    {
        get
        {
            lock (_gate)
                return _value;
        }
    }

    /// <inheritdoc/>
    public void Increment()
    {
        lock (_gate)
            _value++;
    }
}
