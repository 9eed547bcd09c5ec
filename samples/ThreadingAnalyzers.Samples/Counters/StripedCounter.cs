using System.Runtime.InteropServices;

namespace ThreadingAnalyzers.Samples.Counters;

/// <summary>
/// A counter that is split into cells on cache lines of their own, so that threads seldom meet. Reading adds the cells up: writes are cheap, reads are not.
/// The idea is that of LongAdder in Java (Dice, Lea).
/// </summary>
public sealed class StripedCounter : ICounter
{
    private readonly Cell[] _cells = new Cell[Environment.ProcessorCount];

    /// <inheritdoc/>
    public long Value
    {
        get
        {
            long sum = 0;
            for (int i = 0; i < _cells.Length; i++)
                sum += Interlocked.Read(ref _cells[i].Count);
            return sum;
        }
    }

    /// <inheritdoc/>
    public void Increment() => Interlocked.Increment(ref _cells[Environment.CurrentManagedThreadId % _cells.Length].Count);

    /// <summary>Two cache lines long: processors fetch lines in pairs.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Cell
    {
        [FieldOffset(0)]
        public long Count;
    }
}
