namespace ThreadingAnalyzers.Samples.CpuBound;

/// <summary>One thread, one loop.</summary>
public sealed class SequentialSum : ISum
{
    /// <inheritdoc/>
    public long OfSquares(int[] numbers)
    {
        long sum = 0;
        foreach (int number in numbers)
            sum += (long)number * number;
        return sum;
    }
}
