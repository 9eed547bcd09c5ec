namespace Consumer;

public sealed class Journal
{
    private readonly string _path;

    public Journal(string path) => _path = path;

    public void Write()
    {
        var writer = new Thread(WriteLines) { IsBackground = true }; // THR0501
        writer.Start();
    }

    private void WriteLines()
    {
        using (var file = new StreamWriter(_path))
        {
            for (int line = 0; line < 100; line++)
                file.WriteLine(line);
        }
    }
}
