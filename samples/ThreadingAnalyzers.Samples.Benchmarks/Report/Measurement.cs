using System.Globalization;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace ThreadingAnalyzers.Samples.Benchmarks.Report;

/// <summary>One row: a variant under one set of parameters.</summary>
/// <param name="Group">The parameters, such as <c>Threads = 2</c>; empty if there are none.</param>
/// <param name="Variant">What was measured.</param>
/// <param name="Nanoseconds">The mean time of an operation.</param>
/// <param name="Ratio">To the baseline of the same group, or nothing.</param>
/// <param name="Contentions">How often a thread had to wait for a monitor or a <c>Lock</c> in an operation.</param>
/// <param name="Bytes">What an operation allocates.</param>
internal sealed record Measurement(string Group, string Variant, double Nanoseconds, double? Ratio, double Contentions, double Bytes)
{
    internal static IReadOnlyList<Measurement> Of(Summary summary)
    {
        var measured = summary.Reports.Where(static report => report.ResultStatistics is not null).ToList();
        return measured.Select(report => Of(report, BaselineOf(report, measured))).ToList();
    }

    /// <summary>A time with three digits and its unit.</summary>
    internal static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1_000 => Digits(nanoseconds) + " ns",
        < 1_000_000 => Digits(nanoseconds / 1_000) + " µs",
        _ => Digits(nanoseconds / 1_000_000) + " ms",
    };

    internal static string Digits(double number) => number.ToString(number < 10 ? "0.00" : number < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static Measurement Of(BenchmarkReport report, BenchmarkReport? baseline)
    {
        BenchmarkCase benchmark = report.BenchmarkCase;
        double mean = report.ResultStatistics!.Mean;
        return new Measurement(
            GroupOf(benchmark), benchmark.Descriptor.WorkloadMethodDisplayInfo.Trim('\''), mean, mean / baseline?.ResultStatistics!.Mean,
            ContentionDiagnoser.Of(report), report.GcStats.GetBytesAllocatedPerOperation(benchmark) ?? 0);
    }

    private static BenchmarkReport? BaselineOf(BenchmarkReport report, List<BenchmarkReport> all) =>
        all.Find(other => other.BenchmarkCase.Descriptor.Baseline && GroupOf(other.BenchmarkCase) == GroupOf(report.BenchmarkCase));

    private static string GroupOf(BenchmarkCase benchmark) => string.Join(", ", benchmark.Parameters.Items.Select(static item => $"{item.Name} = {item.Value}"));
}
