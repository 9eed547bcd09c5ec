namespace ThreadingAnalyzers.Samples.Journals;

/// <summary>A log that a thread of its own writes to a file. Nothing that was handed over may be lost when the program ends.</summary>
public interface IJournal : IDisposable
{
    /// <summary>Hands a line over; it is in the file soon, and at the latest when the journal has been disposed.</summary>
    void Write(string line);
}
