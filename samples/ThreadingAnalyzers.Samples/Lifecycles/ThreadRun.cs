namespace ThreadingAnalyzers.Samples.Lifecycles;

/// <summary>
/// Create, configure, start, join, in this order. A thread can be started once; the join orders all that it did before what comes after, so the facts that it noted need no lock.
/// </summary>
public sealed class ThreadRun : IThreadRun
{
    /// <inheritdoc/>
    public ThreadFacts Run(string name, ThreadPriority priority, Action work)
    {
        ThreadFacts? facts = null;
        var thread = new Thread(() =>
        {
            Thread self = Thread.CurrentThread;
            facts = new ThreadFacts(self.Name, self.Priority, self.IsBackground, self.IsThreadPoolThread, default, default);
            work();
        })
        {
            Name = name,
            Priority = priority,
        };
        ThreadState before = thread.ThreadState;
        thread.Start();
        thread.Join();
        return facts! with { StateBefore = before, StateAfter = thread.ThreadState };
    }
}
