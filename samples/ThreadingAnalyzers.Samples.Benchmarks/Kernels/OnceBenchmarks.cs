using BenchmarkDotNet.Attributes;
using ThreadingAnalyzers.Samples.Benchmarks.Report;
using ThreadingAnalyzers.Samples.LazyInitialization;

namespace ThreadingAnalyzers.Samples.Benchmarks.Kernels;

[Advice(
    "Lazy initialization",
    "One operation is 1,000 reads of a value that has long been made. The baseline reads a readonly field.",
    "`Lazy<T>`: it costs next to nothing and cannot be written wrongly. Double-checked locking and `LazyInitializer` save its object where there are very many of them. If the value is always needed, none of them: make it in the constructor.")]
public class OnceBenchmarks
{
    private const int Reads = 1_000;
    private readonly object _value = new();
    private readonly LazyOnce _lazy = new(static () => new object());
    private readonly DoubleCheckedOnce _checked = new(static () => new object());
    private readonly InitializerOnce _initializer = new(static () => new object());

    [Benchmark(Baseline = true, Description = "readonly field")]
    public int Field()
    {
        int seen = 0;
        for (int i = 0; i < Reads; i++)
            seen += Look(_value);
        return seen;
    }

    [Benchmark(Description = "Lazy<T>")]
    public int Lazy() => Read(_lazy);

    [Benchmark(Description = "double-checked locking")]
    public int DoubleChecked() => Read(_checked);

    [Benchmark(Description = "LazyInitializer")]
    public int Initializer() => Read(_initializer);

    private static int Read<T>(T once)
        where T : IOnce
    {
        int seen = 0;
        for (int i = 0; i < Reads; i++)
            seen += Look(once.Value);
        return seen;
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static int Look(object value) => value is null ? 0 : 1;
}
