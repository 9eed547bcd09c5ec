using BenchmarkDotNet.Analysers;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Validators;

namespace ThreadingAnalyzers.Samples.Benchmarks.Report;

/// <summary>
/// How often a thread had to wait for a monitor or a <see cref="Lock"/>, in each operation: <see cref="Monitor.LockContentionCount"/>, which the engine reads in the same extra
/// iteration in which it counts what is allocated. The engine's own diagnoser for it refuses runtimes that are newer than itself.
/// </summary>
internal sealed class ContentionDiagnoser : IDiagnoser
{
    private const string MetricId = "LockContentions";

    public IEnumerable<string> Ids => [nameof(ContentionDiagnoser)];

    public IEnumerable<IExporter> Exporters => [];

    public IEnumerable<IAnalyser> Analysers => [];

    public RunMode GetRunMode(BenchmarkCase benchmarkCase) => RunMode.NoOverhead;

    public void Handle(HostSignal signal, DiagnoserActionParameters parameters)
    {
        // The engine has counted already.
    }

    public IEnumerable<Metric> ProcessResults(DiagnoserResults results) =>
        [new Metric(new Descriptor(), results.ThreadingStats.TotalOperations == 0 ? 0 : (double)results.ThreadingStats.LockContentionCount / results.ThreadingStats.TotalOperations)];

    public void DisplayResults(ILogger logger)
    {
        // The table has a column for it.
    }

    public IEnumerable<ValidationError> Validate(ValidationParameters validationParameters) => [];

    /// <summary>The contentions of one operation, as they were measured.</summary>
    internal static double Of(BenchmarkReport report) => report.Metrics.TryGetValue(MetricId, out Metric? metric) ? metric.Value : 0;

    private sealed class Descriptor : IMetricDescriptor
    {
        public string Id => MetricId;

        public string DisplayName => "Lock Contentions";

        public string Legend => "Times that a thread waited for a lock, per operation";

        public string NumberFormat => "#0.0000";

        public UnitType UnitType => UnitType.Dimensionless;

        public string Unit => "Count";

        public bool TheGreaterTheBetter => false;

        public int PriorityInCategory => 0;

        public bool GetIsAvailable(Metric metric) => true;
    }
}
