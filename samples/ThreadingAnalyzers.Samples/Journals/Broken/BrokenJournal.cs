using System.Collections.Concurrent;

namespace ThreadingAnalyzers.Samples.Journals;

/// <summary>The program ends, the daemon with it, and the last lines were never written.</summary>
public sealed class BrokenJournal : IJournal
{
    private readonly BlockingCollection<string> _lines = [];

    public BrokenJournal(string path)
    {
        BlockingCollection<string> lines = _lines;
        var writer = new Thread(() => WriteAll(path, lines)) { Name = "journal", IsBackground = true }; //! THR0501
        writer.Start();
    }

    public void Write(string line) => _lines.Add(line);

    public void Dispose() => _lines.CompleteAdding();

    private static void WriteAll(string path, BlockingCollection<string> lines)
    {
        using var file = new StreamWriter(path, append: true);
        foreach (string line in lines.GetConsumingEnumerable())
            file.WriteLine(line);
    }
}
