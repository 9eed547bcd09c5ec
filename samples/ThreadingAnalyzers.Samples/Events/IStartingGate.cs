namespace ThreadingAnalyzers.Samples.Events;

/// <summary>A gate that is closed at first and, once opened, stays open.</summary>
public interface IStartingGate
{
    /// <summary>Completes when the gate has been opened.</summary>
    Task Opened { get; }

    /// <summary>Lets everyone through, those who wait and those who come later.</summary>
    void Open();

    /// <summary>Waits at the gate, holding the thread.</summary>
    /// <returns>Whether it was opened in time.</returns>
    bool Wait(TimeSpan timeout);
}
