namespace ThreadingAnalyzers.Samples.Lifecycles;

/// <summary>What a thread was like while it ran, and after.</summary>
/// <param name="Name">The name that debuggers and dumps show.</param>
/// <param name="Priority">A request to the scheduler, which some systems ignore; nothing may depend on it.</param>
/// <param name="IsBackground">Whether the process would have ended without waiting for it.</param>
/// <param name="IsPoolThread">Whether it belonged to the thread pool.</param>
/// <param name="StateBefore">Its state before it was started.</param>
/// <param name="StateAfter">Its state after it was joined.</param>
public sealed record ThreadFacts(string? Name, ThreadPriority Priority, bool IsBackground, bool IsPoolThread, ThreadState StateBefore, ThreadState StateAfter);
