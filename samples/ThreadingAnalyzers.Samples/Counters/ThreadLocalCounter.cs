namespace ThreadingAnalyzers.Samples.Counters;

/// <summary>
/// A counter with one cell per thread, which only that thread writes. Cells of threads that have ended still count.
/// <see cref="ThreadLocal{T}.Values"/> gives all of them.
/// </summary>
public sealed class ThreadLocalCounter : ICounter, IDisposable
{
    private readonly ThreadLocal<Cell> _cells = new(() => new Cell(), trackAllValues: true);

    /// <inheritdoc/>
    public long Value => _cells.Values.Sum(static cell => cell.Count);

    /// <inheritdoc/>
    public void Increment() => _cells.Value!.Add();

    /// <inheritdoc/>
    public void Dispose() => _cells.Dispose();

    private sealed class Cell
    {
        private long _count;

        public long Count => Volatile.Read(ref _count);

        // One writer, so that reading and writing need not be one step; the write is made visible to those who add up.
        public void Add() => Volatile.Write(ref _count, _count + 1);
    }
}
