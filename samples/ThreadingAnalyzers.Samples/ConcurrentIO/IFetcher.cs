namespace ThreadingAnalyzers.Samples.ConcurrentIO;

/// <summary>Fetches many things at the same time, but never more than a few, and none for too long.</summary>
public interface IFetcher
{
    /// <summary>Fetches all. What cannot be had in time is null.</summary>
    /// <exception cref="OperationCanceledException">The caller has given up.</exception>
    Task<string?[]> FetchAllAsync(IReadOnlyList<string> addresses, CancellationToken cancellation);
}
