using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Threads.THR0512ThreadForgotten>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0512ThreadForgottenTests
{
    private static string Program(string code) => $$"""
        class C
        {
            Thread _thread; readonly ManualResetEvent _done = new(false); public Thread Shared;
            void Work() { } void Signal() { Work(); _done.Set(); } public void Hand(Thread t) { }
            int M(int[] numbers) { {{code}} return 1; }
        }
        """;

    [Theory]
    [InlineData("[|new Thread(Work).Start()|]; Work();")]
    [InlineData("foreach (var n in numbers) [|new Thread(() => Work()).Start()|];")]
    [InlineData("var t = new Thread(() => { Work(); }); t.Name = \"x\"; [|t.Start()|]; Work();")]
    [InlineData("Thread t; t = new Thread(Work); [|t.Start()|]; Work();")]
    public Task Reports_threads_that_nobody_waits_for(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("var t = new Thread(Work); t.Start(); t.Join();")]
    [InlineData("var ts = numbers.Select(_ => new Thread(Work)).ToList(); ts.ForEach(t => t.Start()); ts.ForEach(t => t.Join());")]
    [InlineData("new Thread(Work).Start();")]
    [InlineData("new Thread(Work) { IsBackground = true }.Start();")]
    [InlineData("_thread = new Thread(Work); _thread.Start();")]
    [InlineData("Shared = new Thread(Work); Shared.Start();")]
    [InlineData("var t = new Thread(Work); Hand(t); t.Start();")]
    [InlineData("new Thread(Signal).Start(); _done.WaitOne();")]
    [InlineData("new Thread(() => { while (true) Work(); }).Start();")]
    [InlineData("var t = new Thread(Work); t.Start(); if (t.IsAlive) Work();")]
    [InlineData("Task.Run(Work);")]
    public Task Accepts_threads_that_somebody_sees_to(string code) => Verify.VerifyAsync(Program(code));

    [Fact]
    public Task Says_how_many() => Verify.VerifyAsync("""
        class C
        {
            void M(int n) { for (int i = 0; i < n; i++) {|#0:{|#1:new Thread(Work)|}.Start()|}; }
            void Work() { }
        }
        """, Verify.Finding().WithLocation(0).WithLocation(1).WithArguments("the threads that this loop starts, one for each round"));

    /// <summary>A field is taken for a sign that somebody keeps the thread in mind.</summary>
    [Fact]
    public Task KnownMiss_a_field_that_nobody_reads() => Verify.VerifyAsync(Program("_thread = new Thread(Work); _thread.Start();"));
}
