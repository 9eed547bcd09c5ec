using System.Collections.Concurrent;

namespace ThreadingAnalyzers.Samples.Journals;

/// <summary>
/// Closing says that no more lines come and waits until the writer has written the last. The writer is a foreground thread besides: a background (daemon) thread is stopped where it
/// stands when the last foreground thread ends, and what it had in hand is lost.
/// </summary>
public sealed class DrainingJournal : IJournal
{
    private readonly BlockingCollection<string> _lines = [];
    private readonly Thread _writer;

    /// <summary>Opens the file and starts the writer.</summary>
    public DrainingJournal(string path)
    {
        BlockingCollection<string> lines = _lines;
        _writer = new Thread(() => WriteAll(path, lines)) { Name = "journal" };
        _writer.Start();
    }

    /// <inheritdoc/>
    public void Write(string line) => _lines.Add(line);

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines.CompleteAdding();
        _writer.Join();
        _lines.Dispose();
    }

    private static void WriteAll(string path, BlockingCollection<string> lines)
    {
        using var file = new StreamWriter(path, append: true);
        foreach (string line in lines.GetConsumingEnumerable())
            file.WriteLine(line);
    }
}
