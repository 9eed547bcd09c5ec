using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Threads.THR0505ThreadForced>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0505ThreadForcedTests
{
    private static string Program(string call) => $$"""
        class Own { public void Abort() { } public void Interrupt() { } }
        class C
        {
            readonly Thread _thread = new(() => { });
            readonly Own _own = new();
            void M() { {{call}} }
        }
        """;

    [Theory]
    [InlineData("[|_thread.Interrupt()|];")]
    [InlineData("[|_thread.Abort()|];")]
    [InlineData("[|_thread.Abort(this)|];")]
    [InlineData("[|_thread.Suspend()|]; [|_thread.Resume()|];")]
    [InlineData("try { } catch (ThreadAbortException) { [|Thread.ResetAbort()|]; }")]
    [InlineData("_thread?[|.Interrupt()|];")]
    [InlineData("[|Thread.CurrentThread.Interrupt()|];")]
    public Task Reports_a_thread_that_is_forced(string call) => Verify.VerifyAsync(Program(call));

    [Theory]
    [InlineData("_own.Abort(); _own.Interrupt();")]
    [InlineData("bool again = false; try { _thread.Join(); } catch (ThreadInterruptedException) { again = true; } if (again) Thread.CurrentThread.Interrupt();")]
    [InlineData("_thread.Join(); _thread.Start();")]
    public Task Accepts_other_calls(string call) => Verify.VerifyAsync(Program(call));

    [Fact]
    public Task Says_what_it_does_to_the_thread() => Verify.VerifyAsync(
        Program("{|#0:_thread.Interrupt()|};"),
        Verify.Finding().WithLocation(0).WithArguments("_thread.Interrupt()", "whatever it waits for next throws, in the middle of work that does not expect it"));
}
