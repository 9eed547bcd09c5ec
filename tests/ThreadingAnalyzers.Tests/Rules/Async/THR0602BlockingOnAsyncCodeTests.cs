using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0602BlockingOnAsyncCode>;
using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Async.THR0602BlockingOnAsyncCode,
    ThreadingAnalyzers.CodeFixes.Async.THR0602BlockingOnAsyncCodeCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0602BlockingOnAsyncCodeTests
{
    private static Task VerifyBodyAsync(string body) => Verify.VerifyAsync($$"""
        class C
        {
            Task<int> _task; readonly object _lock = new(); HttpClient _http;
            void Run(Task task, Task<int> number, List<Task> many, Func<Task<int>> load, string[] names, CancellationToken token)
            {
                {{body}}
            }
            static async Task<int> OneAsync() { await Task.Yield(); return 1; }
            static async Task TwoAsync(string name) => await Task.Yield();
            static int Compute() => 1;
        }
        """);

    [Theory]
    [InlineData("bool TryStop(int limit) { _stop.Cancel(); return _loop.Wait(limit); }")]
    [InlineData("bool Look(int limit) { return [|_loop.Wait(limit)|]; }")]
    [InlineData("void End() { _stop.Cancel(); [|_loop.Wait()|]; }")]
    public Task Knows_who_stops_the_work_and_waits_a_while(string member) => Verify.VerifyAsync(
        $$"""class C { readonly CancellationTokenSource _stop = new(); Task _loop; void Start() => _loop = RunAsync(); async Task RunAsync() => await Task.Delay(9, _stop.Token); {{member}} }""");

    [Theory]
    [InlineData("var x = [|OneAsync().Result|];")]
    [InlineData("[|OneAsync().Wait()|];")]
    [InlineData("[|OneAsync().Wait(100)|];")]
    [InlineData("[|OneAsync().Wait(token)|];")]
    [InlineData("var x = [|OneAsync().GetAwaiter().GetResult()|];")]
    [InlineData("var x = [|OneAsync().ConfigureAwait(false).GetAwaiter().GetResult()|];")]
    [InlineData("var x = [|load().Result|];")]
    [InlineData("var x = [|_http.GetStringAsync(\"x\").Result|].Length;")]
    [InlineData("var t = OneAsync(); Console.WriteLine([|t.Result|]);")]
    [InlineData("[|task.Wait()|];")]
    [InlineData("var x = [|number.Result|];")]
    [InlineData("var x = [|_task.Result|];")]
    [InlineData("[|Task.WaitAll(OneAsync(), TwoAsync(null))|];")]
    [InlineData("[|Task.WaitAll(names.Select(TwoAsync).ToArray())|];")]
    [InlineData("[|Task.WaitAll(names.Select(name => TwoAsync(name)).ToArray())|];")]
    [InlineData("[|Task.WhenAll(names.Select(async name => await TwoAsync(name))).Wait()|];")]
    [InlineData("var x = [|Task.Run(() => OneAsync()).Result|];")]
    [InlineData("var x = [|Task.Run(async () => await OneAsync()).GetAwaiter().GetResult()|];")]
    [InlineData("var all = new List<Task>(); foreach (var name in names) all.Add(TwoAsync(name)); [|Task.WaitAll(all.ToArray())|];")]
    [InlineData("if (CheckAccess()) [|OneAsync().Wait()|]; bool CheckAccess() => true;")]
    [InlineData("void Local() { [|TwoAsync(null).Wait()|]; }")]
    [InlineData("Action a = () => [|TwoAsync(null).Wait()|];")]
    [InlineData("foreach (var name in names) [|TwoAsync(name).Wait()|];")]
    [InlineData("[|Task.WaitAny(OneAsync(), TwoAsync(null))|];")]
    [InlineData("[|LoadAsync().Wait()|]; Task LoadAsync() => Task.Run(() => OneAsync());")]
    [InlineData("[|LoadAsync().Wait()|]; Task LoadAsync() => OneAsync();")]
    [InlineData("[|Task.WhenAny(task, number).Wait()|];")]
    [InlineData("[|DisposeAsync().AsTask().Wait()|]; async ValueTask DisposeAsync() => await Task.Yield();")]
    public Task Reports_blocking_on_async_code(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("var x = Task.Run(() => Compute()).Result;")]
    [InlineData("var t = Task.Run(Compute); Console.WriteLine(t.Result);")]
    [InlineData("Task.Factory.StartNew(() => Compute()).Wait();")]
    [InlineData("Task.WaitAll(Task.Run(Compute), Task.Run(() => { }));")]
    [InlineData("var all = new List<Task>(); all.Add(Task.Run(Compute)); Task.WaitAll(all.ToArray());")]
    [InlineData("Task.WaitAll(many.ToArray());")]
    [InlineData("LoadAsync().Wait(); Task LoadAsync() => Task.Run(Compute);")]
    [InlineData("Console.WriteLine(LoadAsync(1).Result); static Task<int> LoadAsync(int n) { return Task.Factory.StartNew(() => n); }")]
    [InlineData("Task.Delay(10).Wait();")]
    [InlineData("var x = Task.FromResult(1).Result;")]
    [InlineData("if (number.IsCompleted) Console.WriteLine(number.Result);")]
    [InlineData("if (task.Wait(0)) return;")]
    [InlineData("number.ContinueWith(t => t.Result);")]
    [InlineData("var now = new Task<int>(() => 1); now.RunSynchronously(); Console.WriteLine(now.Result);")]
    [InlineData("_task.RunSynchronously(); Console.WriteLine(_task.Result);")]
    [InlineData("if (!CheckAccess()) OneAsync().Wait(); bool CheckAccess() => true;")]
    [InlineData("if (CheckAccess()) { Compute(); } else { OneAsync().Wait(); } bool CheckAccess() => true;")]
    [InlineData("if (CheckAccess()) return; OneAsync().Wait(); bool CheckAccess() => true;")]
    [InlineData("number.RunSynchronously(); Console.WriteLine(number.Result);")]
    [InlineData("lock (_lock) { var x = OneAsync().Result; }")]
    [InlineData("Task.Run(() => OneAsync().Wait());")]
    [InlineData("Func<Task<int>> f = async () => { await Task.Yield(); return OneAsync().Result; };")]
    [InlineData("System.Linq.Expressions.Expression<Func<int>> e = () => OneAsync().Result;")]
    [InlineData("Thread.Sleep(1); new SemaphoreSlim(1).Wait(); new ManualResetEvent(false).WaitOne();")]
    public Task Accepts_what_does_not_wait_for_async_code(string body) => VerifyBodyAsync(body);

    [Fact]
    public Task Reports_members_that_cannot_be_async_but_not_entry_points() => Verify.VerifyAsync("""
        class C : IDisposable
        {
            static async Task<int> OneAsync() { await Task.Yield(); return 1; }
            C() { [|OneAsync().Wait()|]; }
            int P => [|OneAsync().Result|];
            public void Dispose() => [|OneAsync().Wait()|];
            public static void Main() { OneAsync().Wait(); }
            static C() { OneAsync().Wait(); }
            async Task MAsync() { await Task.Yield(); OneAsync().Wait(); }
            async ValueTask<int> VAsync() { await Task.Yield(); return 1; }
            int V() => VAsync().Result;
        }
        """);

    [Theory]
    [InlineData("int M() => [|OneAsync().Result|];", "async Task<int> M() => await OneAsync();")]
    [InlineData("void M() { [|OneAsync().Wait()|]; }", "async Task M() { await OneAsync(); }")]
    [InlineData("string M() { return [|OneAsync().GetAwaiter().GetResult()|].ToString(); }", "async Task<string> M() { return (await OneAsync()).ToString(); }")]
    [InlineData("int M() => [|OneAsync().Result|];\n    async Task<int> N() { await Task.Yield(); return M() + 1; }", "async Task<int> M() => await OneAsync();\n    async Task<int> N() { await Task.Yield(); return await M() + 1; }")]
    [InlineData("int M() => [|OneAsync().Result|];\n    Task<int> N() { var x = M(); return Task.FromResult(x); }", "async Task<int> M() => await OneAsync();\n    async Task<int> N() { var x = await M(); return x; }")]
    [InlineData("int P => [|OneAsync().Result|]; // 1", "async Task<int> GetPAsync() => await OneAsync(); // 1")]
    [InlineData("// 1\n    public int P { get { return [|OneAsync().Result|]; } } // 2", "// 1\n    public async Task<int> GetPAsync()\n    { return await OneAsync(); } // 2")]
    [InlineData("public int P\n    {\n        get { return [|OneAsync().Result|]; } // one\n    } // two", "public async Task<int> GetPAsync()\n    { return await OneAsync(); } // one // two")]
    [InlineData("public int P { get => [|OneAsync().Result|]; }\n    int N(C c) => c.P + P;", "public async Task<int> GetPAsync() => await OneAsync();\n    async Task<int> N(C c) => await c.GetPAsync() + await GetPAsync();")]
    [InlineData("public int this[int i] => [|OneAsync().Result|] + i;\n    int N(C c) => c[1] + this[2];", "public async Task<int> GetAsync(int i) => await OneAsync() + i;\n    async Task<int> N(C c) => await c.GetAsync(1) + await this.GetAsync(2);")]
    public Task Fixes(string blocking, string awaiting) => Fix.FixesAsync(Program(blocking), Program(awaiting));

    [Theory]
    [InlineData("C() { [|OneAsync().Wait()|]; }")]
    [InlineData("public virtual int P => [|OneAsync().Result|];")]
    [InlineData("int P { get => [|OneAsync().Result|]; set { } }")]
    [InlineData("int P { get => [|OneAsync().Result|]; init { } }")]
    [InlineData("int P => [|OneAsync().Result|];\n    int Q => P;")]
    [InlineData("int P => [|OneAsync().Result|];\n    string N() => nameof(P);")]
    [InlineData("int P => [|OneAsync().Result|];\n    bool N(C c) => c is { P: 1 };")]
    [InlineData("int P => [|OneAsync().Result|];\n    int? N(C c) => c?.P;")]
    [InlineData("int P => [|OneAsync().Result|];\n    int GetPAsync() => 1;")]
    [InlineData("[Obsolete] int P => [|OneAsync().Result|];")]
    [InlineData("public override string ToString() => [|OneAsync().Result|].ToString();")]
    [InlineData("int M() => [|OneAsync().Result|];\n    int P => M();")]
    [InlineData("int M() => [|OneAsync().Result|];\n    Func<int> N() => M;")]
    [InlineData("static int Wait(Task<int> task) => [|task.Result|];")]
    [InlineData("void Dispose() { [|OneAsync().Wait()|]; }")]
    public Task Offers_nothing_where_a_caller_cannot_await(string blocking) => Fix.OffersNothingAsync(Program(blocking));

    private static string Program(string members) => $$"""
        using System;
        using System.Threading.Tasks;

        class C
        {
            static async Task<int> OneAsync() { await Task.Yield(); return 1; }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("class C { static readonly string S = [|new HttpClient().GetStringAsync(\"x\").Result|]; }")]
    [InlineData("class C { readonly string S = [|LoadAsync().Result|]; static async Task<string> LoadAsync() { await Task.Yield(); return null; } }")]
    [InlineData("class C { string S { get; } = [|new HttpClient().GetStringAsync(\"x\").GetAwaiter().GetResult()|]; }")]
    [InlineData("class C { static string S; static C() { S = [|new HttpClient().GetStringAsync(\"x\").Result|]; } }")]
    public Task Reports_initializers(string program) => Verify.VerifyAsync(program);

    [Fact]
    public Task Leaves_static_initialization_that_waits_for_its_own_type_to_another_rule() => Verify.VerifyAsync(
        "class C { static readonly string S = LoadAsync().Result; static async Task<string> LoadAsync() { await Task.Yield(); return null; } }");

    [Theory]
    [InlineData("Task _loop; void Start() { _loop = RunAsync(); } public void Dispose() { _loop.Wait(); _loop?.Wait(); }")]
    [InlineData("Task<int> _sum; int Go() { _sum = Task.Run(() => 1); _sum.Wait(); return _sum.Result; }")]
    public Task Accepts_ends_of_forks(string members) => Verify.VerifyAsync($$"""class C { async Task RunAsync() => await Task.Yield(); {{members}} }""");

    [Theory]
    [InlineData("Task _loop; void Stop() => _loop?[|.Wait()|];")]
    [InlineData("Task _loop; void Go() { _loop = RunAsync(); [|_loop.Wait()|]; }")]
    [InlineData("public void Dispose() { [|RunAsync().Wait()|]; }")]
    [InlineData("Task _loop; void Start() { _loop = RunAsync(); } public void Finish() { [|_loop.Wait()|]; }")]
    public Task Reports_fields(string members) => Verify.VerifyAsync($$"""class C { async Task RunAsync() => await Task.Yield(); {{members}} }""");

    [Fact]
    public Task Accepts_services_that_wait_for_what_they_stop() => Verify.VerifyAsync("""
        abstract class Service { protected abstract void OnStop(); protected abstract void OnPause(); }
        class C : Service
        {
            Task _work = RunAsync();
            static async Task RunAsync() => await Task.Yield();
            protected override void OnStop() { _work.Wait(1000); }
            protected override void OnPause() { [|_work.Wait(1000)|]; }
        }
        """);

    [Fact]
    public Task Accepts_synchronous_tests() => Verify.VerifyAsync("""
        class TestAttribute : Attribute { } class SetUpAttribute : Attribute { } class FactAttribute : Attribute { }
        class C
        {
            static async Task RunAsync() => await Task.Yield();
            [Test] public void M() { RunAsync().Wait(); }
            [SetUp] public void Before() { RunAsync().Wait(); }
            [Fact] public void N() { [|RunAsync().Wait()|]; }
        }
        """);

    [Fact]
    public Task Accepts_the_result_in_an_awaiter_of_ones_own() => Verify.VerifyAsync("""
        readonly struct Awaiter : ICriticalNotifyCompletion
        {
            private readonly Task<int> _task;
            public Awaiter(Task<int> task) => _task = task;
            public bool IsCompleted => false;
            public int GetResult() => _task.GetAwaiter().GetResult();
            public void OnCompleted(Action continuation) { }
            public void UnsafeOnCompleted(Action continuation) { }
        }
        """);

    [Theory]
    [InlineData("Array.ForEach(tasks, task => task.RunSynchronously()); return tasks.Select(task => task.Result).Sum();")]
    [InlineData("tasks.ToList().ForEach(task => { }); return tasks.Select(task => [|task.Result|]).Sum();")]
    public Task Knows_tasks_that_were_run_one_by_one(string code) => Verify.VerifyAsync($$"""
        class Stages { public int Run(Task<int>[] tasks) { {{code}} } }
        """);
}
