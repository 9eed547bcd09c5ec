using ThreadingAnalyzers.Samples.CpuBound;

namespace ThreadingAnalyzers.Samples.Tests.Contracts;

/// <summary>The sum is right for every length, also where it does not fill the last vector or range.</summary>
internal static class SumContract
{
    internal static Task VerifyAsync(Maker make)
    {
        var sum = (ISum)make();
        foreach (int length in (int[])[0, 1, 7, 1000, 200_003])
        {
            int[] numbers = [.. Enumerable.Range(0, length).Select(static i => (i % 2 == 0 ? 1 : -1) * (i + 50_000))];
            Assert.Equal(numbers.Sum(static number => (long)number * number), sum.OfSquares(numbers));
        }

        return Task.CompletedTask;
    }
}
