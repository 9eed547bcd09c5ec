namespace ThreadingAnalyzers.Samples.CpuBound;

/// <summary>The query says what, PLINQ decides how.</summary>
public sealed class QuerySum : ISum
{
    /// <inheritdoc/>
    public long OfSquares(int[] numbers) => numbers.AsParallel().Sum(static number => (long)number * number);
}
