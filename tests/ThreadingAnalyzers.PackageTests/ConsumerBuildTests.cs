using System.Text.Json;
using ThreadingAnalyzers.Demo;

namespace ThreadingAnalyzers.PackageTests;

/// <summary>One build of a consumer with two targets, looked at from all sides.</summary>
[Collection(PackedFeedCollection.Name)]
public sealed class ConsumerBuildTests(ConsumerBuildTests.FirstBuild build) : IClassFixture<ConsumerBuildTests.FirstBuild>
{
    [Theory]
    [InlineData("net10.0")]
    [InlineData("netstandard2.0")]
    public void Reports_every_pitfall_in_every_target(string target)
    {
        var found = build.Result.Findings
            .Where(finding => finding.Text.Contains($"TargetFramework={target}", StringComparison.Ordinal))
            .Select(finding => (finding.File, finding.Line, finding.Id)).Order();

        Assert.Equal(ExpectedFindings.All, found);
    }

    [Fact]
    public void Warns_and_lets_the_build_succeed()
    {
        Assert.True(build.Result.Succeeded, build.Result.Output);
        Assert.All(build.Result.Findings, finding => Assert.Equal("warning", finding.Level));
    }

    [Fact]
    public void Shows_the_help_link_in_the_build_text() =>
        Assert.All(build.Result.Findings, finding => Assert.Contains($"/docs/rules/{finding.Id}.md)", finding.Text, StringComparison.Ordinal));

    [Fact]
    public void Links_to_pages_that_exist() =>
        Assert.All(ExpectedFindings.Ids, id => Assert.True(File.Exists(Path.Combine(RepositoryPaths.Root, "docs", "rules", $"{id}.md"))));

    [Fact]
    public void Writes_SARIF_2_1() => Assert.Equal("2.1.0", build.Sarif.RootElement.GetProperty("version").GetString());

    [Fact]
    public void Writes_what_the_rule_is_about_into_SARIF()
    {
        Assert.Equal(ExpectedFindings.All.Count, build.SarifFindings.Count);
        Assert.All(build.SarifFindings, finding =>
        {
            Assert.NotEmpty(finding.Title);
            Assert.NotEmpty(finding.Message);
            Assert.EndsWith($"/docs/rules/{finding.RuleId}.md", finding.HelpLink, StringComparison.Ordinal);
            Assert.StartsWith("CWE-", finding.Weakness, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Writes_the_weakness_of_a_race_into_SARIF() =>
        Assert.All(build.SarifFindings.Where(finding => finding.RuleId == "THR0301"), finding => Assert.Equal("CWE-362", finding.Weakness));

    [Fact]
    public void Writes_both_ends_of_a_race_into_SARIF()
    {
        int[] ends = [.. ExpectedFindings.All.Where(finding => finding.Id == "THR0301").Select(finding => finding.Line)];

        Assert.All(build.SarifFindings.Where(finding => finding.RuleId == "THR0301"), finding =>
        {
            int other = ends.Single(line => line != finding.Place.Line);
            Assert.Contains(finding.OtherPlaces, place => place.Line == other);
        });
    }

    [Fact]
    public void Is_silenced_by_pragma_and_SuppressMessage()
    {
        Assert.DoesNotContain(build.Result.Findings, finding => finding.File == "Suppressed.cs");
        Assert.Equal(2, SuppressedResults().Count());
    }

    private IEnumerable<JsonElement> SuppressedResults() =>
        build.Sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()
            .Where(result => result.GetProperty("ruleId").GetString() == "THR0601" && result.TryGetProperty("suppressions", out _));

    /// <summary>The build that all these tests look at.</summary>
    public sealed class FirstBuild(PackedFeed feed) : IAsyncLifetime
    {
        internal BuildResult Result { get; private set; } = null!;

        internal JsonDocument Sarif { get; private set; } = null!;

        internal IReadOnlyList<Finding> SarifFindings { get; private set; } = [];

        public async Task InitializeAsync()
        {
            Consumer consumer = await feed.CreateConsumerAsync("first");
            Result = await consumer.BuildAsync();
            string sarif = Path.Combine(consumer.Folder, "net10.0.sarif");
            Sarif = JsonDocument.Parse(await File.ReadAllTextAsync(sarif));
            SarifFindings = [.. SarifLog.Read(sarif).Where(finding => finding.Level == "warning")];
        }

        public Task DisposeAsync()
        {
            Sarif.Dispose();
            return Task.CompletedTask;
        }
    }
}
