namespace ThreadingAnalyzers.Samples.Counters;

/// <summary>A counter of one word that the processor changes atomically. Nobody waits, but all cores still pass one cache line around.</summary>
public sealed class InterlockedCounter : ICounter
{
    private long _value;

    /// <inheritdoc/>
    public long Value => Interlocked.Read(ref _value);

    /// <inheritdoc/>
    public void Increment() => Interlocked.Increment(ref _value);
}
