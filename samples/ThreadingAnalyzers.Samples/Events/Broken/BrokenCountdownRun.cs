using System.Collections.Concurrent;

namespace ThreadingAnalyzers.Samples.Events;

/// <summary>Work that throws never signals, and the one who waits for all of it waits for ever.</summary>
public sealed class BrokenCountdownRun : IParallelRun
{
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
                    running.Signal(); //! THR0406
                }
                catch (Exception failure)
                {
                    failures.Enqueue(failure);
                }
            });
            thread.Start();
        }

        running.Wait();
        return failures;
    }
}
