namespace ThreadingAnalyzers.Samples.CpuBound;

/// <summary>Each worker adds up for itself and meets the others once, at its end. Threads suffice: there is no global interpreter lock that would ask for processes.</summary>
public sealed class ParallelSum : ISum
{
    /// <inheritdoc/>
    public long OfSquares(int[] numbers)
    {
        long sum = 0;
        Parallel.For(
            0,
            numbers.Length,
            static () => 0L,
            (i, _, subtotal) => subtotal + ((long)numbers[i] * numbers[i]),
            subtotal => Interlocked.Add(ref sum, subtotal));
        return sum;
    }
}
