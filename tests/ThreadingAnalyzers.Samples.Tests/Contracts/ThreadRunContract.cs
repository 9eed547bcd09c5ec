using ThreadingAnalyzers.Samples.Lifecycles;

namespace ThreadingAnalyzers.Samples.Tests.Contracts;

/// <summary>The work has been done when the call comes back, on a thread that was as asked for.</summary>
internal static class ThreadRunContract
{
    internal static Task VerifyAsync(Maker make)
    {
        var run = (IThreadRun)make();
        bool done = false;
        ThreadFacts facts = run.Run("worker", ThreadPriority.BelowNormal, () => done = true);
        Assert.True(done);
        Assert.Equal("worker", facts.Name);
        Assert.False(facts.IsBackground);
        Assert.False(facts.IsPoolThread);
        Assert.Equal(ThreadState.Unstarted, facts.StateBefore);
        Assert.Equal(ThreadState.Stopped, facts.StateAfter);
        return Task.CompletedTask;
    }
}
