using ThreadingAnalyzers.Samples.Pipelines;

namespace ThreadingAnalyzers.Samples.Tests.Contracts;

/// <summary>Everything is worked on once, and every failure ends the pipeline instead of stopping it dead.</summary>
internal static class PipelineContract
{
    internal static async Task VerifyAsync(Maker make)
    {
        var pipeline = (IPipeline)make();
        IReadOnlyCollection<int> results = await pipeline.RunAsync(Enumerable.Range(0, 5000), static item => -item, 3, CancellationToken.None);
        Assert.Equal(Enumerable.Range(-4999, 5000), results.Order());

        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => pipeline.RunAsync(FailingSource(), static item => item, 2, CancellationToken.None));
        await Assert.ThrowsAnyAsync<Exception>(() => pipeline.RunAsync(Enumerable.Range(0, 5000), static item => item < 100 ? item : throw new InvalidOperationException(), 2, CancellationToken.None));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pipeline.RunAsync(Enumerable.Range(0, 5000), static item => item, 2, new CancellationToken(canceled: true)));
    }

    private static IEnumerable<int> FailingSource()
    {
        yield return 1;
        throw new InvalidOperationException();
    }
}
