using System.Collections.Concurrent;

namespace ThreadingAnalyzers.Samples.Events;

/// <summary>The signal is given in the finally: the one who waits hears of failed work, too. What a thread throws and nobody catches would end the process.</summary>
public sealed class CountdownRun : IParallelRun
{
    /// <inheritdoc/>
    public IReadOnlyCollection<Exception> RunAll(params ReadOnlySpan<Action> work)
    {
        var failures = new ConcurrentQueue<Exception>();
        using var running = new CountdownEvent(work.Length);
        foreach (Action action in work)
        {
            var thread = new Thread(() =>
            {
                try
                {
                    action();
                }
                catch (Exception failure)
                {
                    failures.Enqueue(failure);
                }
                finally
                {
                    running.Signal();
                }
            });
            thread.Start();
        }

        running.Wait();
        return failures;
    }
}
