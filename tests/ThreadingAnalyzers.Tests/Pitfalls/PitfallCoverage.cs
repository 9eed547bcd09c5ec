namespace ThreadingAnalyzers.Tests.Pitfalls;

/// <summary>Which rule has to catch which pitfall cases.</summary>
internal static class PitfallCoverage
{
    internal static IReadOnlyDictionary<string, string[]> CasesOf { get; } = new Dictionary<string, string[]>
    {
    };
}
