namespace ThreadingAnalyzers.PackageTests;

/// <summary>A project in a folder of its own that uses the packed analyzers.</summary>
internal sealed class Consumer(string folder)
{
    public string Folder { get; } = folder;

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, file), text);
    }

    public void Delete(string file) => File.Delete(Path.Combine(Folder, file));

    /// <summary>The text of all sources, to see whether something has changed.</summary>
    public string Sources() => string.Concat(Directory.EnumerateFiles(Folder, "*.cs").Order(StringComparer.Ordinal).Select(File.ReadAllText));

    /// <summary>Builds from scratch, because a build that is up to date prints no findings.</summary>
    public async Task<BuildResult> BuildAsync(params string[] options)
    {
        string[] arguments = ["build", "--no-restore", "--no-incremental", "-m:1", "-clp:NoSummary", .. options];
        CommandResult result = await DotnetCommand.RunAsync(Folder, arguments);
        return new BuildResult(result.ExitCode == 0, result.Output);
    }

    public Task<BuildResult> BuildOneTargetAsync(params string[] options) => BuildAsync(["-f", "net10.0", .. options]);

    public Task<CommandResult> FormatAsync(params string[] options) =>
        DotnetCommand.RunAsync(Folder, ["format", "analyzers", "--no-restore", "--severity", "warn", .. options]);
}
