namespace ThreadingAnalyzers.Samples.Lifecycles;

/// <summary>Nobody has started the thread: joining it throws.</summary>
public sealed class BrokenThreadRun : IThreadRun
{
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
        thread.Join(); //! THR0503
        thread.Start();
        return facts! with { StateBefore = before, StateAfter = thread.ThreadState };
    }
}
