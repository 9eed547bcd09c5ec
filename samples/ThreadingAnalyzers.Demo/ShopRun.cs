using System.Diagnostics;
using System.Globalization;

namespace ThreadingAnalyzers.Demo;

/// <summary>What one run of the shop has shown.</summary>
internal sealed record ShopRun(int Orders, int Customers, int PriceMilliseconds, int JournalLines, bool Ended)
{
    // The broken shop takes about seven seconds; nothing in it may keep the demo longer than this.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<ShopRun> StartAsync(string folder)
    {
        string journal = Path.Combine(Path.GetFullPath(folder), "journal.txt");
        File.Delete(journal);
        using Process shop = Process.Start(new ProcessStartInfo("dotnet", [ProgramIn(folder), journal]) { RedirectStandardOutput = true })!;
        Task<string> output = shop.StandardOutput.ReadToEndAsync();
        bool ended = await EndsAsync(shop);
        Dictionary<string, int> numbers = NumbersIn(await output);
        return new ShopRun(
            numbers.GetValueOrDefault("orders counted", -1),
            numbers.GetValueOrDefault("customers answered", -1),
            numbers.GetValueOrDefault("milliseconds to refresh the prices", int.MaxValue),
            File.Exists(journal) ? File.ReadLines(journal).Count() : 0,
            ended && shop.ExitCode == 0);
    }

    private static string ProgramIn(string folder) =>
        Directory.EnumerateFiles(Path.Combine(folder, "bin"), "BrokenShop.dll", SearchOption.AllDirectories).Single();

    private static async Task<bool> EndsAsync(Process shop)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await shop.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            shop.Kill(entireProcessTree: true);
            return false;
        }
    }

    private static Dictionary<string, int> NumbersIn(string output) => output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(": "))
        .Where(parts => parts.Length == 2 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out _))
        .ToDictionary(parts => parts[0], parts => int.Parse(parts[1], CultureInfo.InvariantCulture));
}
