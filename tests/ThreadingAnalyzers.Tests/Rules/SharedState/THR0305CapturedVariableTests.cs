using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0305CapturedVariable>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0305CapturedVariableTests
{
    [Theory]
    [InlineData("for (int i = 0; i < 9; i++) tasks.Add(Task.Run(() => Use([|i|])));")]
    [InlineData("for (int i = 0; i < 9; i += 2) { tasks.Add(Task.Run(() => { Use(1); Use([|i|]); })); }")]
    [InlineData("for (int i = 0; i < 9; ++i) new Thread(() => Use([|i|])).Start();")]
    [InlineData("for (int i = 0; i < 9; i++) ThreadPool.QueueUserWorkItem(_ => Use([|i|]));")]
    [InlineData("int x = 1; var t = Task.Run(() => Use(x)); [|x = 2|]; await t;")]
    [InlineData("int x = 1; var t = Task.Run(() => { x = 5; }); Use([|x|]); await t;")]
    [InlineData("string s = null; var t = new Thread(() => s = \"done\"); t.Start(); Console.WriteLine([|s|]); t.Join();")]
    [InlineData("string s = \"\"; var t = new Thread(() => Console.WriteLine(s)); t.Start(); [|s = \"new\"|]; t.Join();")]
    public Task Reports_a_variable_in_use_on_both_sides(string body) => Verify.VerifyAsync($$"""
        class C
        {
            static void Use(int i) { }
            async Task M(List<Task> tasks) { {{body}} await Task.WhenAll(tasks); }
        }
        """);

    [Theory]
    [InlineData("for (int i = 0; i < 9; i++) { int j = i; tasks.Add(Task.Run(() => Use(j))); }")]
    [InlineData("foreach (var i in new[] { 1 }) tasks.Add(Task.Run(() => Use(i)));")]
    [InlineData("for (int i = 0; i < 9; i++) await Task.Run(() => Use(i));")]
    [InlineData("for (int i = 0; i < 9; i++) { var t = new Thread(() => Use(i)); t.Start(); t.Join(); }")]
    [InlineData("for (int i = 0; i < 9; i++) Parallel.For(0, 3, j => Use(i));")]
    [InlineData("int x = 1; var t = Task.Run(() => Use(x)); await t; x = 2;")]
    [InlineData("int x = 1; x = 2; var t = Task.Run(() => Use(x)); Use(x); await t;")]
    [InlineData("int x = 0; var done = new ManualResetEvent(false); var t = Task.Run(() => { x = 5; done.Set(); }); done.WaitOne(); Use(x); await t;")]
    [InlineData("int x = 0; object gate = new(); var t = Task.Run(() => { lock (gate) x = 5; }); lock (gate) Use(x); await t;")]
    [InlineData("bool stop = false; var t = Task.Run(() => { while (!stop) Use(1); }); stop = true; await t;")]
    public Task Accepts_a_copy_a_join_or_a_lock(string body) => Verify.VerifyAsync($$"""
        class C
        {
            static void Use(int i) { }
            async Task M(List<Task> tasks) { {{body}} await Task.WhenAll(tasks); }
        }
        """);

    // A scheduler of somebody's own may run the work at once, or on this very thread.
    [Theory]
    [InlineData("new TaskFactory(scheduler).StartNew(() => { n = 1; });")]
    [InlineData("var factory = new TaskFactory(scheduler); factory.StartNew(() => { n = 1; });")]
    [InlineData("Task.Factory.StartNew(() => { n = 1; }, CancellationToken.None, TaskCreationOptions.None, scheduler);")]
    [InlineData("Task.Factory.StartNew(() => { n = 1; }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.FromCurrentSynchronizationContext());")]
    public Task Accepts_work_on_an_unknown_scheduler(string start) => Verify.VerifyAsync(
        "public class C { public int M(TaskScheduler scheduler) { var n = 0; " + start + " return n; } }");

    [Theory]
    [InlineData("new TaskFactory().StartNew(() => { n = 1; });")]
    [InlineData("var factory = new TaskFactory(); factory.StartNew(() => { n = 1; });")]
    [InlineData("Task.Factory.StartNew(() => { n = 1; }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default);")]
    public Task Reports_work_on_the_pool(string start) => Verify.VerifyAsync("public class C { public int M() { var n = 0; " + start + " return [|n|]; } }");

    /// <summary>The work waits until its creator has said that it is ready.</summary>
    [Fact]
    public Task Accepts_work_that_waits_first() => Verify.VerifyAsync("""
        class C
        {
            void M()
            {
                var ready = new ManualResetEvent(false);
                int port = 0;
                var thread = new Thread(() => { ready.WaitOne(); Console.WriteLine(port); });
                thread.Start();
                port = Environment.ProcessId;
                ready.Set();
                thread.Join();
            }
        }
        """);

    [Theory]
    [InlineData("foreach (var d in data) left += d;", "", true)]
    [InlineData("left = Math.Max(left, data[0]);", "", true)]
    [InlineData("foreach (var d in data) left += d;", "t.Join();", false)]
    [InlineData("foreach (var d in data) left += d;", "while (left < 9) Console.WriteLine(left); t.Join();", false)]
    public Task Knows_what_is_counted_up_and_never_waited_for(string work, string between, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            int M(int[] data)
            {
                int left = 0;
                var t = new Thread(() => { {{work}} });
                t.Start();
                {{between}}
                return {{(isReported ? "[|left|]" : "left")}};
            }
        }
        """);
}
