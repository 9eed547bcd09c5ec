using ThreadingAnalyzers.Samples.Contexts;

namespace ThreadingAnalyzers.Samples.Tests.Contracts;

/// <summary>Works on every thread, also when all use it at once.</summary>
internal static class LineFormatterContract
{
    internal static Task VerifyAsync(Maker make)
    {
        var formatter = (ILineFormatter)make();
        return Crew.RunAsync(4, i =>
        {
            for (int round = 0; round < 500; round++)
                Assert.Equal($"{i},{round},x", formatter.Join([$"{i}", $"{round}", "x"]));
        });
    }
}
