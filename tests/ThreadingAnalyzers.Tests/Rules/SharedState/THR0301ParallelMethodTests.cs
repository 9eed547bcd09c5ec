using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Work that a method of the program is given, and runs on several threads at once.</summary>
public sealed class THR0301ParallelMethodTests
{
    [Theory]
    [InlineData("for (int i = 0; i < count; i++) Task.Run(work);")]
    [InlineData("for (int i = 0; i < count; i++) ThreadPool.QueueUserWorkItem(_ => work());")]
    [InlineData("Parallel.For(0, count, _ => work());")]
    [InlineData("Parallel.For(0, count, _ => { Console.Write('.'); work(); });")]
    [InlineData("var all = new Thread[count]; for (int i = 0; i < count; i++) { all[i] = new Thread(() => work()); all[i].Start(); } foreach (var one in all) one.Join();")]
    [InlineData("var all = Enumerable.Range(0, count).Select(_ => new Thread(new ThreadStart(work))).ToList(); all.ForEach(one => one.Start()); all.ForEach(one => one.Join());")]
    [InlineData("Task.WaitAll(Enumerable.Range(0, count).Select(_ => Task.Run(work)).ToArray());")]
    [InlineData("var a = Task.Run(work); var b = Task.Run(work); a.Wait(); b.Wait();")]
    [InlineData("Task.WhenAll(Task.Run(work), Task.Run(async () => { await Task.Yield(); work(); })).Wait();")]
    [InlineData("using var done = new CountdownEvent(count); for (int i = 0; i < count; i++) ThreadPool.QueueUserWorkItem(_ => { work(); done.Signal(); }); done.Wait();")]
    public Task Reports_what_the_method_runs_several_times(string body) => Verify.VerifyAsync(Program("RunAll(4, () => [|_n++|]);", body));

    [Theory]
    [InlineData("for (int i = 0; i < count; i++) work();")]
    [InlineData("for (int i = 0; i < count; i++) Task.Run(work).Wait();")]
    [InlineData("Task.Run(work).Wait(); Task.Run(work).Wait();")]
    [InlineData("var one = new Thread(() => work()); one.Start(); one.Join();")]
    [InlineData("for (int i = 0; i < count; i++) { var one = new Thread(() => work()); one.Start(); one.Join(); }")]
    [InlineData("var gate = new object(); Parallel.For(0, count, _ => { lock (gate) work(); });")]
    [InlineData("if (count > 1) Task.Run(work).Wait(); else Task.Run(work);")]
    [InlineData("Parallel.For(0, count, _ => Console.Write('.')); work();")]
    [InlineData("var turn = new SemaphoreSlim(1); for (int i = 0; i < count; i++) Task.Run(() => { turn.Wait(); work(); turn.Release(); });")]
    public Task Accepts_what_runs_once_at_a_time(string body) => Verify.VerifyAsync(Program("RunAll(4, () => _n++);", body));

    [Theory]
    [InlineData("RunAll(4, [|Step|]);", false)]
    [InlineData("RunAll(4, Step);", true)]
    public Task Follows_methods_by_name(string call, bool isBad) => Verify.VerifyAsync(Program(call.Replace("[|", "").Replace("|]", ""), "Parallel.For(0, count, _ => work());")
        .Replace("void Step() { }", isBad ? "void Step() { [|_n++|]; }" : "void Step() { Interlocked.Increment(ref _n); }"));

    [Theory]
    [InlineData("RunAll(4, () => Interlocked.Increment(ref _n));")]
    [InlineData("RunAll(4, () => { int own = 0; own++; Console.Write(own); });")]
    [InlineData("RunAll(4, () => { lock (this) _n++; });")]
    [InlineData("foreach (var part in new[] { 1, 2 }) RunAll(part, Console.WriteLine);")]
    public Task Accepts_safe_work(string call) => Verify.VerifyAsync(Program(call, "Parallel.For(0, count, _ => work());"));

    [Fact]
    public Task Follows_a_method_of_another_type() => Verify.VerifyAsync("""
        static class Stress
        {
            public static async Task RunAsync(int count, Action work)
            {
                var all = new Task[count];
                for (int i = 0; i < count; i++)
                    all[i] = Task.Run(work);
                await Task.WhenAll(all);
            }
        }
        class C
        {
            async Task Test()
            {
                int n = 0;
                await Stress.RunAsync(8, () => [|n++|]);
                Console.WriteLine(n);
            }
        }
        """);

    [Fact]
    public Task Accepts_a_method_that_may_be_overridden() => Verify.VerifyAsync("""
        class Runner
        {
            public virtual void Run(int count, Action work) => Parallel.For(0, count, _ => work());
        }
        class C
        {
            int _n;
            void Test(Runner runner) => runner.Run(8, () => _n++);
            async Task Other() => await Task.Yield();
        }
        """);

    private static string Program(string call, string body) => $$"""
        class C
        {
            int _n;
            void Test() { {{call}} Console.WriteLine(_n); }
            void Step() { }
            static void RunAll(int count, Action work) { {{body}} }
        }
        """;
}
