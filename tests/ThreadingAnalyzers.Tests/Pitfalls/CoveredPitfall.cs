namespace ThreadingAnalyzers.Tests.Pitfalls;

/// <summary>The pairs of a rule and a bad file that the coverage table states.</summary>
public static class CoveredPitfall
{
    /// <summary>xunit fails a theory without rows, and a young repository may cover no case.</summary>
    private const string NoRule = "(no rule)";

    /// <summary>One row for each rule and file.</summary>
    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var (rule, file) in Pairs().DefaultIfEmpty((NoRule, "")))
                rows.Add(rule, file);
            return rows;
        }
    }

    internal static bool IsNone(string rule) => rule == NoRule;

    private static IEnumerable<(string Rule, string File)> Pairs() =>
        from entry in PitfallCoverage.CasesOf
        from id in entry.Value
        from file in PitfallCase.BadOf(id)
        select (entry.Key, file);
}
