using System.Collections.Concurrent;

namespace ThreadingAnalyzers.Samples.Caches;

/// <summary>Two threads find that the key is missing, and the second one replaces the value that the first has already given away.</summary>
public sealed class BrokenCache : ICache
{
    private readonly ConcurrentDictionary<int, string> _values = new();

    public int Count => _values.Count;

    public string GetOrAdd(int key, Func<int, string> factory)
    {
        if (!_values.ContainsKey(key)) //! THR0310
            _values[key] = factory(key);
        return _values[key];
    }
}
