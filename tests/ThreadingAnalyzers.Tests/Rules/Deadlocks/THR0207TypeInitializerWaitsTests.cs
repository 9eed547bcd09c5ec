using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Deadlocks.THR0207TypeInitializerWaits>;

namespace ThreadingAnalyzers.Tests.Rules.Deadlocks;

public class THR0207TypeInitializerWaitsTests
{
    private static string Members(string members) => $$"""
        class Other { public static int Load() => 1; }
        class C
        {
            static readonly List<int> s_list = new();
            static int s_n;
            {{members}}
        }
        """;

    [Theory]
    [InlineData("static C() { [|Task.Run(() => s_list.Add(1)).Wait()|]; }")]
    [InlineData("static C() { var t = Task.Run(() => { s_n = 1; }); [|t.Wait()|]; }")]
    [InlineData("static C() { var t = new Thread(Fill); t.Start(); [|t.Join()|]; } static void Fill() { }")]
    [InlineData("static C() { s_n = [|Task.Run(Fill).Result|]; } static int Fill() => 1;")]
    [InlineData("static C() { s_n = [|Task.Run(() => Fill()).GetAwaiter().GetResult()|]; } static int Fill() => 1;")]
    [InlineData("static C() { [|Task.WaitAll(Task.Run(() => s_list.Add(1)), Task.Run(() => s_n = 1))|]; }")]
    [InlineData("static C() { [|Parallel.For(0, 10, i => Interlocked.Add(ref s_n, i))|]; }")]
    [InlineData("static C() { [|Load()|]; } static void Load() { var t = Task.Run(() => s_n = 1); t.Wait(); }")]
    [InlineData("static readonly int s_value = [|Task.Run(() => Fill()).Result|]; static int Fill() => 1;")]
    [InlineData("static C() { var t = Task.Run(() => new C()); [|t.Wait()|]; }")]
    [InlineData("static C() { [|Load().Wait()|]; } static async Task Load() { await Task.Yield(); s_n = 1; }")]
    public Task Reports_waiting_for_the_type(string members) => Verify.VerifyAsync(Members(members));

    [Theory]
    [InlineData("static C() { Task.Run(() => s_list.Add(1)); }")]
    [InlineData("static C() { var t = Task.Run(() => Other.Load()); t.Wait(); }")]
    [InlineData("static C() { var list = new List<int>(); Task.Run(() => list.Add(1)).Wait(); s_n = list.Count; }")]
    [InlineData("static C() { Parallel.For(0, 10, i => Other.Load()); }")]
    [InlineData("static C() { Load().Wait(); } static async Task Load() { s_n = 1; await Task.Yield(); }")]
    [InlineData("public C() { Task.Run(() => s_list.Add(1)).Wait(); }")]
    [InlineData("static void M() { Task.Run(() => s_list.Add(1)).Wait(); }")]
    [InlineData("static readonly Lazy<int> s_lazy = new(() => Task.Run(() => Fill()).Result); static int Fill() => 1;")]
    [InlineData("const int Most = 3; static C() { Task.Run(() => Console.WriteLine(Most)).Wait(); }")]
    public Task Accepts_other_work(string members) => Verify.VerifyAsync(Members(members));
}
