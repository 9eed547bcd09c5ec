using System.Globalization;
using System.Reflection;
using System.Text;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Reports;

namespace ThreadingAnalyzers.Samples.Benchmarks.Report;

/// <summary>Writes what was measured as one page of tables and charts.</summary>
internal static class BenchmarkPage
{
    private const string Introduction = """
        # Benchmarks of the corrected kernels

        Written by `./benchmarks.sh` from the project `samples/ThreadingAnalyzers.Samples.Benchmarks`; edits are lost. `./benchmarks.sh --job short --inProcess` takes about ten minutes on two cores, with `--warmupCount 1 --iterationTime 50` one,
        without `--job` the figures are better and it takes hours. Ratios are to the baseline of the same group.
        *Contended* is how often a thread had to wait for a monitor or a `Lock` in one operation (`Monitor.LockContentionCount`); other primitives do not count there.

        Times depend on the machine and its load; what carries over is the order of the variants and how they change with the number of threads.
        """;

    internal static void Write(string folder, IEnumerable<Summary> summaries)
    {
        string charts = Path.Combine(folder, "charts");
        Directory.CreateDirectory(charts);
        var page = new StringBuilder(Introduction).AppendLine().AppendLine();
        bool hasHost = false;
        foreach (Summary summary in summaries.Where(static summary => summary.Reports.Any(static report => report.ResultStatistics is not null)))
        {
            if (!hasHost)
                page.AppendLine(HostOf(summary.HostEnvironmentInfo)).AppendLine();
            hasHost = true;
            Type kernel = summary.BenchmarksCases[0].Descriptor.Type;
            AdviceAttribute advice = kernel.GetCustomAttribute<AdviceAttribute>() ?? throw new InvalidOperationException($"{kernel.Name} has no advice.");
            IReadOnlyList<Measurement> measurements = Measurement.Of(summary);
            string chart = kernel.Name + ".svg";
            File.WriteAllText(Path.Combine(charts, chart), BarChart.Draw(advice.Title, measurements));
            Section(page, advice, measurements, "charts/" + chart);
        }

        File.WriteAllText(Path.Combine(folder, "benchmarks.md"), page.ToString().ReplaceLineEndings("\n"));
    }

    private static string HostOf(HostEnvironmentInfo host) =>
        $"Measured with BenchmarkDotNet {host.BenchmarkDotNetVersion} on {host.CpuInfo.Value.ProcessorName ?? "an unnamed processor"}, {Environment.ProcessorCount} logical cores, {host.RuntimeVersion}.";

    private static void Section(StringBuilder page, AdviceAttribute advice, IReadOnlyList<Measurement> measurements, string chart)
    {
        page.AppendLine($"## {advice.Title}").AppendLine().AppendLine(advice.Question).AppendLine();
        page.AppendLine($"![{advice.Title}]({chart})").AppendLine();
        bool grouped = measurements.Any(static one => one.Group.Length > 0);
        page.AppendLine(grouped ? "| | Variant | Mean | Ratio | Contended | Allocated |" : "| Variant | Mean | Ratio | Contended | Allocated |");
        page.AppendLine(grouped ? "|---|---|--:|--:|--:|--:|" : "|---|--:|--:|--:|--:|");
        foreach (Measurement one in measurements)
        {
            string ratio = one.Ratio is { } known ? known.ToString("0.00", CultureInfo.InvariantCulture) : "–";
            page.AppendLine(
                $"{(grouped ? $"| {one.Group} " : string.Empty)}| {one.Variant} | {Measurement.Time(one.Nanoseconds)} | {ratio} | {Measurement.Digits(one.Contentions)} | {Measurement.Digits(one.Bytes)} B |");
        }

        page.AppendLine().AppendLine($"**Choose**: {advice.Choice}").AppendLine();
    }
}
