using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Docs;

/// <summary>The table of all rules, one part for each category in the order of the ids.</summary>
internal static class RuleIndex
{
    public static string Write(IReadOnlyList<DiagnosticDescriptor> rules, IReadOnlySet<string> fixable)
    {
        var page = new StringBuilder();
        page.Append("# Rules\n\n<!-- Written by ./docs.sh from what the rules declare; edits are lost. -->\n\n");
        page.Append(CultureInfo.InvariantCulture, $"{rules.Count} rules, {rules.Count(rule => fixable.Contains(rule.Id))} with a code fix.\n");
        foreach (IGrouping<string, DiagnosticDescriptor> category in rules.GroupBy(rule => rule.Category))
            AppendCategory(page, category, fixable);
        return page.ToString();
    }

    private static void AppendCategory(StringBuilder page, IGrouping<string, DiagnosticDescriptor> category, IReadOnlySet<string> fixable)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {category.Key}\n\n");
        page.Append("| Rule | What to do | Severity | Weakness | Fix |\n|---|---|---|---|---|\n");
        foreach (DiagnosticDescriptor rule in category)
            page.Append(CultureInfo.InvariantCulture, $"| [{rule.Id}]({rule.Id}.md) | {Escape(rule)} | {Severity(rule)} | {Weakness(rule)} | {(fixable.Contains(rule.Id) ? "yes" : "–")} |\n");
    }

    private static string Escape(DiagnosticDescriptor rule) => rule.Title.ToString(CultureInfo.InvariantCulture).Replace("|", "\\|", StringComparison.Ordinal);

    private static string Severity(DiagnosticDescriptor rule) => rule.IsEnabledByDefault ? $"{rule.DefaultSeverity}" : "off";

    private static string Weakness(DiagnosticDescriptor rule) =>
        string.Join(", ", rule.CustomTags.Where(tag => tag.StartsWith("CWE-", StringComparison.Ordinal)).Select(LinkOf));

    private static string LinkOf(string weakness) => $"[{weakness}](https://cwe.mitre.org/data/definitions/{weakness[4..]}.html)";
}
