using System.Text.RegularExpressions;

namespace ThreadingAnalyzers.PackageTests;

/// <summary>One line of a build that reports a rule: <c>Counter.cs(21,13): warning THR0301: … (https://…) [project]</c>.</summary>
internal sealed record BuildFinding(string File, int Line, string Level, string Id, string Text);

internal sealed partial record BuildResult(bool Succeeded, string Output)
{
    public IReadOnlyList<BuildFinding> Findings { get; } =
        [.. FindingLine().Matches(Output).Select(match => new BuildFinding(
            Path.GetFileName(match.Groups["file"].Value),
            int.Parse(match.Groups["line"].Value),
            match.Groups["level"].Value,
            match.Groups["id"].Value,
            match.Groups["text"].Value)).Distinct()];

    /// <summary>The ids that were reported at this level, each once.</summary>
    public IEnumerable<string> IdsAt(string level) =>
        Findings.Where(finding => finding.Level == level).Select(finding => finding.Id).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^\s*(?<file>\S.*)\((?<line>\d+),\d+\): (?<level>warning|error) (?<id>THR\d{4}): (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex FindingLine();
}
