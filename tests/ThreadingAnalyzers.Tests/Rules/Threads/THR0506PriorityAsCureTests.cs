using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Threads.THR0506PriorityAsCure>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0506PriorityAsCureTests
{
    private static string Program(string code) => $$"""
        class Own { public ThreadPriority Priority { get; set; } }
        class C { void M(Thread t, Own own, ThreadPriority given) { {{code}} } }
        """;

    [Theory]
    [InlineData("[|t.Priority = ThreadPriority.Highest|];")]
    [InlineData("[|Thread.CurrentThread.Priority = ThreadPriority.AboveNormal|];")]
    [InlineData("var u = new Thread(() => { }) { [|Priority = ThreadPriority.Highest|] };")]
    [InlineData("[|t.Priority = ThreadPriority.Highest|]; M(t, own, given); t.Priority = ThreadPriority.Normal;")]
    [InlineData("[|t.Priority = ThreadPriority.AboveNormal|]; t.IsBackground = true; Thread.CurrentThread.Priority = ThreadPriority.Lowest;")]
    [InlineData("[|ThreadPool.SetMinThreads(100, 100)|];")]
    [InlineData("[|ThreadPool.SetMaxThreads(100, 100)|];")]
    public Task Reports_priorities_and_sizes(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("t.Priority = ThreadPriority.Lowest; t.Priority = ThreadPriority.Normal; t.Priority = given;")]
    [InlineData("Thread.CurrentThread.Priority = ThreadPriority.Highest; try { M(t, own, given); } finally { Thread.CurrentThread.Priority = ThreadPriority.Normal; }")]
    [InlineData("var old = Thread.CurrentThread.Priority; Thread.CurrentThread.Priority = ThreadPriority.Highest; M(t, own, given); Thread.CurrentThread.Priority = old;")]
    [InlineData("own.Priority = ThreadPriority.Highest;")]
    [InlineData("t.Priority = ThreadPriority.AboveNormal; t.IsBackground = true; t.Start();")]
    [InlineData("var u = new Thread(() => { }) { IsBackground = true, Priority = ThreadPriority.Highest };")]
    [InlineData("ThreadPool.GetMinThreads(out _, out _);")]
    public Task Accepts_other_settings(string code) => Verify.VerifyAsync(Program(code));

    [Fact]
    public Task Says_what_it_does_not_do() => Verify.VerifyAsync(
        Program("{|#0:t.Priority = ThreadPriority.Highest|};"),
        Verify.Finding().WithLocation(0).WithArguments("t.Priority = ThreadPriority.Highest", "is a hint: it gives no order between threads, and lets others starve"));

    [Theory]
    [InlineData("ThreadPool.GetMinThreads(out var w, out var c); ThreadPool.SetMinThreads(1, 1); ThreadPool.SetMinThreads(w, c);", false)]
    [InlineData("Check(ThreadPool.SetMinThreads(-1, 1));", false)]
    [InlineData("ThreadPool.GetMinThreads(out var w, out var c); [|ThreadPool.SetMinThreads(100, c)|];", true)]
    public Task Knows_sizes_that_are_set_back(string body, bool isReported) => Verify.VerifyAsync(
        "class C { static void Check(bool b) { } void M() { " + (isReported ? body : body.Replace("[|", "").Replace("|]", "")) + " } }");
}
