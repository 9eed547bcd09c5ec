using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Tests.Conventions;

/// <summary>What the release files say of a rule.</summary>
internal sealed partial record ReleaseRow(string Category, string Severity)
{
    internal static ReleaseRow Of(DiagnosticDescriptor rule) =>
        new(rule.Category, rule.IsEnabledByDefault ? rule.DefaultSeverity.ToString() : "Disabled");

    /// <summary>The last row of an id counts: what is not yet shipped changes what is.</summary>
    internal static Dictionary<string, ReleaseRow> ReadAll()
    {
        var rows = new Dictionary<string, ReleaseRow>();
        foreach (var file in new[] { "AnalyzerReleases.Shipped.md", "AnalyzerReleases.Unshipped.md" })
        {
            foreach (Match row in Rows().Matches(File.ReadAllText(Repository.At(file))))
                rows[row.Groups["id"].Value] = new(row.Groups["category"].Value, row.Groups["severity"].Value);
        }
        return rows;
    }

    [GeneratedRegex(@"^\s*(?<id>THR\d+)\s*\|\s*(?<category>[^|\n]*?)\s*\|\s*(?<severity>\w+)\s*\|", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
