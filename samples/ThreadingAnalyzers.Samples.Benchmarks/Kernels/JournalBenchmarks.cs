using BenchmarkDotNet.Attributes;
using ThreadingAnalyzers.Samples.Benchmarks.Report;
using ThreadingAnalyzers.Samples.Journals;

namespace ThreadingAnalyzers.Samples.Benchmarks.Kernels;

[Advice(
    "A journal that drains",
    "One operation opens a journal, writes 2,000 lines and closes it. The baseline writes the file on the caller's thread.",
    "A writer of its own where the caller must not wait for the disk; it makes the whole take longer. Whichever: close it, and let closing wait.")]
public class JournalBenchmarks
{
    private const int Lines = 2_000;
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    [GlobalCleanup]
    public void Cleanup() => File.Delete(_path);

    [Benchmark(Baseline = true, Description = "on the caller's thread")]
    public void Direct()
    {
        using var file = new StreamWriter(_path);
        for (int i = 0; i < Lines; i++)
            file.WriteLine("a line of a journal");
    }

    [Benchmark(Description = "background writer, drained")]
    public void Drained()
    {
        File.Delete(_path);
        using var journal = new DrainingJournal(_path);
        for (int i = 0; i < Lines; i++)
            journal.Write("a line of a journal");
    }
}
