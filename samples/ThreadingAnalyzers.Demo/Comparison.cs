namespace ThreadingAnalyzers.Demo;

/// <summary>Sets the run of the broken shop beside the run of the repaired one.</summary>
internal sealed class Comparison(ShopRun broken, ShopRun repaired)
{
    private const int Orders = 400_000;
    private const int Customers = 5;
    private const int JournalLines = 100;

    // Twenty suppliers take 150 ms each: 3000 ms one after the other, about 150 ms all at once.
    private const int PriceMilliseconds = 1500;

    /// <summary>True when the broken run showed all four bugs and the repaired one none.</summary>
    public bool Print(TextWriter output)
    {
        Row[] rows =
        [
            RowOf("orders counted", $"{Orders}", run => run.Orders == Orders, run => $"{run.Orders}", $"{Orders - broken.Orders} updates lost"),
            RowOf("customers answered", $"{Customers}", run => run.Customers == Customers, run => $"{run.Customers}", "gave up after 3 s: the permit was never given back"),
            RowOf("prices refreshed", "all at once", run => run.PriceMilliseconds < PriceMilliseconds, run => $"{run.PriceMilliseconds} ms", "one blocked the other"),
            RowOf("lines in the journal", $"{JournalLines}", run => run.JournalLines == JournalLines, run => $"{run.JournalLines}", "the writer was cut off at exit"),
        ];

        int column = rows.Max(row => row.Broken.Length) + 2;
        output.WriteLine(Style.Bold($"{"",-22}{"expected",-13}{"broken".PadRight(column)}repaired"));
        foreach (Row row in rows)
            output.WriteLine($"{row.Name,-22}{row.Expected,-13}{Coloured(row.BrokenIsRight, row.Broken.PadRight(column))}{Coloured(row.RepairedIsRight, row.Repaired)}");
        bool ended = Ended(output, "broken", broken) & Ended(output, "repaired", repaired);
        return ended && rows.All(row => !row.BrokenIsRight && row.RepairedIsRight);
    }

    private Row RowOf(string name, string expected, Func<ShopRun, bool> isRight, Func<ShopRun, string> shown, string reason) => new(
        name,
        expected,
        isRight(broken) ? shown(broken) : $"{shown(broken)} ({reason})",
        isRight(broken),
        shown(repaired),
        isRight(repaired));

    private static bool Ended(TextWriter output, string name, ShopRun run)
    {
        if (!run.Ended)
            output.WriteLine(Style.Red($"the {name} program did not end by itself, or failed"));
        return run.Ended;
    }

    private static string Coloured(bool isRight, string text) => isRight ? Style.Green(text) : Style.Red(text);

    private sealed record Row(string Name, string Expected, string Broken, bool BrokenIsRight, string Repaired, bool RepairedIsRight);
}
