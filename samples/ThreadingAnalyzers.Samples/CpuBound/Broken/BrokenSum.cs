namespace ThreadingAnalyzers.Samples.CpuBound;

/// <summary>All workers add to one variable, and most of what they add is lost.</summary>
public sealed class BrokenSum : ISum
{
    public long OfSquares(int[] numbers)
    {
        long sum = 0;
        Parallel.For(0, numbers.Length, i =>
        {
            sum += (long)numbers[i] * numbers[i]; //! THR0301
        });
        return sum;
    }
}
