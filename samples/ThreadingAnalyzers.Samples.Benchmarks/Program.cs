using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using ThreadingAnalyzers.Samples.Benchmarks.Report;

// --report FOLDER writes benchmarks.md and its charts there; all other arguments go to BenchmarkDotNet. Without a filter all benchmarks run.
List<string> arguments = [.. args];
string? folder = null;
int report = arguments.IndexOf("--report");
if (report >= 0)
{
    if (report + 1 == arguments.Count)
    {
        await Console.Error.WriteLineAsync("--report needs a folder.");
        return 2;
    }

    folder = arguments[report + 1];
    arguments.RemoveRange(report, 2);
}

if (!arguments.Exists(static argument => argument is "--filter" or "-f" or "--list"))
    arguments.AddRange(["--filter", "*"]);

ManualConfig config = ManualConfig.CreateEmpty()
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddLogger(ConsoleLogger.Default)
    .AddDiagnoser(MemoryDiagnoser.Default, new ContentionDiagnoser())
    .WithOptions(ConfigOptions.DisableLogFile);
Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. arguments], config)];
if (folder is not null)
    BenchmarkPage.Write(folder, summaries);
bool allRan = summaries.All(static summary => !summary.HasCriticalValidationErrors && summary.Reports.All(static benchmark => benchmark.ResultStatistics is not null));
return allRan ? 0 : 1;
