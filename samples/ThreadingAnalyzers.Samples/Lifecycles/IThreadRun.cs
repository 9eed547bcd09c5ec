namespace ThreadingAnalyzers.Samples.Lifecycles;

/// <summary>Runs something on a thread of its own and says what that thread was.</summary>
public interface IThreadRun
{
    /// <summary>Runs the work on a new thread with a name and a priority, and waits until it has ended.</summary>
    ThreadFacts Run(string name, ThreadPriority priority, Action work);
}
