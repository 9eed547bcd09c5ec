using System.Diagnostics;

namespace ThreadingAnalyzers.PackageTests;

/// <summary>What a command printed, and how it ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output);

/// <summary>Runs the dotnet command as a user does, with a limit on its time.</summary>
internal static class DotnetCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static async Task<CommandResult> RunAsync(string folder, params string[] arguments)
    {
        using Process process = Process.Start(StartInfo(folder, arguments))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"dotnet {string.Join(' ', arguments)} took longer than {Limit}.");
        }

        return new CommandResult(process.ExitCode, await output + await errors);
    }

    private static ProcessStartInfo StartInfo(string folder, string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The test host runs inside a build of its own, whose settings are not the consumer's.
        foreach (string name in info.Environment.Keys.Where(IsOfThisBuild).ToArray())
            info.Environment.Remove(name);

        // A server that outlives the command would keep its output open.
        info.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        info.Environment["UseSharedCompilation"] = "false";
        info.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        info.Environment["DOTNET_NOLOGO"] = "1";
        return info;
    }

    private static bool IsOfThisBuild(string name) =>
        name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase);
}
