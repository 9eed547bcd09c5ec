namespace ThreadingAnalyzers.Samples.Counters;

/// <summary>The counter of the first page of every course: two threads read 41, and both write 42.</summary>
public sealed class BrokenCounter : ICounter
{
    private long _value;

    public long Value => Interlocked.Read(ref _value);

    public void Increment()
    {
        _value++; //! THR0307
    }
}
