namespace ThreadingAnalyzers.Samples.PeriodicWork;

/// <summary>Does something again and again until it is disposed, never twice at the same time.</summary>
public interface IPeriodicWork : IAsyncDisposable
{
    /// <summary>What the work has thrown so far; the next round is done all the same.</summary>
    IReadOnlyCollection<Exception> Failures { get; }
}
