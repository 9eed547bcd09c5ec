namespace ThreadingAnalyzers.PackageTests;

/// <summary>Every way in which a user decides how much a finding weighs.</summary>
[Collection(PackedFeedCollection.Name)]
public sealed class SeverityTests(SeverityTests.SharedConsumer shared) : IClassFixture<SeverityTests.SharedConsumer>, IDisposable
{
    private const string EditorConfig = ".editorconfig";

    private readonly Consumer _consumer = shared.Consumer;

    public void Dispose() => _consumer.Delete(EditorConfig);

    [Fact]
    public async Task Warnaserror_of_one_rule_fails_the_build()
    {
        BuildResult build = await _consumer.BuildOneTargetAsync("-warnaserror:THR0301");

        Assert.False(build.Succeeded);
        Assert.Equal(["THR0301"], build.IdsAt("error"));
    }

    [Fact]
    public async Task Editorconfig_raises_one_rule_and_silences_another()
    {
        _consumer.Write(EditorConfig, """
            root = true
            [*.cs]
            dotnet_diagnostic.THR0301.severity = error
            dotnet_diagnostic.THR0601.severity = none
            """);

        BuildResult build = await _consumer.BuildOneTargetAsync();

        Assert.False(build.Succeeded);
        Assert.Equal(["THR0301"], build.IdsAt("error"));
        Assert.Equal(ExpectedFindings.Ids.Except(["THR0301", "THR0601"]), build.IdsAt("warning"));
    }

    [Fact]
    public async Task Preset_all_errors_fails_the_build_with_every_rule()
    {
        BuildResult build = await _consumer.BuildOneTargetAsync("-p:ThreadingAnalyzersPreset=all-errors");

        Assert.False(build.Succeeded);
        Assert.Subset(build.IdsAt("error").ToHashSet(), ExpectedFindings.Ids.ToHashSet());
        Assert.Empty(build.IdsAt("warning"));
    }

    [Fact]
    public async Task Preset_all_warns_of_every_rule()
    {
        BuildResult build = await _consumer.BuildOneTargetAsync("-p:ThreadingAnalyzersPreset=all");

        Assert.True(build.Succeeded, build.Output);
        Assert.Subset(build.IdsAt("warning").ToHashSet(), ExpectedFindings.Ids.ToHashSet());
    }

    [Fact]
    public async Task Preset_precise_keeps_what_is_a_warning_by_default()
    {
        BuildResult build = await _consumer.BuildOneTargetAsync("-p:ThreadingAnalyzersPreset=precise");

        Assert.True(build.Succeeded, build.Output);
        Assert.Equal(ExpectedFindings.Ids, build.IdsAt("warning"));
    }

    [Fact]
    public async Task Preset_none_leaves_only_what_the_user_asks_for()
    {
        _consumer.Write(EditorConfig, """
            root = true
            [*.cs]
            dotnet_diagnostic.THR0301.severity = warning
            """);

        BuildResult build = await _consumer.BuildOneTargetAsync("-p:ThreadingAnalyzersPreset=none");

        Assert.True(build.Succeeded, build.Output);
        Assert.Equal(["THR0301"], build.IdsAt("warning"));
    }

    [Fact]
    public async Task Unknown_preset_is_an_error_that_names_the_known_ones()
    {
        BuildResult build = await _consumer.BuildOneTargetAsync("-p:ThreadingAnalyzersPreset=bogus");

        Assert.False(build.Succeeded);
        string error = build.Output.Split('\n').First(line => line.Contains("'bogus' is unknown", StringComparison.Ordinal));
        Assert.All(["all", "all-errors", "none", "precise", "recommended"], name => Assert.Matches($@"\W{name}\b", error));
    }

    /// <summary>One restored project for all these builds.</summary>
    public sealed class SharedConsumer(PackedFeed feed) : IAsyncLifetime
    {
        internal Consumer Consumer { get; private set; } = null!;

        public async Task InitializeAsync() => Consumer = await feed.CreateConsumerAsync("severities");

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
