using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0605DroppedTask>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0605DroppedTaskTests
{
    private static Task VerifyBodyAsync(string body, string modifier = "async Task") => Verify.VerifyAsync($$"""
        interface ISink { Task SendAsync(string x); ValueTask<int> CountAsync(); ISink Next { get; } }
        abstract class Base { protected abstract Task WorkAsync(); }
        class C
        {
            readonly ISink _sink; static readonly HttpClient Http = new(); readonly Func<int, Task> _handler; readonly SemaphoreSlim _gate = new(1, 1);
            readonly StringWriter _text = new();
            event Func<Task> Changed;
            {{modifier}} RunAsync(string path, Stream stream, Task task, Task<int> number, List<string> many, CancellationToken token)
            {
                {{body}}
            }
            static async Task OneAsync() => await Task.Yield();
            static async Task<int> TwoAsync<T>(T x) { await Task.Yield(); return 1; }
            async Task SafeAsync() { try { await Task.Yield(); } catch (Exception) { } }
            async IAsyncEnumerable<int> Items() { await Task.Yield(); yield return 1; }
        }
        """);

    public static TheoryData<string> Drops =>
    [
        "[|OneAsync()|];",
        "[|C.OneAsync()|];",
        "[|TwoAsync(1)|];",
        "[|TwoAsync<string>(null)|];",
        "[|_sink.SendAsync(path)|];",
        "[|this._sink.SendAsync(path)|];",
        "_sink?[|.SendAsync(path)|];",
        "_sink?.Next?[|.SendAsync(path)|];",
        "_sink.Next?[|.Next.SendAsync(path)|];",
        "[|_sink.CountAsync()|];",
        "[|_handler(1)|];",
        "[|_handler.Invoke(1)|];",
        "_handler?[|.Invoke(1)|];",
        "Changed?[|.Invoke()|];",
        "[|Http.GetAsync(path)|];",
        "[|Task.Run(() => 1)|];",
        "[|Task.Run(() => OneAsync())|];",
        "[|Task.Run(OneAsync)|];",
        "[|Task.Factory.StartNew(() => 1)|];",
        "[|Task.Delay(10)|];",
        "[|Task.Delay(10, token)|];",
        "[|Task.Delay(10).ConfigureAwait(false)|];",
        "[|Task.Yield()|];",
        "[|Task.WhenAll(task, number)|];",
        "[|OneAsync().ConfigureAwait(false)|];",
        "[|TwoAsync(1).AsTask()|];".Replace(".AsTask()", ".WaitAsync(TimeSpan.FromSeconds(1))"),
        "[|_sink.CountAsync().AsTask()|];",
        "[|stream.FlushAsync()|];",
        "[|stream.WriteAsync(new byte[1])|];",
        "[|stream.DisposeAsync()|];",
        "[|File.WriteAllTextAsync(path, path)|];",
        "[|_gate.WaitAsync()|];",
        "if (path == null) [|OneAsync()|];",
        "foreach (var x in many) [|_sink.SendAsync(x)|];",
        "for (int i = 0; i < 3; [|OneAsync()|], i++) { }",
        "try { } finally { [|OneAsync()|]; }",
        "try { } catch { [|OneAsync()|]; }",
        "using (stream) [|stream.FlushAsync()|];",
        "lock (this) { [|OneAsync()|]; }",
        "[|Items()|];",
        "[|Parallel.ForEachAsync(many, async (x, t) => await _sink.SendAsync(x))|];",
        "switch (path) { case null: [|OneAsync()|]; break; }",
        "Action a = () => [|OneAsync()|];",
        "Action a = () => { [|OneAsync()|]; };",
        "many.ForEach(x => [|_sink.SendAsync(x)|]);",
        "many.ForEach(delegate (string x) { [|_sink.SendAsync(x)|]; });",
        "Func<Task> f = async () => { [|OneAsync()|]; await Task.Yield(); };",
        "void Local() { [|OneAsync()|]; }",
        "void Local() => [|OneAsync()|];",
        "async Task Local() { [|OneAsync()|]; await Task.Yield(); }",
        "Parallel.ForEach(many, x => { [|_sink.SendAsync(x)|]; });",
        "[|OneAsync().ContinueWith(_ => Console.WriteLine())|];",
    ];

    [Theory]
    [MemberData(nameof(Drops))]
    public Task Reports_a_task_that_is_dropped_in_async_code(string body) => VerifyBodyAsync(body + " await Task.Yield();");

    [Theory]
    [MemberData(nameof(Drops))]
    public Task Reports_a_task_that_is_dropped_in_other_code(string body) => VerifyBodyAsync(body, "void");

    [Theory]
    [InlineData("_ = OneAsync();")]
    [InlineData("await OneAsync();")]
    [InlineData("await OneAsync().ConfigureAwait(false);")]
    [InlineData("var t = OneAsync(); await t;")]
    [InlineData("_task = OneAsync();")]
    [InlineData("many.Select(x => _sink.SendAsync(x));")]
    [InlineData("Func<Task> f = () => OneAsync();")]
    [InlineData("Func<Task> f = () => { return OneAsync(); };")]
    [InlineData("await Task.WhenAll(many.Select(x => _sink.SendAsync(x)));")]
    [InlineData("OneAsync().Wait();")]
    [InlineData("OneAsync().GetAwaiter().GetResult();")]
    [InlineData("OneAsync().GetAwaiter().OnCompleted(() => { });")]
    [InlineData("OneAsync().ContinueWith(t => Console.WriteLine(t.Exception));")]
    [InlineData("OneAsync().ContinueWith(t => Console.WriteLine(t.IsFaulted));")]
    [InlineData("OneAsync().ContinueWith(t => Console.WriteLine(), TaskContinuationOptions.OnlyOnFaulted);")]
    [InlineData("OneAsync().ContinueWith(Log); static void Log(Task t) { }")]
    [InlineData("task.ContinueWith(_ => Console.WriteLine());")]
    [InlineData("Task.Delay(1).ContinueWith(_ => Console.WriteLine());")]
    [InlineData("_text.WriteAsync(path);")]
    [InlineData("var memory = new MemoryStream(); memory.WriteAsync(new byte[1], 0, 1);")]
    [InlineData("System.Linq.Expressions.Expression<Action> e = () => OneAsync();")]
    [InlineData("await foreach (var x in Items()) { }")]
    [InlineData("_gate.WaitAsync(); try { } finally { _gate.Release(); }")] // THR0402
    [InlineData("var name = nameof(OneAsync);")]
    public Task Accepts_a_task_that_goes_somewhere(string body) => VerifyBodyAsync(body.Replace("_task =", "var kept = Task.CompletedTask; kept =") + " await Task.Yield();");

    [Theory]
    [InlineData("SafeAsync();")]
    [InlineData("Task.Run(() => { try { Console.WriteLine(); } catch (Exception) { } });")]
    [InlineData("Task.Run(async () => { while (true) { try { await OneAsync(); } catch (Exception) { } } });")]
    [InlineData("Task.Factory.StartNew(() => { int n = 0; try { n++; } catch { } }, TaskCreationOptions.LongRunning);")]
    public Task Accepts_background_work_that_handles_its_exceptions(string body) => VerifyBodyAsync(body, "void");

    [Theory]
    [InlineData("[|Task.Run(() => { try { Console.WriteLine(); } catch (InvalidOperationException) { } })|];")]
    [InlineData("[|Task.Run(() => { Console.WriteLine(); try { } catch { } })|];")]
    [InlineData("[|Task.Run(() => { try { } catch { throw; } })|];")]
    public Task Reports_background_work_that_lets_exceptions_out(string body) => VerifyBodyAsync(body, "void");

    [Fact]
    public Task Reports_members_of_every_kind() => Verify.VerifyAsync("""
        class C
        {
            static Task WorkAsync() => Task.CompletedTask;
            static async Task SlowAsync() => await Task.Yield();
            C() { [|SlowAsync()|]; }
            C(int n) => [|SlowAsync()|];
            static C() { [|SlowAsync()|]; }
            ~C() { [|SlowAsync()|]; }
            int P { get { [|SlowAsync()|]; return 1; } set => [|SlowAsync()|]; }
            int this[int i] { set { [|SlowAsync()|]; } }
            event Action E { add { [|SlowAsync()|]; } remove { [|SlowAsync()|]; } }
            void M() => [|SlowAsync()|];
            Task N() { [|SlowAsync()|]; return Task.CompletedTask; }
            IEnumerable<int> I() { [|SlowAsync()|]; yield return 1; }
            Action _a = () => [|SlowAsync()|];
            public static C operator +(C a, C b) { [|SlowAsync()|]; return a; }
        }
        static class Extensions { public static async Task LaterAsync(this string s) => await Task.Yield(); static void M() { [|"x".LaterAsync()|]; [|Extensions.LaterAsync("x")|]; } }
        class Derived : Task { public Derived() : base(() => { }) { } static Derived StartAsync() => new(); void M() { [|StartAsync()|]; } }
        """);

    [Fact]
    public Task Reports_values_that_can_only_be_awaited() => Verify.VerifyAsync("""
        struct Turn
        {
            public Awaiter GetAwaiter() => default;
            public struct Awaiter : INotifyCompletion { public bool IsCompleted => true; public void GetResult() { } public void OnCompleted(Action next) => next(); }
        }
        class Operation
        {
            public TaskAwaiter GetAwaiter() => default;
        }
        struct Cursor { public int GetAwaiter() => 0; }
        class C
        {
            Turn TakeAsync() => default;
            Operation BeginAsync() => new();
            Cursor MoveAsync() => default;
            async Task M() { await Task.Yield(); [|TakeAsync()|]; await TakeAsync(); BeginAsync(); MoveAsync(); _ = TakeAsync(); }
        }
        """);

    [Fact]
    public Task Reports_statements_of_a_program() => Verify.VerifyProgramAsync("""
        [|Task.Delay(1)|];
        [|File.WriteAllTextAsync("a", "b")|];
        await Task.Yield();
        Task.Run(() => { }); // the program ends: THR0504
        """);

    [Fact]
    public Task Accepts_calls_on_substitutes() => Verify.VerifyAsync("""
        namespace NSubstitute
        {
            public static class Extensions { public static T Received<T>(this T x) => x; public static object When<T>(this T x, Action<T> call) => x; }
        }
        namespace Tests
        {
            using NSubstitute;
            public interface IStore { Task SaveAsync(); }
            class C { void M(IStore s) { s.Received().SaveAsync(); s.When(x => x.SaveAsync()); [|s.SaveAsync()|]; } }
        }
        """);

    [Fact]
    public Task Accepts_a_task_that_the_method_only_hands_out() => Verify.VerifyAsync("""
        class Waiter
        {
            readonly TaskCompletionSource _done = new();
            Task Queue(List<Waiter> all) { all.Add(this); return _done.Task; }
            void M(List<Waiter> all) { Queue(all); }
            void N(Stream s) { Assert.Throws<ArgumentException>(() => s.FlushAsync()); Assert.Throws<ArgumentException>(() => { s.FlushAsync(); }); }
        }
        static class Assert { public static void Throws<T>(Action a) { } }
        """);

    [Theory]
    [InlineData("Task.Delay(1)", "what follows does not wait, so there is no pause")]
    [InlineData("Task.Run(() => 1)", "nobody waits for it or sees its exceptions")]
    public Task Says_what_is_lost(string call, string loss) => Verify.VerifyAsync(
        $$"""class C { async Task M() { {|#0:{{call}}|}; await Task.Yield(); } }""",
        Verify.Finding().WithLocation(0).WithArguments(call, loss));

    [Fact]
    public Task Promises_less_where_the_function_is_not_asynchronous() => Verify.VerifyAsync(
        """class C { void M() { {|#0:Task.Run(() => 1)|}; } }""",
        Verify.Finding().WithLocation(0).WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithArguments("Task.Run(() => 1)", "nobody waits for it or sees its exceptions"));

    [Fact]
    public Task Accepts_what_a_call_only_hands_out() => Verify.VerifyAsync(
        """class C { Task _t; readonly Dictionary<int, Task> _all = new(); void M(Task other) { Interlocked.Exchange(ref _t, other); _all.GetValueOrDefault(1); } }""");

    [Theory]
    [InlineData("async Task Save() { await Task.Yield(); }")]
    [InlineData("async System.Threading.Tasks.Task Save() { await Task.Yield(); }")]
    [InlineData("async Task<List<int>> Save() { await Task.Yield(); return null; }")]
    [InlineData("async Task<int>  Save<T>() { await Task.Yield(); return 1; } async Task<int> Save() => 1;")]
    [InlineData("async ValueTask Save() { await Task.Yield(); }")]
    public Task Reports_calls_of_methods_whose_names_do_not_say_that_they_are_async(string method) => Verify.VerifyAsync(
        $$"""class C { int _x; void M() { [|Save()|]; } int X { set { _x = value; [|Save()|]; } } C() => [|Save()|]; {{method}} }""");

    [Theory]
    [InlineData("class C { readonly Func<Task> _work; void M() { [|_work()|]; } }")]
    [InlineData("class C { public Func<string, Dictionary<int, string>, Task<int>> Work { get; set; } void M() { Work?[|.Invoke(null, null)|]; } }")]
    [InlineData("class C { readonly IDictionary<string, Func<ValueTask>> _works; void M() { [|_works[\"a\"]()|]; } }")]
    [InlineData("class C { event Handler Raised; void M(int e) { Raised?[|.Invoke(e)|]; } } delegate Task Handler(int e);")]
    [InlineData("class C { Handler<int> _handler; void M(int e) { [|_handler(e)|]; } } delegate ValueTask Handler<in T>(T e);")]
    public Task Reports_delegates_whose_declaration_alone_hints_at_tasks(string program) => Verify.VerifyAsync(program);

    // What another file declares, the text of this one does not say.
    [Fact]
    public Task KnownMiss_a_delegate_where_nothing_hints_at_tasks() => Verify.VerifyAsync("""
        class Base { protected Func<int, Task> Work; }
        class C : Base { void M() { var made = Made(); made(1); } private static Func<int, Task>[] s_all; static dynamic Made() => s_all[0]; }
        """);

    // Null says that all is done; who drops the task may know that it is.
    [Fact]
    public Task Reports_what_may_have_ended_as_information() => Verify.VerifyAsync(
        """
        public class C
        {
            private bool _isFull;
            private Task Write(int n) { if (_isFull) return Task.Delay(n); return null; }
            public Task M() { {|#0:Write(1)|}; return Task.CompletedTask; }
        }
        """,
        Verify.Finding().WithLocation(0).WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithArguments("Write(1)", "nobody waits for it or sees its exceptions"));

    [Fact]
    public Task Accepts_a_pause_that_is_there_to_throw() => Verify.VerifyAsync(
        "class Assert { public static void Throws<T>(Action code) { } } class C { void M() { Assert.Throws<ArgumentOutOfRangeException>(() => { Task.Delay(-2); }); } }");

    [Fact]
    public Task Reports_a_wait_that_nobody_waits_for() => Verify.VerifyAsync("""
        class Gate { readonly TaskCompletionSource _all = new(); int _left; public Task SignalAndWaitAsync() { _left--; return _all.Task; } public Task Signal() { _left--; return _all.Task; } }
        class C { async Task M(Gate gate) { [|gate.SignalAndWaitAsync()|]; gate.Signal(); await Task.Yield(); } void N(Gate gate) => gate.SignalAndWaitAsync(); }
        """);

    [Fact]
    public Task Accepts_substitutes_of_a_library_that_does_not_resolve() => Verify.VerifyAloneAsync("""
        class C { Mock<IDisposable> _mock; async Task M() { _mock.Setup(x => x.Dispose()).ReturnsAsync(1); _sub.Received().SaveAsync(1); await Task.Yield(); } }
        """);

    [Fact]
    public Task Accepts_the_continuation_of_an_awaiter() => Verify.VerifyAsync("""
        struct Awaiter : ICriticalNotifyCompletion
        {
            public void OnCompleted(Action next) => Task.Run(next);
            public void UnsafeOnCompleted(Action next) => Task.Factory.StartNew(next, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        }
        """);

    [Fact]
    public Task Accepts_a_method_that_gives_back_the_task_it_took() => Verify.VerifyAsync("""
        static class Tasks
        {
            public static Task ObserveErrors(this Task task) { task?.ContinueWith(t => GC.KeepAlive(t.Exception), TaskContinuationOptions.OnlyOnFaulted); return task!; }
            public static Task<T> Mark<T>(this Task<T> task) => task;
        }
        class C
        {
            static Task OneAsync() => Task.Delay(1);
            static async Task<int> TwoAsync() { await Task.Yield(); return 1; }
            async Task M(Task[] pending, Task<int> number)
            {
                await Task.Yield();
                for (int i = 0; i < pending.Length; i++)
                    pending[i].ObserveErrors();
                number.Mark();
                OneAsync().ObserveErrors();
                [|TwoAsync().Mark()|];
            }
        }
        """);

    [Fact]
    public Task Accepts_background_work_that_leaves_its_exceptions_to_a_method_that_handles_them() => Verify.VerifyAsync("""
        class C
        {
            readonly SemaphoreSlim _gate = new(1, 1); event Func<string, Task> Closed; event Func<string, Task> Opened;
            void M() { RunAsync(); LockedAsync(); [|ThrowingAsync()|]; async Task RunAsync() { await Task.Yield(); await InvokeAllAsync<string>(Closed, "x").ConfigureAwait(false); } }
            async Task LockedAsync() { await _gate.WaitAsync(); try { await Opened("x"); } catch (Exception e) { Console.WriteLine(e); } finally { _gate.Release(); } }
            async Task ThrowingAsync() { await Task.Yield(); await Opened("x"); }
            static async Task InvokeAllAsync<T>(Func<T, Task> handlers, T argument) { try { await handlers(argument); } catch (Exception e) { Console.WriteLine(e); } }
        }
        """);

    [Fact]
    public Task Accepts_work_that_completes_a_source_that_it_is_given() => Verify.VerifyAsync("""
        class C
        {
            TaskCompletionSource<int> _refreshed = new();
            async Task M() { RefreshAsync(_refreshed); [|OtherAsync(_refreshed.Task)|]; await _refreshed.Task; }
            static async Task RefreshAsync(TaskCompletionSource<int> done) { try { await Task.Yield(); done.SetResult(1); } catch (Exception e) { done.SetException(e); } }
            static async Task OtherAsync(Task<int> before) { await before; }
        }
        """);
}
