using System.Collections.Concurrent;
using ThreadingAnalyzers.Samples.Conditions;

namespace ThreadingAnalyzers.Samples.Tests.Contracts;

/// <summary>Every item arrives once, and there are never more than there is room for.</summary>
internal static class BoundedBufferContract
{
    internal static async Task VerifyAsync(Maker make)
    {
        const int Capacity = 1;
        const int Producers = 3;
        const int Items = 1000;
        var buffer = (IBoundedBuffer<int>)make(Capacity);
        var taken = new ConcurrentQueue<int>();
        int overfull = 0;
        await Crew.RunAsync(2 * Producers, i =>
        {
            for (int n = 0; n < Items; n++)
            {
                if (i < Producers)
                    buffer.Add((i * Items) + n);
                else
                    taken.Enqueue(buffer.Take());
                if (buffer.Count > Capacity)
                    Interlocked.Exchange(ref overfull, 1);
            }
        });
        Assert.Equal(0, overfull);
        Assert.Equal(Enumerable.Range(0, Producers * Items), taken.Order());
    }
}
