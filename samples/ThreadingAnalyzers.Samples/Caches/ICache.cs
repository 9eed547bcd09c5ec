namespace ThreadingAnalyzers.Samples.Caches;

/// <summary>Values that are expensive to make, each made once and read often.</summary>
public interface ICache
{
    /// <summary>How many values it holds.</summary>
    int Count { get; }

    /// <summary>The value of a key; made on the first request.</summary>
    string GetOrAdd(int key, Func<int, string> factory);
}
