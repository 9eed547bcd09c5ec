using System.Diagnostics;
using System.Reflection;

namespace ThreadingAnalyzers.Samples.Tests;

/// <summary>The benchmarks of the kernels run, and write their page.</summary>
public class BenchmarkRunTests
{
    [Fact]
    public async Task Every_benchmark_runs()
    {
        string page = await RunAsync("--job", "Dry", "--inProcess");
        Assert.All(["A shared counter", "Producer and consumers", "A pool of workers", "Work for the processor"], title => Assert.Contains("## " + title, page));
    }

    [Fact]
    public async Task A_short_job_gives_a_table_and_a_chart()
    {
        string page = await RunAsync("--job", "short", "--inProcess", "--filter", "*OnceBenchmarks*");
        Assert.Contains("| readonly field |", page);
        Assert.Contains("](charts/OnceBenchmarks.svg)", page);
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        string folder = Directory.CreateTempSubdirectory("benchmarks").FullName;
        try
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = folder };
            foreach (string argument in (string[])[Program(), "--report", folder, .. arguments])
                start.ArgumentList.Add(argument);
            using Process process = Process.Start(start)!;
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, output);
            string page = await File.ReadAllTextAsync(Path.Combine(folder, "benchmarks.md"));
            Assert.All(Directory.GetFiles(Path.Combine(folder, "charts")), chart => Assert.Contains($"](charts/{Path.GetFileName(chart)})", page));
            return page;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Program() => typeof(BenchmarkRunTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Benchmarks").Value!;
}
