namespace BrokenShop;

/// <summary>Writes the day's sales to a file while the shop is being closed.</summary>
internal sealed class Journal(string path)
{
    public const int Lines = 100;

    public void Write()
    {
        var writer = new Thread(WriteLines) { IsBackground = true };
        writer.Start();
    }

    private void WriteLines()
    {
        using var file = new StreamWriter(path) { AutoFlush = true };
        for (int line = 1; line <= Lines; line++)
        {
            file.WriteLine($"sale {line}");
            Thread.Sleep(10); // a slow disk
        }
    }
}
