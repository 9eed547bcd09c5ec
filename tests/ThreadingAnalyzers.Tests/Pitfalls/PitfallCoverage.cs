namespace ThreadingAnalyzers.Tests.Pitfalls;

/// <summary>Which rule has to catch which pitfall cases.</summary>
internal static class PitfallCoverage
{
    internal static IReadOnlyDictionary<string, string[]> CasesOf { get; } = new Dictionary<string, string[]>
    {
        ["THR0301"] = ["A01", "A07"],
        ["THR0401"] = ["D03b"],
        ["THR0601"] = ["L04", "L04b", "L05", "L09", "L18"],
        ["THR0604"] = ["M04", "M05", "M08", "M09", "V04"],
        ["THR0609"] = ["M12", "M15"],
    };
}
