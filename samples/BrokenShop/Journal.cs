namespace BrokenShop;

/// <summary>Writes the day's sales to a file while the shop is being closed.</summary>
internal sealed class Journal(string path, IEnumerable<string> sales)
{
    public void Write()
    {
        var writer = new Thread(WriteSales) { IsBackground = true };
        writer.Start();
    }

    private void WriteSales()
    {
        using var file = new StreamWriter(path) { AutoFlush = true };
        foreach (string sale in sales)
        {
            file.WriteLine(sale);
            Thread.Sleep(10); // a slow disk
        }
    }
}
