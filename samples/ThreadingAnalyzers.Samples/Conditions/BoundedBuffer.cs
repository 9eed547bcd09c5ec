namespace ThreadingAnalyzers.Samples.Conditions;

/// <summary>
/// A monitor with a condition: whoever wakes up looks again, because somebody else may have been quicker, and whoever changes what others wait for wakes all of them,
/// because a single pulse may reach one who waits for the other condition.
/// </summary>
public sealed class BoundedBuffer<T>(int capacity) : IBoundedBuffer<T>
{
    private readonly object _gate = new();
    private readonly Queue<T> _items = new();

    /// <inheritdoc/>
    public int Count
    {
        get
        {
            lock (_gate)
                return _items.Count;
        }
    }

    /// <inheritdoc/>
    public void Add(T item)
    {
        lock (_gate)
        {
            while (_items.Count == capacity)
                Monitor.Wait(_gate);
            _items.Enqueue(item);
            Monitor.PulseAll(_gate);
        }
    }

    /// <inheritdoc/>
    public T Take()
    {
        lock (_gate)
        {
            while (_items.Count == 0)
                Monitor.Wait(_gate);
            T item = _items.Dequeue();
            Monitor.PulseAll(_gate);
            return item;
        }
    }
}
