namespace ThreadingAnalyzers.Samples.Conditions;

/// <summary>Whoever wakes up believes that it was for him: two threads take one item, or add to a full queue.</summary>
public sealed class BrokenBuffer<T>(int capacity) : IBoundedBuffer<T>
{
    private readonly object _gate = new();
    private readonly Queue<T> _items = new();

    public int Count
    {
        get
        {
            lock (_gate)
                return _items.Count;
        }
    }

    public void Add(T item)
    {
        lock (_gate)
        {
            if (_items.Count == capacity)
                Monitor.Wait(_gate); //! THR0403
            _items.Enqueue(item);
            Monitor.PulseAll(_gate);
        }
    }

    public T Take()
    {
        lock (_gate)
        {
            if (_items.Count == 0)
                Monitor.Wait(_gate); //! THR0403
            T item = _items.Dequeue();
            Monitor.PulseAll(_gate);
            return item;
        }
    }
}
