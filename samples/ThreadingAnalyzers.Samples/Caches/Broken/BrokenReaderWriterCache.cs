namespace ThreadingAnalyzers.Samples.Caches;

/// <summary>Many readers hold the lock at the same time, and one of them writes.</summary>
public sealed class BrokenReaderWriterCache : ICache, IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<int, string> _values = [];

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

    public string GetOrAdd(int key, Func<int, string> factory)
    {
        string made = factory(key);
        _lock.EnterReadLock();
        try
        {
            _values.TryAdd(key, made); //! THR0109
            return _values[key];
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    public void Dispose() => _lock.Dispose();
}
