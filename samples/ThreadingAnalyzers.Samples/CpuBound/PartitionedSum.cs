using System.Collections.Concurrent;

namespace ThreadingAnalyzers.Samples.CpuBound;

/// <summary>Ranges instead of single numbers: a call of the delegate for each range, and a plain loop within.</summary>
public sealed class PartitionedSum : ISum
{
    /// <inheritdoc/>
    public long OfSquares(int[] numbers)
    {
        if (numbers.Length == 0)
            return 0;
        long sum = 0;
        Parallel.ForEach(Partitioner.Create(0, numbers.Length), range =>
        {
            long subtotal = 0;
            for (int i = range.Item1; i < range.Item2; i++)
                subtotal += (long)numbers[i] * numbers[i];
            Interlocked.Add(ref sum, subtotal);
        });
        return sum;
    }
}
