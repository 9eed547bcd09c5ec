using System.Collections.Concurrent;

namespace ThreadingAnalyzers.Samples.Caches;

/// <summary>GetOrAdd may call its factory twice and throw one result away. A lazy value makes sure that the work itself is done once.</summary>
public sealed class ConcurrentCache : ICache
{
    private readonly ConcurrentDictionary<int, Lazy<string>> _values = new();

    /// <inheritdoc/>
    public int Count => _values.Count;

    /// <inheritdoc/>
    public string GetOrAdd(int key, Func<int, string> factory) =>
        _values.GetOrAdd(key, static (key, factory) => new Lazy<string>(() => factory(key)), factory).Value;
}
