namespace ThreadingAnalyzers.PackageTests;

/// <summary>
/// Packs the analyzers once for all tests, under a version that no cache has seen, and keeps everything in one folder:
/// the feed, the packages that consumers unpack, the consumers.
/// </summary>
public sealed class PackedFeed : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("threading-analyzers-").FullName;

    internal string Version { get; } = $"0.1.0-test.{DateTime.UtcNow:yyyyMMddHHmmss}";

    internal string Package => Path.Combine(_folder, "feed", $"ThreadingAnalyzers.{Version}.nupkg");

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "nuget.config"), NuGetConfig());
        CommandResult packed = await DotnetCommand.RunAsync(
            RepositoryPaths.PackageProject,
            "pack", "--no-build", "-c", RepositoryPaths.Configuration, $"-p:PackageVersion={Version}", "-o", Path.Combine(_folder, "feed"));
        Assert.True(packed.ExitCode == 0, packed.Output);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>A project of its own that uses the package and holds the program with the four pitfalls.</summary>
    internal async Task<Consumer> CreateConsumerAsync(string name)
    {
        var consumer = new Consumer(Path.Combine(_folder, name));
        consumer.Write("Consumer.csproj", $$"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>
                <LangVersion>14.0</LangVersion>
                <ImplicitUsings>enable</ImplicitUsings>
                <ErrorLog>$(TargetFramework).sarif,version=2.1</ErrorLog>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="ThreadingAnalyzers" Version="{{Version}}" PrivateAssets="all" />
              </ItemGroup>
            </Project>
            """);
        foreach (string source in Directory.EnumerateFiles(RepositoryPaths.Program, "*.cs"))
            consumer.Write(Path.GetFileName(source), await File.ReadAllTextAsync(source));
        CommandResult restored = await DotnetCommand.RunAsync(consumer.Folder, "restore");
        Assert.True(restored.ExitCode == 0, restored.Output);
        return consumer;
    }

    // The feed is the only source: what a consumer needs besides (the reference assemblies of netstandard2.0) was
    // restored with this repository and is taken from there.
    private static string NuGetConfig() => $"""
        <configuration>
          <config><add key="globalPackagesFolder" value="packages" /></config>
          <packageSources><clear /><add key="feed" value="feed" /></packageSources>
          <fallbackPackageFolders><clear /><add key="repository" value="{RepositoryPaths.NuGetPackages}" /></fallbackPackageFolders>
        </configuration>
        """;
}

/// <summary>All tests share one package and run one after the other: each is a build that uses all cores.</summary>
[CollectionDefinition(Name)]
public sealed class PackedFeedCollection : ICollectionFixture<PackedFeed>
{
    internal const string Name = "packed feed";
}
