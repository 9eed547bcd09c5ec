namespace ThreadingAnalyzers.Samples.Counters;

/// <summary>A count that any number of threads raise at the same time.</summary>
public interface ICounter
{
    /// <summary>Adds one.</summary>
    void Increment();

    /// <summary>How often <see cref="Increment"/> has been called. While threads still count it is a moment that has passed.</summary>
    long Value { get; }
}
