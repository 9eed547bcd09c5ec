using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0611ValueTaskKept>;
using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Async.THR0611ValueTaskKept,
    ThreadingAnalyzers.CodeFixes.Async.THR0611ValueTaskKeptCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0611ValueTaskKeptTests
{
    private static Task VerifyBodyAsync(string body, string signature = "async Task") => Verify.VerifyAsync($$"""
        class C
        {
            ValueTask<int> _next; ValueTask Prop { get; set; } static ValueTask<int> s_next; readonly Dictionary<int, ValueTask<int>> _all = new(); readonly List<ValueTask> _list = new();
            readonly ValueTask<int>[] _array = new ValueTask<int>[3];
            {{signature}} RunAsync(ValueTask<int> given, bool flag)
            {
                {{body}}
            }
            static async ValueTask<int> OneAsync() { await Task.Yield(); return 1; }
            static async ValueTask TwoAsync() => await Task.Yield();
        }
        """);

    [Theory]
    [InlineData("var v = OneAsync(); await v; [|await v|];")]
    [InlineData("var v = OneAsync(); var a = await v; var b = [|v.Result|];")]
    [InlineData("var v = OneAsync(); await v; [|v.AsTask()|].Wait();")]
    [InlineData("var v = OneAsync(); await v; await [|v.ConfigureAwait(false)|];")]
    [InlineData("var v = OneAsync(); var t = v.AsTask(); var u = [|v.AsTask()|]; await t; await u;")]
    [InlineData("var v = OneAsync(); if (flag) await v; [|await v|];")]
    [InlineData("var v = OneAsync(); while (flag) [|await v|];")]
    [InlineData("var v = OneAsync(); for (int i = 0; i < 3; i++) { Console.WriteLine([|await v|]); }")]
    [InlineData("await given; [|await given|];")]
    [InlineData("var v = OneAsync(); var copy = v; await v; [|await copy|];")]
    [InlineData("var copy = given; var other = copy; await other; [|await copy|];")]
    [InlineData("var v = OneAsync(); try { await v; } catch (Exception) { [|await v|]; }")]
    [InlineData("var sum = await given + [|await given|];")]
    [InlineData("Task<int> Wrap(ValueTask<int> v) => v.AsTask(); await Wrap(given); [|await given|];")]
    [InlineData("Func<ValueTask<int>, Task> take = v => v.AsTask(); await take(given); [|await given|];")]
    [InlineData("await Task.WhenAll(given.AsTask(), [|given.AsTask()|]);")]
    public Task Reports_what_is_consumed_twice(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("var v = OneAsync(); await v;")]
    [InlineData("Task<int> Wrap(ValueTask<int> v) => v.AsTask(); await Wrap(given);")]
    [InlineData("bool IsQuick(ValueTask<int> v) => v.IsCompleted; if (IsQuick(given)) await given;")]
    [InlineData("Console.WriteLine(given.IsCompleted); GC.KeepAlive(given); if (given.Equals(default)) return; await given;")]
    [InlineData("var v = OneAsync(); await v; v = OneAsync(); await v;")]
    [InlineData("var v = OneAsync().Preserve(); await v; await v;")]
    [InlineData("var v = OneAsync(); if (flag) await v; else await v;")]
    [InlineData("var v = new ValueTask<int>(1); await v; await v;")]
    [InlineData("ValueTask<int> v = default; for (int i = 0; i < 3; i++) await v;")]
    [InlineData("var v = OneAsync(); var x = v.IsCompletedSuccessfully ? v.Result : await v;")]
    [InlineData("var v = OneAsync(); if (flag) { await v; return; } await v;")]
    [InlineData("var v = OneAsync(); if (v.IsCompleted) Console.WriteLine(); await v;")]
    [InlineData("while (flag) { var v = OneAsync(); await v; }")]
    [InlineData("var v = OneAsync().AsTask(); await v; await v;")]
    [InlineData("var a = OneAsync(); var b = OneAsync(); await a; await b;")]
    [InlineData("_next = new ValueTask<int>(1); _next = default; Prop = ValueTask.CompletedTask; _next = ValueTask.FromResult(1);")]
    [InlineData("_next = given;")]
    [InlineData("_next = OneAsync().Preserve();")]
    [InlineData("var task = OneAsync().AsTask();")]
    public Task Accepts_what_is_consumed_once(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("int M() { var v = OneAsync(); Wait(in v); return v.Result; } static void Wait(in ValueTask<int> task) { }")]
    [InlineData("int M() { var v = OneAsync(); Look(1); return [|v.Result|]; } static void Look(in int n) { }")]
    public Task Accepts_the_result_of_what_was_lent_to_be_waited_for(string member) => Verify.VerifyAsync($"class C {{ static async ValueTask<int> OneAsync() {{ await Task.Yield(); return 1; }} {member} }}");

    [Theory]
    [InlineData("async ValueTask<int> ReadAsync() { await Task.Yield(); return 1; }", true)]
    [InlineData("[System.Runtime.CompilerServices.AsyncMethodBuilder(typeof(System.Runtime.CompilerServices.PoolingAsyncValueTaskMethodBuilder<>))] async ValueTask<int> ReadAsync() { await Task.Yield(); return 1; }", false)]
    [InlineData("ValueTask<int> ReadAsync() => default;", false)]
    public Task Promises_less_where_a_task_is_behind_it(string member, bool isInfo) => Verify.VerifyAsync(
        $"class C {{ int M() => {{|#0:ReadAsync().Result|}}; {member} }}",
        Verify.Finding().WithLocation(0).WithSeverity(isInfo ? Microsoft.CodeAnalysis.DiagnosticSeverity.Info : Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithArguments("ReadAsync().Result", "blocks on a ValueTask that may not have ended, which its source need not support"));

    [Theory]
    [InlineData("_next = [|OneAsync()|];")]
    [InlineData("this._next = flag ? [|OneAsync()|] : default;")]
    [InlineData("Prop = [|TwoAsync()|];")]
    [InlineData("s_next = [|OneAsync()|];")]
    [InlineData("_all[1] = [|OneAsync()|];")]
    [InlineData("_all.Add(1, [|OneAsync()|]);")]
    [InlineData("_list.Add([|TwoAsync()|]);")]
    [InlineData("_array[0] = [|OneAsync()|];")]
    [InlineData("var v = _next = [|OneAsync()|]; await v;")]
    [InlineData("Func<ValueTask<int>> f = OneAsync; _next = [|f()|];")]
    public Task Reports_what_is_kept(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("var x = [|OneAsync().Result|];")]
    [InlineData("[|TwoAsync().GetAwaiter().GetResult()|];")]
    [InlineData("[|OneAsync().ConfigureAwait(false).GetAwaiter().GetResult()|];")]
    [InlineData("var v = OneAsync(); var x = [|v.Result|];")]
    [InlineData("var x = [|given.Result|];")]
    public Task Reports_what_is_blocked_on(string body) => VerifyBodyAsync(body, "void");

    [Theory]
    [InlineData("var x = new ValueTask<int>(1).Result;")]
    [InlineData("var x = default(ValueTask<int>).Result;")]
    [InlineData("Throws(() => { var x = OneAsync().Result; }); void Throws(Action act) { }")]
    [InlineData("if (given.IsCompletedSuccessfully) Console.WriteLine(given.Result);")]
    [InlineData("var x = OneAsync().AsTask().Result;")]
    [InlineData("TwoAsync().AsTask().Wait();")]
    [InlineData("Func<Task<int>> f = async () => { await Task.Yield(); return OneAsync().Result; };")]
    public Task Accepts_what_has_ended_or_is_a_task(string body) => VerifyBodyAsync(body, "void");

    [Fact]
    public Task Accepts_a_struct_that_wraps_one() => Verify.VerifyAsync("""
        struct Wrapper { ValueTask<int> _task; public Wrapper(Func<ValueTask<int>> f) { _task = f(); } }
        """);

    private static string Program(string members) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;

        class C
        {
            static async ValueTask<int> OneAsync() { await Task.Yield(); return 1; }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("async Task M() { var v = OneAsync(); await v; [|await v|]; }", "async Task M() { var v = OneAsync().AsTask(); await v; await v; }")]
    [InlineData("async Task M() { ValueTask<int> v = OneAsync(); await v; await [|v.AsTask()|]; }", "async Task M() { Task<int> v = OneAsync().AsTask(); await v; await v; }")]
    [InlineData("int M() => [|OneAsync().Result|];", "async Task<int> M() => await OneAsync();")]
    [InlineData("int P => [|OneAsync().Result|];", "int P => OneAsync().AsTask().GetAwaiter().GetResult();")]
    [InlineData("int P => [|OneAsync().ConfigureAwait(false).GetAwaiter().GetResult()|];", "int P => OneAsync().AsTask().GetAwaiter().GetResult();")]
    [InlineData("readonly List<ValueTask<int>> _all = new List<ValueTask<int>>(); void M() { _all.Add([|OneAsync()|]); }", "readonly List<Task<int>> _all = new List<Task<int>>(); void M() { _all.Add(OneAsync().AsTask()); }")]
    [InlineData("ValueTask<int> _v; C() { _v = [|OneAsync()|]; } async Task M() { await _v; _v = [|OneAsync()|]; }", "Task<int> _v; C() { _v = OneAsync().AsTask(); } async Task M() { await _v; _v = OneAsync().AsTask(); }")]
    [InlineData("ValueTask<int> _v; void M() { _v = [|OneAsync()|]; }", "Task<int> _v = Task.FromResult<int>(default); void M() { _v = OneAsync().AsTask(); }")]
    [InlineData("ValueTask _last; async Task M() { await _last; _last = [|TwoAsync()|]; } static async ValueTask TwoAsync() => await Task.Yield();", "Task _last = Task.CompletedTask; async Task M() { await _last; _last = TwoAsync().AsTask(); } static async ValueTask TwoAsync() => await Task.Yield();")]
    public Task Fixes(string bad, string good) => Fix.FixesAsync(Program(bad), Program(good));

    [Theory]
    [InlineData("ValueTask<string> _v; void M() { _v = [|NameAsync()|]; } static ValueTask<string> NameAsync() => default;")]
    [InlineData("ValueTask<int> _v; void M(bool x) { if (x) _v = default; else _v = [|OneAsync()|]; }")]
    [InlineData("public ValueTask<int> Value; C() { Value = [|OneAsync()|]; }")]
    [InlineData("async Task M(ValueTask<int> v) { await v; [|await v|]; }")]
    public Task Offers_nothing_where_null_could_take_its_place(string bad) => Fix.OffersNothingAsync(Program(bad));

    [Fact]
    public Task Accepts_the_result_in_an_awaiter_of_ones_own() => Verify.VerifyAsync("""
        public readonly struct Awaiter : ICriticalNotifyCompletion
        {
            private readonly ValueTask<int> _value;
            public Awaiter(ValueTask<int> value) => _value = value;
            public bool IsCompleted => _value.IsCompleted;
            public int GetResult() => _value.Result;
            public void OnCompleted(Action continuation) { }
            public void UnsafeOnCompleted(Action continuation) { }
        }
        """);

    [Theory]
    [InlineData("int M(Task<int> task) => new ValueTask<int>(task).Result;")]
    [InlineData("readonly bool _async; void M() { if (_async) throw new InvalidOperationException(); OneAsync().GetAwaiter().GetResult(); }")]
    [InlineData("int M(bool async) { if (async) return 0; return OneAsync().Result; }")]
    [InlineData("int M(bool useAsync) => useAsync ? 0 : OneAsync().Result;")]
    [InlineData("int M(bool isSync) { if (isSync) return OneAsync().Result; return 0; }")]
    public Task Accepts_a_result_that_is_there(string member) => Verify.VerifyAsync(Program(member));

    [Theory]
    [InlineData("int M(bool async) { if (async) return [|OneAsync().Result|]; return 0; }")]
    [InlineData("int M(bool isSet) { if (isSet) return 0; return [|OneAsync().Result|]; }")]
    public Task Reports_where_no_synchronous_mode_is_asked_for(string member) => Verify.VerifyAsync(Program(member));

    [Theory]
    [InlineData("async Task M(List<(int Id, ValueTask<int> Task)> all) { foreach (var (id, task) in all) await task; }")]
    [InlineData("async Task M(List<(int Id, ValueTask<int> Task)> all) { foreach ((int id, ValueTask<int> task) in all) { try { await task.ConfigureAwait(false); } catch (Exception) { } } }")]
    [InlineData("async Task M(Queue<ValueTask<int>> all) { while (all.TryDequeue(out var task)) await task; }")]
    [InlineData("async Task M(Queue<ValueTask<int>> all) { ValueTask<int> task; while (all.TryDequeue(out task)) await task; }")]
    [InlineData("async Task M(object[] all) { foreach (var x in all) if (x is ValueTask<int> task) await task; }")]
    [InlineData("async Task M(List<ValueTask<int>> all) { foreach (var task in all) await task; }")]
    public Task Accepts_another_one_in_each_turn(string member) => Verify.VerifyAsync(Program(member));

    [Fact]
    public Task Promises_less_where_a_method_is_there_to_block() => Verify.VerifyAsync(
        "static class C { public static T Done<T>(this ValueTask<T> task) => {|#0:task.GetAwaiter().GetResult()|}; }",
        Verify.Finding().WithLocation(0).WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithArguments("task.GetAwaiter().GetResult()", "blocks on a ValueTask that may not have ended, which its source need not support"));

    [Fact]
    public Task Accepts_what_follows_a_call_that_does_not_return() => Verify.VerifyAsync(Program("""
        readonly bool _async;
        [System.Diagnostics.CodeAnalysis.DoesNotReturn] static void Fail() => throw new InvalidOperationException();
        void M() { if (_async) Fail(); OneAsync().GetAwaiter().GetResult(); }
        """));
}
