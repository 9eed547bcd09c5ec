using System.Collections.Concurrent;

namespace ThreadingAnalyzers.Samples.Caches;

/// <summary>Two threads find that the key is missing, and the second one's Add throws.</summary>
public sealed class BrokenCache : ICache
{
    private readonly ConcurrentDictionary<int, string> _values = new();

    public int Count => _values.Count;

    public string GetOrAdd(int key, Func<int, string> factory)
    {
        if (!_values.ContainsKey(key))
            _values[key] = factory(key); //! THR0310
        return _values[key];
    }
}
