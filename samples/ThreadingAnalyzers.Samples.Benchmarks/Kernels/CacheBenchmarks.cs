using BenchmarkDotNet.Attributes;
using ThreadingAnalyzers.Samples.Benchmarks.Report;
using ThreadingAnalyzers.Samples.Caches;

namespace ThreadingAnalyzers.Samples.Benchmarks.Kernels;

[Advice(
    "A cache that is read much more than written",
    "One operation is 20,000 lookups of 256 keys that are all there, split among the threads. The baseline is one dictionary under one lock.",
    "`ConcurrentDictionary` with lazy values: its readers take no lock. An immutable snapshot where many keys change together or a reader needs a consistent picture. "
    + "`ReaderWriterLockSlim` pays where a read takes microseconds or more; for a lookup it costs more than a plain lock while nobody competes, and gains little when many do.")]
public class CacheBenchmarks : CrewBenchmark
{
    private const int Lookups = 20_000;
    private const int Keys = 256;
    private readonly LockedCache _locked = new();
    private readonly ReaderWriterCache _readerWriter = new();
    private readonly ConcurrentCache _concurrent = new();
    private readonly SnapshotCache _snapshot = new();

    [Benchmark(Baseline = true, Description = "Dictionary under a lock")]
    public void Locked() => Read(_locked);

    [Benchmark(Description = "ReaderWriterLockSlim")]
    public void ReaderWriter() => Read(_readerWriter);

    [Benchmark(Description = "ConcurrentDictionary of Lazy")]
    public void Concurrent() => Read(_concurrent);

    [Benchmark(Description = "ImmutableDictionary")]
    public void Snapshot() => Read(_snapshot);

    private void Read(ICache cache) => Run(_ =>
    {
        for (int i = Lookups / Threads; i > 0; i--)
            cache.GetOrAdd(i % Keys, static key => key.ToString());
    });

    private sealed class LockedCache : ICache
    {
        private readonly object _gate = new();
        private readonly Dictionary<int, string> _values = [];

        public int Count
        {
            get
            {
                lock (_gate)
                    return _values.Count;
            }
        }

        public string GetOrAdd(int key, Func<int, string> factory)
        {
            lock (_gate)
            {
                if (_values.TryGetValue(key, out string? known))
                    return known;
            }

            string made = factory(key);
            lock (_gate)
            {
                _values.TryAdd(key, made);
                return _values[key];
            }
        }
    }
}
