using Microsoft.CodeAnalysis;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0606UnobservedTask>;
using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Async.THR0606UnobservedTask,
    ThreadingAnalyzers.CodeFixes.Async.THR0606UnobservedTaskCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0606UnobservedTaskTests
{
    private static Task VerifyBodyAsync(string body, params DiagnosticResult[] expected) => Verify.VerifyAsync($$"""
        class C
        {
            Task _kept; readonly List<Task> _all = new();
            async Task RunAsync(string[] names, Func<string, Task> load, Func<Task<int>> count, bool flag)
            {
                await Task.Yield();
                {{body}}
            }
            static async Task OneAsync() => await Task.Yield();
            static async ValueTask<int> TwoAsync() { await Task.Yield(); return 1; }
            void Owner(Task task) { }
        }
        """, expected);

    [Theory]
    [InlineData("var t = [|OneAsync()|];")]
    [InlineData("Task t = [|load(null)|];")]
    [InlineData("Task<int> t = [|count()|];")]
    [InlineData("var t = [|TwoAsync()|];")]
    [InlineData("var t = [|Task.Run(() => 1)|];")]
    [InlineData("var t = flag ? [|OneAsync()|] : Task.CompletedTask;")]
    [InlineData("Task t; t = [|OneAsync()|];")]
    [InlineData("Task t = null; if (flag) t = [|OneAsync()|];")]
    [InlineData("Task t = null; foreach (var n in names) t = [|load(n)|]; if (t != null) Console.WriteLine();")]
    [InlineData("Task t = null; foreach (var n in names) t = [|load(n)|]; await t;")]
    [InlineData("Task t = Task.CompletedTask; for (int i = 0; i < 3; i++) { t = [|load(names[i])|]; Console.WriteLine(); } await t;")]
    [InlineData("Task t = [|load(null)|]; t = OneAsync(); await t;")]
    [InlineData("var t = [|OneAsync()|]; if (flag) t = load(null); await t;")]
    [InlineData("Task t; t = [|load(names[0])|]; Console.WriteLine(); t = load(names[1]); await t;")]
    [InlineData("var t = OneAsync(); await t; t = [|load(names[0])|]; t = load(names[1]); await t;")]
    [InlineData("var all = new List<Task>(); foreach (var n in names) all.Add([|load(n)|]);")]
    [InlineData("var all = new List<Task>(); foreach (var n in names) all.Add([|load(n)|]); Console.WriteLine(all.Count);")]
    [InlineData("var all = new Task[3]; for (int i = 0; i < all.Length; i++) all[i] = [|load(names[i])|];")]
    [InlineData("var all = new Dictionary<string, Task>(); foreach (var n in names) all[n] = [|load(n)|]; Console.WriteLine(all.Keys);")]
    [InlineData("var all = new Dictionary<string, Task>(); foreach (var n in names) all.Add(n, [|load(n)|]);")]
    [InlineData("var all = new ConcurrentBag<Task>(); Parallel.ForEach(names, n => all.Add([|load(n)|]));")]
    [InlineData("var all = new Queue<Task>(); all.Enqueue([|OneAsync()|]);")]
    [InlineData("var all = new[] { [|OneAsync()|], OneAsync() };")]
    [InlineData("var all = new List<Task> { [|OneAsync()|] };")]
    [InlineData("var all = [|names.Select(n => load(n)).ToList()|];")]
    [InlineData("var all = [|names.Select(async n => await load(n)).ToArray()|];")]
    [InlineData("var all = [|names.Select(n => load(n))|];")]
    [InlineData("var all = [|names.Select(load).ToList()|];")]
    [InlineData("var all = [|names.Select(load.Invoke).ToArray()|];")]
    [InlineData("Func<string, Task> start = load; [|names.Select(start).ToList()|];")]
    [InlineData("[|names.Select(async n => await load(n)).ToList()|];")]
    [InlineData("[|names.Select(n => load(n))|];")]
    [InlineData("_ = [|names.Select(async n => await load(n))|];")]
    [InlineData("var x = [|names.Select(async n => await load(n))|].Count();")]
    [InlineData("var x = [|names.Select(async n => await load(n)).ToList()|].Count;")]
    [InlineData("var all = [|names.Select(async n => await load(n))|]; Console.WriteLine(all.Count());")]
    [InlineData("Action a = () => { var t = [|OneAsync()|]; };")]
    [InlineData("var s = new Task(() => { }); var t = [|OneAsync()|]; await s;")]
    public Task Reports_tasks_that_nobody_looks_at(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("var t = OneAsync(); await t;")]
    [InlineData("var t = OneAsync(); await t.ConfigureAwait(false);")]
    [InlineData("var t = OneAsync(); t.Wait();")]
    [InlineData("var t = OneAsync(); _kept = t;")]
    [InlineData("var t = _kept = OneAsync();")]
    [InlineData("var t = OneAsync(); _all.Add(t);")]
    [InlineData("var t = OneAsync(); Owner(t);")]
    [InlineData("var t = OneAsync(); Func<Task> f = () => t; await f();")]
    [InlineData("var t = OneAsync(); if (flag) await t;")]
    [InlineData("var t = OneAsync(); while (!t.IsCompleted) Thread.Sleep(1);")]
    [InlineData("var t = OneAsync(); _ = t;")]
    [InlineData("var t = OneAsync(); var u = t; await u;")]
    [InlineData("var t = OneAsync(); GC.KeepAlive(t);")]
    [InlineData("var _ = OneAsync();")]
    [InlineData("var ignored = OneAsync();")]
    [InlineData("var t = Task.CompletedTask;")]
    [InlineData("var t = Task.FromResult(1);")]
    [InlineData("var t = _kept;")]
    [InlineData("Task t;")]
    [InlineData("Task t = OneAsync(); await t; t = load(null); await t;")]
    [InlineData("Task t; if (flag) t = OneAsync(); else t = load(null); await t;")]
    [InlineData("Task t = Task.CompletedTask; if (flag) t = load(null); await t;")]
    [InlineData("Task t = OneAsync(); t = t.ContinueWith(_ => 1); await t;")]
    [InlineData("Task t = OneAsync(); t = Task.WhenAll(t, load(null)); await t;")]
    [InlineData("Task t = OneAsync(); Func<Task> last = () => t; t = load(null); await t;")]
    [InlineData("Task t; try { t = OneAsync(); } catch (Exception) { t = load(null); } await t;")]
    [InlineData("Task t = OneAsync(); if (!flag) { await t; } else { _kept = t; } t = load(null); await t;")]
    [InlineData("Task t; switch (names.Length) { case 1: t = OneAsync(); break; default: t = load(null); break; } await t;")]
    [InlineData("var all = new List<Task>(); foreach (var n in names) all.Add(load(n)); await Task.WhenAll(all);")]
    [InlineData("var all = new List<Task>(); foreach (var n in names) all.Add(load(n)); foreach (var t in all) await t;")]
    [InlineData("var all = new List<Task>(); foreach (var n in names) all.Add(load(n)); Task.WaitAll(all.ToArray());")]
    [InlineData("var all = new List<Task>(); while (all.Count > 0) all.Remove(await Task.WhenAny(all));")]
    [InlineData("var all = names.Select(n => load(n)).ToList(); await Task.WhenAll(all);")]
    [InlineData("var all = new Dictionary<string, Task>(); all[\"a\"] = OneAsync(); await all[\"a\"];")]
    [InlineData("var all = new Dictionary<string, Task>(); all[\"a\"] = OneAsync(); await Task.WhenAll(all.Values);")]
    [InlineData("Task t = null; foreach (var n in names) { if (t != null) await t; t = load(n); } await t;")]
    [InlineData("Task t = null; foreach (var n in names) { t = load(n); break; } await t;")]
    [InlineData("Task t = null; foreach (var n in names) { t = load(n); await t; }")]
    [InlineData("Task t = Task.CompletedTask; foreach (var n in names) t = t.ContinueWith(_ => load(n)).Unwrap(); await t;")]
    [InlineData("foreach (var n in names) { Task t = null; t = load(n); await t; }")]
    [InlineData("if (await Task.WhenAny(count(), Task.Delay(1)) is Task<int> t) await t;")]
    [InlineData("var work = count(); if (await Task.WhenAny(work, Task.Delay(1)) == work) await work;")]
    [InlineData("var t = OneAsync().ContinueWith(x => Console.WriteLine(x.Exception));")]
    [InlineData("using var cts = new CancellationTokenSource(); await Task.WhenAny(OneAsync(), count()); cts.Cancel();")]
    [InlineData("var x = names.Select(n => load(n)).Count(t => t.IsFaulted);")]
    [InlineData("var all = names.Select(n => load(n)).ToList(); if (all.Any()) await Task.WhenAll(all);")]
    [InlineData("var lengths = names.Select(n => n.Length).ToList();")]
    [InlineData("Func<string, int> length = n => n.Length; var lengths = names.Select(length).ToList();")]
    [InlineData("await Task.WhenAll(names.Select(load));")]
    [InlineData("Throws<InvalidOperationException>(() => { Task t = OneAsync(); }); void Throws<T>(Action act) where T : Exception { try { act(); } catch (T) { } }")]
    public Task Accepts_tasks_that_somebody_looks_at(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("await {|#0:Task.WhenAny(OneAsync(), count())|};")]
    [InlineData("var first = await {|#0:Task.WhenAny(OneAsync(), count())|}; await first;")]
    [InlineData("var a = OneAsync(); var b = count(); await (await {|#0:Task.WhenAny(a, b)|});")]
    public Task Reports_losers_as_info(string body) => VerifyBodyAsync(
        body,
        Verify.Finding().WithSeverity(DiagnosticSeverity.Info).WithLocation(0).WithArguments(
            "those that lose in '" + (body.Contains("a, b") ? "Task.WhenAny(a, b)" : "Task.WhenAny(OneAsync(), count())") + "'", "WhenAny tells about one task, and nothing looks at the others"));

    [Theory]
    [InlineData("Task t = null;\n        t = [|OneAsync(\"a\")|];\n        t = OneAsync(\"b\");\n        await t;", "Task t = null;\n        t = OneAsync(\"a\");\n        await t;\n        t = OneAsync(\"b\");\n        await t;")]
    [InlineData("var t = [|OneAsync(\"a\")|]; // first\n        t = OneAsync(\"b\");\n        await t;", "var t = OneAsync(\"a\"); // first\n        await t;\n        t = OneAsync(\"b\");\n        await t;")]
    public Task Fixes_a_task_that_is_overwritten(string bad, string good) => Fix.FixesAsync(FixProgram(bad), FixProgram(good));

    [Theory]
    [InlineData("async Task M() { var all = [|_rows.Values.Select(r => r.SaveAsync()).ToList()|]; Console.WriteLine(all.Count); }")]
    [InlineData("async Task M() { var all = [|_other.Find().Select(async r => { await r.SaveAsync(); }).ToList()|]; Console.WriteLine(all.Count); }")]
    [InlineData("async Task M() { var all = _rows.Values.Select(r => r.SaveAsync()).ToList(); foreach (var one in all) await one; }")]
    [InlineData("async Task M() { var all = _rows.Values.Select(r => r.SaveAsync()).ToList(); await Task.WhenAll(all); }")]
    [InlineData("int M() { var all = _rows.Values.Select(r => r.Name()).ToList(); return all.Count; }")]
    [InlineData("int M() { var data = _other.LoadAsync(); return data.Length; }")]
    [InlineData("void M() { Task t = [|_other.SaveAsync()|]; }")]
    [InlineData("void M() { Assert.Throws<IOException>(() => { Task t = _other.SaveAsync(); }); }")]
    public Task Knows_tasks_of_unknown_types(string member) => Verify.VerifyAloneAsync($"class C {{ readonly Dictionary<string, IRow> _rows; readonly IOther _other; {member} }}");

    [Theory]
    [InlineData("var t = [|OneAsync()|]; if (flag) return; await t;")]
    [InlineData("var t = [|count()|]; if (names.Length == 0) { Console.WriteLine(); return; } Console.WriteLine(await t);")]
    [InlineData("var t = [|OneAsync()|]; foreach (var n in names) { if (n == null) return; } Owner(t);")]
    [InlineData("var t = OneAsync(); if (flag) { await t; return; } await t;")]
    [InlineData("var t = OneAsync(); try { if (flag) return; Console.WriteLine(); } finally { await t; }")]
    [InlineData("var t = OneAsync(); Func<bool> f = () => { return true; }; f(); await t;")]
    [InlineData("var t = Task.Delay(1, CancellationToken.None); if (flag) return; await t;")]
    [InlineData("Task t = Task.CompletedTask; if (flag) return; await t;")]
    [InlineData("var t = _kept; if (flag) return; await t;")]
    [InlineData("var t = OneAsync(); if (flag) throw new Exception(); await t;")]
    [InlineData("if (flag) return; var t = OneAsync(); await t;")]
    [InlineData("var t = OneAsync(); Task Wait() => t; if (flag) { await Wait(); return; } await t;")]
    public Task Knows_ways_out_before_the_task_is_awaited(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("Task _loop; void Start() { _loop = [|RunAsync()|]; }")]
    [InlineData("Task _loop; void Start() { if (_loop == null) this._loop = [|Task.Run(() => GC.Collect())|]; } bool Is => _loop is not null;")]
    [InlineData("static ValueTask<int> s_next; static void Start() => s_next = [|CountAsync()|];")]
    [InlineData("Task _loop; async Task Start() { await Task.Yield(); _loop = [|SafeAsync()|]; }")]
    [InlineData("readonly List<Task> _all = new(); void Add() { _all.Add([|RunAsync()|]); if (_all.Count > 9) _all.Clear(); }")]
    [InlineData("readonly ConcurrentDictionary<int, Task> _all = new(); void Add(int n) { _all.TryAdd(n, [|RunAsync()|]); }")]
    [InlineData("readonly List<Task> _all = new(); void Add() { _all.Add(RunAsync()); } Task Stop() => Task.WhenAll(_all);")]
    [InlineData("readonly List<Task> _all = new(); void Add() { _all.Add(RunAsync()); _all.RemoveAll(t => t.IsCompleted); }")]
    [InlineData("Task _loop; void Start() { _loop = RunAsync(); } Task Stop() => _loop;")]
    [InlineData("Task _loop; void Start() { _loop = RunAsync(); } void Stop() => _loop?.Wait();")]
    [InlineData("Task _loop; void Start() { _loop = RunAsync(); } bool Is => _loop.IsCompleted;")]
    [InlineData("Task _loop; void Start() { (_loop = RunAsync()).ContinueWith(t => { }, TaskScheduler.Default); }")]
    [InlineData("Task _loop; void Start() { _loop = SafeAsync(); }")]
    [InlineData("Task _loop; void Start() { _loop = Task.CompletedTask; }")]
    [InlineData("internal Task Loop; void Start() { Loop = RunAsync(); }")]
    [InlineData("Task Loop { get; set; } void Start() { Loop = RunAsync(); }")]
    public Task Knows_fields_that_nobody_looks_at(string members) => Verify.VerifyAsync($$"""
        class C
        {
            static async Task RunAsync() => await File.WriteAllTextAsync("a", "b");
            static async ValueTask<int> CountAsync() { await RunAsync(); return 1; }
            static async Task SafeAsync() { try { await RunAsync(); } catch (Exception) { } }
            {{members}}
        }
        """);

    [Fact]
    public Task Says_which_way_out() => VerifyBodyAsync(
        "var t = {|#0:OneAsync()|}; if (flag) {|#1:return;|} await t;",
        Verify.Finding().WithLocation(0).WithLocation(1).WithSeverity(DiagnosticSeverity.Info).WithArguments("the task of 'OneAsync()'", "line 7 returns before anybody looks at 't'"));

    [Theory]
    [InlineData("var all = names.Select(n => load(n)).ToList(); await await [|Task.WhenAny(all)|];")]
    [InlineData("var all = names.Select(load).ToList(); var first = await [|Task.WhenAny(all)|]; await first;")]
    [InlineData("var all = names.Select(load).ToList(); while (all.Count > 0) { var t = await Task.WhenAny(all); all.Remove(t); await t; }")]
    [InlineData("var all = new List<Task>(); foreach (var n in names) all.Add(load(n)); await [|Task.WhenAny(all)|];")]
    [InlineData("var all = names.Select(n => load(n)).ToList(); while (all.Count > 0) { var t = await Task.WhenAny(all); all.Remove(t); await t; }")]
    [InlineData("var all = names.Select(n => load(n)).ToList(); await await Task.WhenAny(all); await Task.WhenAll(all);")]
    [InlineData("using var end = new CancellationTokenSource(); var all = names.Select(n => load(n)).ToList(); await await Task.WhenAny(all); end.Cancel();")]
    [InlineData("var all = names.Select(n => SafeAsync(n)).ToList(); await await Task.WhenAny(all); static async Task SafeAsync(string n) { try { await File.WriteAllTextAsync(n, n); } catch (Exception) { } }")]
    public Task Knows_races_of_many(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("var (t, n) = (OneAsync(), 1);")]
    public Task KnownMiss_what_depends_on_the_path(string body) => VerifyBodyAsync(body);

    private static string FixProgram(string body, string signature = "async Task M(string[] names)") => $$"""
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading.Tasks;

        class C
        {
            static async Task OneAsync(string name = null) => await Task.Delay(1);
            {{signature}}
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("var t = [|OneAsync()|];\n        Console.WriteLine();", "var t = OneAsync();\n        Console.WriteLine();\n        await t;")]
    [InlineData("var t = [|OneAsync()|];\n        await OneAsync(); // done", "var t = OneAsync();\n        await OneAsync(); // done\n        await t;")]
    [InlineData("var all = names.Select(name => 1).ToList();\n        var tasks = [|names.Select(n => OneAsync(n)).ToList()|];\n        return;", "var all = names.Select(name => 1).ToList();\n        var tasks = names.Select(n => OneAsync(n)).ToList();\n        await Task.WhenAll(tasks);\n        return;")]
    [InlineData("Task t = null;\n        foreach (var n in names)\n        {\n            t = [|OneAsync(n)|]; // n\n            Console.WriteLine(n);\n        }", "Task t = null;\n        foreach (var n in names)\n        {\n            t = OneAsync(n); // n\n            await t;\n            Console.WriteLine(n);\n        }")]
    [InlineData("Task t = null;\n        foreach (var n in names)\n            t = [|OneAsync(n)|];\n        await t;", "Task t = null;\n        foreach (var n in names)\n        {\n            t = OneAsync(n);\n            await t;\n        }\n\n        await t;")]
    [InlineData("var tasks = names\n            .Select(n => OneAsync(n)) // each\n            .[|ToList()|];\n        return;", "var tasks = names\n            .Select(n => OneAsync(n)) // each\n            .ToList();\n        await Task.WhenAll(tasks);\n        return;")]
    [InlineData("var t =\n            [|OneAsync(\n                null)|];", "var t =\n            OneAsync(\n                null);\n        await t;")]
    [InlineData("[|names.Select(n => OneAsync(n)).ToList()|];", "await Task.WhenAll(names.Select(n => OneAsync(n)).ToList());")]
    [InlineData("var tasks = new Dictionary<string, Task>();\n        foreach (var n in names)\n            tasks[n] = [|OneAsync(n)|];\n        Console.WriteLine(tasks.Count);", "var tasks = new Dictionary<string, Task>();\n        foreach (var n in names)\n            tasks[n] = OneAsync(n);\n        Console.WriteLine(tasks.Count);\n        await Task.WhenAll(tasks.Values);")]
    public Task Fixes(string bad, string good) => Fix.FixesAsync(FixProgram(bad), FixProgram(good));

    [Fact]
    public Task Fixes_code_that_is_not_async() => Fix.FixesAsync(
        FixProgram("var t = [|OneAsync()|];\n        return names.Length;", "int M(string[] names)"),
        FixProgram("var t = OneAsync();\n        await t;\n        return names.Length;", "async Task<int> M(string[] names)"));

    [Theory]
    [InlineData("var t = [|OneAsync()|];\n        if (names == null)\n            return;\n        Console.WriteLine();")]
    public Task Offers_nothing_where_the_await_would_not_always_come(string bad) => Fix.OffersNothingAsync(FixProgram(bad));

    private static Task VerifyLoadsAsync(string body, params DiagnosticResult[] expected) => Verify.VerifyAsync($$"""
        class C
        {
            static async Task<int> LoadAsync(int n) { await Task.Yield(); return n; }
            async Task<int> M(List<Task> others)
            {
                int rows = await LoadAsync(0);
                {{body}}
                return rows;
            }
            static Task<int> Slow(Task<int> task) => task;
        }
        """, expected);

    [Theory]
    [InlineData("var second = {|#0:LoadAsync(1)|}; if (second.IsCompletedSuccessfully) rows += second.Result;")]
    [InlineData("Task<int> second = {|#0:LoadAsync(1)|}; if (!second.IsCompletedSuccessfully) return rows; rows += second.Result;")]
    [InlineData("var second = {|#0:LoadAsync(1)|}; rows += second.IsCompletedSuccessfully ? second.Result : 0;")]
    [InlineData("var second = {|#0:LoadAsync(1)|}; if (second.IsCompletedSuccessfully) rows++;")]
    public Task Reports_a_task_that_is_only_asked_whether_it_has_succeeded(string body) => VerifyLoadsAsync(body,
        Verify.Finding().WithLocation(0).WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithArguments("the task of 'LoadAsync(1)'", "'second' is only asked whether it has succeeded by now"));

    [Theory]
    [InlineData("var second = LoadAsync(1); rows += second.IsCompletedSuccessfully ? second.Result : await second;")]
    [InlineData("var second = LoadAsync(1); if (!second.IsCompletedSuccessfully) return await Slow(second); rows += second.Result;")]
    [InlineData("var second = LoadAsync(1); if (second.IsCompletedSuccessfully) rows += second.Result; others.Add(second);")]
    [InlineData("var second = new ValueTask<int>(LoadAsync(1)); if (second.IsCompletedSuccessfully) rows += second.Result;")]
    [InlineData("var second = LoadAsync(1); while (!second.IsCompleted) rows++; rows += second.Result;")]
    [InlineData("var second = LoadAsync(1); await Task.WhenAll(second); if (second.IsCompletedSuccessfully) rows += second.Result;")]
    [InlineData("var second = LoadAsync(1); if (second.IsCompletedSuccessfully) rows++; else if (second.IsFaulted) throw second.Exception;")]
    public Task Accepts_a_task_that_is_asked_for_more_than_its_success(string body) => VerifyLoadsAsync(body);
}
