using ThreadingAnalyzers.Samples.Journals;

namespace ThreadingAnalyzers.Samples.Tests.Contracts;

/// <summary>Every line gets into the file, once, and the writer is not one that the end of the process cuts off.</summary>
internal static class JournalContract
{
    internal static async Task VerifyAsync(Maker make)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var journal = (IJournal)make(path);
            await Crew.RunAsync(4, i =>
            {
                for (int line = 0; line < 200; line++)
                    journal.Write($"{i}:{line}");
            });
            journal.Dispose();
            string[] lines = await ReadAsync(path);
            Assert.Equal(800, lines.Distinct().Count());
            Assert.Equal(800, lines.Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // A foreground writer may still be busy; the process would wait for it, and so does this.
    private static async Task<string[]> ReadAsync(string path)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                if (File.Exists(path) && await File.ReadAllLinesAsync(path) is { Length: >= 800 } lines)
                    return lines;
            }
            catch (IOException) when (i < 200)
            {
            }

            Assert.True(i < 200, "The lines did not come.");
            await Task.Delay(50);
        }
    }
}
