using BenchmarkDotNet.Attributes;
using ThreadingAnalyzers.Samples.Benchmarks.Report;
using ThreadingAnalyzers.Samples.CpuBound;

namespace ThreadingAnalyzers.Samples.Benchmarks.Kernels;

[Advice(
    "Work for the processor",
    "One operation is the sum of the squares of so many numbers.",
    "Vectors first: they need no second core and no thought about threads. Then ranges (`Partitioner`), so that the delegate is called for thousands of items at a time. `Parallel.For` with a call for each item pays when an item is worth a microsecond or more. "
    + "For a few thousand cheap items everything parallel is slower than the plain loop. Processes are never needed for this: no global lock keeps threads from running at the same time.")]
public class SumBenchmarks
{
    private readonly SequentialSum _sequential = new();
    private readonly ParallelSum _parallel = new();
    private readonly PartitionedSum _partitioned = new();
    private readonly QuerySum _query = new();
    private readonly VectorSum _vector = new();
    private int[] _numbers = [];

    [Params(10_000, 4_000_000)]
    public int Numbers { get; set; }

    [GlobalSetup]
    public void Setup() => _numbers = [.. Enumerable.Range(0, Numbers).Select(static i => i % 1000)];

    [Benchmark(Baseline = true, Description = "one loop")]
    public long Sequential() => _sequential.OfSquares(_numbers);

    [Benchmark(Description = "Parallel.For, sums per thread")]
    public long ParallelFor() => _parallel.OfSquares(_numbers);

    [Benchmark(Description = "Parallel.ForEach over ranges")]
    public long Partitioned() => _partitioned.OfSquares(_numbers);

    [Benchmark(Description = "PLINQ")]
    public long Query() => _query.OfSquares(_numbers);

    [Benchmark(Description = "Vector<T>, one thread")]
    public long Vector() => _vector.OfSquares(_numbers);
}
