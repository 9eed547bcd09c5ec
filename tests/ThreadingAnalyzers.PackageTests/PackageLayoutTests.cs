using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ThreadingAnalyzers.PackageTests;

/// <summary>What is in the package, and what is not.</summary>
[Collection(PackedFeedCollection.Name)]
public sealed partial class PackageLayoutTests(PackedFeed feed) : IDisposable
{
    private readonly ZipArchive _package = ZipFile.OpenRead(feed.Package);

    public void Dispose() => _package.Dispose();

    [Fact]
    public void Holds_the_analyzers_and_nothing_for_the_program() => Assert.Equal(
        [
            "README.md",
            "ThreadingAnalyzers.nuspec",
            "analyzers/dotnet/cs/ThreadingAnalyzers.CodeFixes.dll",
            "analyzers/dotnet/cs/ThreadingAnalyzers.dll",
            "build/ThreadingAnalyzers.props",
            "build/ThreadingAnalyzers.targets",
            "config/all-errors.globalconfig",
            "config/all.globalconfig",
            "config/none.globalconfig",
            "config/precise.globalconfig",
            "config/recommended.globalconfig",
            "content/ThreadingAttributes.cs",
            "icon.png",
        ],
        _package.Entries.Select(entry => entry.FullName).Where(IsNoPlumbing).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("id", "ThreadingAnalyzers")]
    [InlineData("license", "MIT")]
    [InlineData("readme", "README.md")]
    [InlineData("icon", "icon.png")]
    [InlineData("developmentDependency", "true")]
    public void Says_in_its_manifest(string element, string value) => Assert.Equal(value, Manifest(element)!.Value);

    [Fact]
    public void Depends_on_no_other_package() => Assert.Null(Manifest("dependencies"));

    [Theory]
    [InlineData("all")]
    [InlineData("all-errors")]
    [InlineData("none")]
    [InlineData("precise")]
    public void Presets_name_every_rule_of_the_release_files(string preset)
    {
        string[] rules = [.. ReleaseFiles().SelectMany(text => RuleRow().Matches(text)).Select(match => match.Groups["id"].Value).Distinct().Order()];

        Assert.NotEmpty(rules);
        Assert.Equal(rules, SeverityRow().Matches(Text($"config/{preset}.globalconfig")).Select(match => match.Groups["id"].Value).Distinct().Order());
    }

    [Fact]
    public void Preset_precise_silences_exactly_what_is_less_than_a_warning()
    {
        Dictionary<string, string> defaults = ReleaseFiles().SelectMany(text => RuleRow().Matches(text))
            .GroupBy(match => match.Groups["id"].Value, match => match.Groups["severity"].Value)
            .ToDictionary(severities => severities.Key, severities => severities.Last());

        Assert.All(SeverityRow().Matches(Text("config/precise.globalconfig")), row => Assert.Equal(
            defaults[row.Groups["id"].Value] is "Warning" or "Error" ? defaults[row.Groups["id"].Value].ToLowerInvariant() : "none",
            row.Groups["severity"].Value));
    }

    [Fact]
    public void Presets_give_way_to_what_the_user_writes() => Assert.All(
        _package.Entries.Where(entry => entry.FullName.EndsWith(".globalconfig", StringComparison.Ordinal)),
        entry => Assert.StartsWith("is_global = true\nglobal_level = -1\n", Text(entry.FullName).ReplaceLineEndings("\n"), StringComparison.Ordinal));

    private static bool IsNoPlumbing(string name) =>
        !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml";

    private static IEnumerable<string> ReleaseFiles() =>
        Directory.EnumerateFiles(RepositoryPaths.Root, "AnalyzerReleases.*.md").Order(StringComparer.Ordinal).Select(File.ReadAllText);

    private XElement? Manifest(string element) =>
        XDocument.Parse(Text("ThreadingAnalyzers.nuspec")).Descendants().FirstOrDefault(candidate => candidate.Name.LocalName == element);

    private string Text(string entry)
    {
        using var reader = new StreamReader(_package.GetEntry(entry)!.Open());
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^(?<id>THR\d{4})\s*\|[^|]*\|\s*(?<severity>\w+)", RegexOptions.Multiline)]
    private static partial Regex RuleRow();

    [GeneratedRegex(@"^dotnet_diagnostic\.(?<id>THR\d{4})\.severity = (?<severity>\w+)", RegexOptions.Multiline)]
    private static partial Regex SeverityRow();
}
