using System.Collections.Immutable;

namespace ThreadingAnalyzers.Samples.Caches;

/// <summary>A reader takes the snapshot that is there and waits for nobody. A writer makes a new one and puts it in place if nobody was quicker.</summary>
public sealed class SnapshotCache : ICache
{
    private ImmutableDictionary<int, string> _values = ImmutableDictionary<int, string>.Empty;

    /// <inheritdoc/>
    public int Count => Volatile.Read(ref _values).Count;

    /// <inheritdoc/>
    public string GetOrAdd(int key, Func<int, string> factory) =>
        Volatile.Read(ref _values).TryGetValue(key, out string? known) ? known : ImmutableInterlocked.GetOrAdd(ref _values, key, factory);
}
