using System.Numerics;
using System.Runtime.InteropServices;

namespace ThreadingAnalyzers.Samples.CpuBound;

/// <summary>One thread whose instructions work on several numbers at once. Often the first thing to try: it needs no second core.</summary>
public sealed class VectorSum : ISum
{
    /// <inheritdoc/>
    public long OfSquares(int[] numbers)
    {
        ReadOnlySpan<Vector<int>> vectors = MemoryMarshal.Cast<int, Vector<int>>(numbers);
        Vector<long> sums = Vector<long>.Zero;
        foreach (Vector<int> vector in vectors)
        {
            Vector.Widen(vector, out Vector<long> low, out Vector<long> high);
            sums += (low * low) + (high * high);
        }

        long sum = Vector.Sum(sums);
        foreach (int number in numbers.AsSpan(vectors.Length * Vector<int>.Count))
            sum += (long)number * number;
        return sum;
    }
}
