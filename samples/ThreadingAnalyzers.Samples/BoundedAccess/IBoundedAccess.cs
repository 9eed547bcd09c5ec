namespace ThreadingAnalyzers.Samples.BoundedAccess;

/// <summary>Lets a limited number of callers work at the same time; the others wait for their turn.</summary>
public interface IBoundedAccess
{
    /// <summary>How many more may enter now.</summary>
    int Free { get; }

    /// <summary>Works when there is room. What the work throws is thrown here, and the place is free again.</summary>
    void Run(Action work);

    /// <summary>Works when there is room, without holding a thread while waiting.</summary>
    Task RunAsync(Func<Task> work, CancellationToken cancellation);
}
