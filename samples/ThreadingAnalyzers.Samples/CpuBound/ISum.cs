namespace ThreadingAnalyzers.Samples.CpuBound;

/// <summary>Adds up the squares of many numbers.</summary>
public interface ISum
{
    /// <summary>The sum of the squares.</summary>
    long OfSquares(int[] numbers);
}
