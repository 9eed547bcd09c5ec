namespace ThreadingAnalyzers.PackageTests;

/// <summary>The repair of a whole project with one command.</summary>
[Collection(PackedFeedCollection.Name)]
public sealed class RepairTests(PackedFeed feed)
{
    [Fact]
    public async Task Dotnet_format_repairs_everything_and_then_has_nothing_left_to_do()
    {
        Consumer consumer = await feed.CreateConsumerAsync("repair");
        string[] rules = ["--diagnostics", .. ExpectedFindings.Ids];

        CommandResult repair = await consumer.FormatAsync(rules);
        Assert.True(repair.ExitCode == 0, repair.Output);

        BuildResult build = await consumer.BuildAsync();
        Assert.True(build.Succeeded, build.Output);
        Assert.Empty(build.Findings);

        string repaired = consumer.Sources();
        CommandResult again = await consumer.FormatAsync([.. rules, "--verify-no-changes"]);
        Assert.True(again.ExitCode == 0, again.Output);
        Assert.Equal(repaired, consumer.Sources());
    }
}
