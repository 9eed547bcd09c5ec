using System.Text.RegularExpressions;

namespace ThreadingAnalyzers.PackageTests;

/// <summary>What the program says about itself: every line that ends with <c>// THRnnnn</c> is to be reported.</summary>
internal static partial class ExpectedFindings
{
    public static IReadOnlyList<(string File, int Line, string Id)> All { get; } =
        [.. Directory.EnumerateFiles(RepositoryPaths.Program, "*.cs").SelectMany(OfFile).Order()];

    public static IReadOnlyList<string> Ids { get; } = [.. All.Select(finding => finding.Id).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<(string File, int Line, string Id)> OfFile(string path) =>
        File.ReadAllLines(path).Index()
            .Select(line => (line.Index, Match: Marker().Match(line.Item)))
            .Where(line => line.Match.Success)
            .Select(line => (Path.GetFileName(path), line.Index + 1, line.Match.Groups[1].Value));

    [GeneratedRegex(@"// (THR\d{4})$")]
    private static partial Regex Marker();
}
