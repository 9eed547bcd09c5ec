using System.Text.RegularExpressions;

namespace ThreadingAnalyzers.Tests.Conventions;

/// <summary>The pages below docs/rules that describe one rule each.</summary>
internal static partial class RulePages
{
    internal static IEnumerable<string> Ids => Directory.Exists(Folder)
        ? Directory.GetFiles(Folder, "*.md").Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => RuleId().IsMatch(name)).Order(StringComparer.Ordinal)
        : [];

    internal static string Folder => Repository.At("docs", "rules");

    internal static string TextOf(string id) => File.ReadAllText(Path.Combine(Folder, id + ".md"));

    internal static bool Exists(string id) => File.Exists(Path.Combine(Folder, id + ".md"));

    [GeneratedRegex(@"^THR\d{4}$")]
    private static partial Regex RuleId();
}
