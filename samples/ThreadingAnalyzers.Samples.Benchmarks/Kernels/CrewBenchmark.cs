using BenchmarkDotNet.Attributes;

namespace ThreadingAnalyzers.Samples.Benchmarks.Kernels;

/// <summary>A benchmark on one, two and four threads at once.</summary>
public abstract class CrewBenchmark
{
    private Crew? _crew;

    [Params(1, 2, 4)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Assemble() => _crew = new Crew(Threads);

    [GlobalCleanup]
    public void Disband() => _crew!.Dispose();

    private protected void Run(Action<int> work) => _crew!.Run(work);
}
