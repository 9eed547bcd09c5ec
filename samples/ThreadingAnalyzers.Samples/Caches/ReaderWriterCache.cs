namespace ThreadingAnalyzers.Samples.Caches;

/// <summary>
/// Readers share the lock, a writer has it alone. Between the two locks another thread may have added the key, so the writer looks again. Worth it where reading takes long; for
/// a lookup of nanoseconds the lock itself costs more than it saves.
/// </summary>
public sealed class ReaderWriterCache : ICache, IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<int, string> _values = [];

    /// <inheritdoc/>
    public int Count
    {
        get
        {
            _lock.EnterReadLock();
            try
            {
                return _values.Count;
            }
            finally
            {
                _lock.ExitReadLock();
            }
        }
    }

    /// <inheritdoc/>
    public string GetOrAdd(int key, Func<int, string> factory)
    {
        _lock.EnterReadLock();
        try
        {
            if (_values.TryGetValue(key, out string? known))
                return known;
        }
        finally
        {
            _lock.ExitReadLock();
        }

        // Outside the lock: strangers' code under it could take other locks, or come back here.
        string made = factory(key);
        _lock.EnterWriteLock();
        try
        {
            _values.TryAdd(key, made);
            return _values[key];
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
