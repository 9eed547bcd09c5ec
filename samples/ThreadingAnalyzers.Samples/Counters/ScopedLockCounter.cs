namespace ThreadingAnalyzers.Samples.Counters;

/// <summary>A counter under System.Threading.Lock (.NET 9), which says by its type that it is a lock and cannot be one by accident.</summary>
public sealed class ScopedLockCounter : ICounter
{
    private readonly Lock _gate = new();
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
