using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.Async.THR0604AsyncVoidCallback, ThreadingAnalyzers.CodeFixes.Async.THR0604AsyncVoidCallbackCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0604AsyncVoidCallback>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0604AsyncVoidCallbackTests
{
    private static Task VerifyBodyAsync(string body) => Verify.VerifyAsync($$"""
        class C
        {
            Action _stored; readonly System.Timers.Timer _timer = new(); event EventHandler Changed;
            async Task RunAsync(List<int> list, int[] array, CancellationToken token)
            {
                await Task.Yield();
                {{body}}
            }
            static Task StepAsync(int n = 0) => Task.Delay(n + 1);
            static async Task SafeAsync() { try { await StepAsync(); } catch (Exception) { } }
            static async void Fire() => await StepAsync();
            static async void Tick(object state) { await StepAsync(); }
            static async void SafeTick(object state) { try { await StepAsync(); } catch { Console.WriteLine(); } }
            static void Twice(Action work) { work(); work(); }
            static void Maybe(Action<int> work) => work?.Invoke(1);
            static void Later(Action work) => Changed2 += (s, e) => work();
            static event EventHandler Changed2;
            void Store(Action work) => _stored = work;
            static void Await(Func<Task> work) { }
        }
        """);

    [Theory]
    [InlineData("Parallel.ForEach(list, [|async n => await StepAsync(n)|]);")]
    [InlineData("Parallel.ForEach(list, new ParallelOptions(), [|async n => { await StepAsync(n); }|]);")]
    [InlineData("Parallel.For(0, 9, [|async n => await StepAsync(n)|]);")]
    [InlineData("Parallel.Invoke([|async () => await StepAsync()|], [|Fire|], () => { });")]
    [InlineData("Parallel.ForEach(list, [|async n => { try { await StepAsync(n); } catch { } }|]);")]
    [InlineData("list.AsParallel().ForAll([|async n => await StepAsync(n)|]);")]
    [InlineData("list.ForEach([|async n => await StepAsync(n)|]);")]
    [InlineData("list.ForEach([|async delegate(int n) { await StepAsync(n); }|]);")]
    [InlineData("Array.ForEach(array, [|async n => await StepAsync(n)|]);")]
    [InlineData("new Thread([|async () => await StepAsync()|]).Start();")]
    [InlineData("new Thread([|Fire|]).Start();")]
    [InlineData("new Thread([|Tick|]).Start(1);")]
    [InlineData("var t = new Timer([|async _ => await StepAsync()|], null, 0, 1);")]
    [InlineData("var t = new Timer([|Tick|]);")]
    [InlineData("Timer t = new([|async _ => await StepAsync()|], null, 0, 1);")]
    [InlineData("ThreadPool.QueueUserWorkItem([|async _ => await StepAsync()|]);")]
    [InlineData("ThreadPool.UnsafeQueueUserWorkItem([|async n => await StepAsync(n)|], 1, false);")]
    [InlineData("token.Register([|async () => await StepAsync()|]);")]
    [InlineData("await Task.Run((Action)([|async () => await StepAsync()|]));")]
    [InlineData("_timer.Elapsed += [|async (s, e) => await StepAsync()|];")]
    [InlineData("_timer.Elapsed += [|async delegate { await StepAsync(); }|];")]
    [InlineData("Twice([|async () => await StepAsync()|]);")]
    [InlineData("Maybe([|async n => await StepAsync(n)|]);")]
    [InlineData("Twice([|Fire|]);")]
    [InlineData("Action work = [|async () => await StepAsync()|]; work();")]
    [InlineData("Action work = async () => await StepAsync(); Twice([|work|]);")]
    [InlineData("Action work; work = [|async () => await StepAsync()|]; work();")]
    [InlineData("list.ForEach([|async n => await Task.Delay(n)|]);")]
    [InlineData("Twice([|async () => { await Task.Yield(); }|]);")]
    [InlineData("new Thread([|async () => { await Task.Delay(9); throw new InvalidOperationException(); }|]).Start();")]
    [InlineData("SynchronizationContext.Current.Send([|async _ => await StepAsync()|], null);")]
    [InlineData("new System.ComponentModel.BackgroundWorker().DoWork += [|async (s, e) => await StepAsync()|];")]
    [InlineData("list.ForEach([|async n => { try { await StepAsync(n); } catch (IOException) { } }|]);")]
    [InlineData("list.ForEach([|async n => { try { await StepAsync(n); } catch (Exception) { throw; } }|]);")]
    [InlineData("list.ForEach([|async n => { try { } catch (Exception) { await StepAsync(n); } }|]);")]
    [InlineData("list.ForEach([|async n => { await StepAsync(n); try { await StepAsync(n); } catch (Exception) { } }|]);")]
    public Task Reports_async_code_that_nobody_can_wait_for(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("await Parallel.ForEachAsync(list, async (n, _) => await StepAsync(n));")]
    [InlineData("Parallel.ForEach(list, n => StepAsync(n).Wait());")]
    [InlineData("await Task.Run(async () => await StepAsync());")]
    [InlineData("Await(async () => await StepAsync());")]
    [InlineData("list.ForEach(n => Console.WriteLine(n));")]
    [InlineData("list.ForEach(async n => { try { await StepAsync(n); } catch (Exception e) { Console.WriteLine(e); } });")]
    [InlineData("list.ForEach(async n => { Console.WriteLine(n); try { await StepAsync(n); } catch { } });")]
    [InlineData("new Thread(async () => { while (true) { try { await StepAsync(); } catch (Exception) { } await Task.Delay(1); } }).Start();")]
    [InlineData("var t = new Timer(SafeTick);")]
    [InlineData("var t = new Timer(async _ => await SafeAsync(), null, 0, 1);")]
    [InlineData("ThreadPool.QueueUserWorkItem(async _ => { await Task.Yield(); await SafeAsync().ConfigureAwait(false); });")]
    [InlineData("_timer.Elapsed += async (s, e) => { try { await StepAsync(); } catch (Exception) { } };")]
    [InlineData("_timer.Elapsed += (s, e) => Console.WriteLine();")]
    [InlineData("Changed += async (s, e) => await SafeAsync();")]
    [InlineData("Changed += async (s, e) => { try { await StepAsync(); } catch (Exception x) { Console.WriteLine(x); } };")]
    [InlineData("AppDomain.CurrentDomain.ProcessExit += async (s, e) => await Task.Delay(1);")]
    [InlineData("Store(async () => await StepAsync());")]
    [InlineData("Later(async () => await StepAsync());")]
    [InlineData("Action work = async () => await StepAsync(); _stored = work;")]
    [InlineData("Task.Factory.StartNew((Action)(async () => await StepAsync()));")]
    [InlineData("new Task(async () => await StepAsync()).Start();")]
    public Task Accepts_what_is_handled_awaited_or_unknown(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("void M(I i) => i.Do([|async () => await F()|]);")]
    [InlineData("C(Action work) { _work = work ?? throw new Exception(); } Action _work; void Run() => _work(); static C M() => new C([|async () => await F()|]);")]
    [InlineData("Action _work; void Set(Action work) => this._work = work; void Run() => _work?.Invoke(); void M() => Set([|async () => await F()|]);")]
    [InlineData("void M() => Do([|async () => await F()|]); void Do(Action work) { }")]
    [InlineData("void M() => Do([|async () => await F()|]); void Do(Action work) => Task.Run(work);")]
    [InlineData("void M() => Do([|async () => await F()|]); void Do(Action work) => Task.Run(() => work());")]
    public Task Reports_as_information_what_is_likely_run_as_work(string members) => Verify.VerifyAsync(
        $"interface I {{ void Do(Action work); }} class C {{ static Task F() => Task.Delay(1); {members} }}");

    [Theory]
    [InlineData("Parallel.ForEach(list, {|#0:async n => await F()|})", "lambda", "Parallel.ForEach returns while the work still runs")]
    [InlineData("list.ForEach({|#0:async n => await F()|})", "lambda", "ForEach goes on to the next element at its first await")]
    [InlineData("new Thread({|#0:Work|})", "method 'Work'", "the thread ends at its first await")]
    [InlineData("Run({|#0:Work|})", "method 'Work'", "'Run' goes on at its first await")]
    public Task Says_what_happens_there(string code, string what, string effect) => Verify.VerifyAsync($$"""
        class C
        {
            void M(List<int> list) { object o = typeof(Thread); {{(code.StartsWith("new", StringComparison.Ordinal) ? "o = " : "")}}{{code}}; }
            static Task F() => Task.Delay(1);
            static async void Work() => await F();
            static void Run(Action a) => a();
        }
        """, Verify.Finding().WithLocation(0).WithArguments(what, effect));

    [Theory]
    [InlineData("Parallel.ForEach(list, [|async x => await F(x)|]);", "await Parallel.ForEachAsync(list, async (x, _) => await F(x));")]
    [InlineData("Parallel.ForEach(list, options, [|async (x) => { await F(x); /* 1 */ }|]); // 2", "await Parallel.ForEachAsync(list, options, async (x, _) => { await F(x); /* 1 */ }); // 2")]
    [InlineData("Parallel.For(0, 9, [|async i => await F(i)|]);", "await Parallel.ForAsync(0, 9, async (i, _) => await F(i));")]
    [InlineData("list.ForEach([|async x =>\n        {\n            // one\n            await F(x);\n        }|]);", "foreach (var x in list)\n        {\n            // one\n            await F(x);\n        }")]
    [InlineData("list.ForEach([|async x => { await F(x); }|]);", "foreach (var x in list)\n        {\n            await F(x);\n        }")]
    [InlineData("list.ForEach([|async delegate(int x) { await F(x); }|]);", "foreach (int x in list)\n        {\n            await F(x);\n        }")]
    [InlineData("list.ForEach([|async (int x) => await F(x)|]);", "foreach (int x in list)\n        {\n            await F(x);\n        }")]
    [InlineData("Array.ForEach(list.ToArray(), [|async x => await F(x)|]);", "foreach (var x in list.ToArray())\n        {\n            await F(x);\n        }")]
    [InlineData("list.ForEach([|async x => // 1\n        {\n            await F(x);\n        }|]);", "// 1\n        foreach (var x in list)\n        {\n            await F(x);\n        }")]
    [InlineData("list.ForEach([|async x => await F(x)|]); // 1", "foreach (var x in list)\n        {\n            await F(x);\n        } // 1")]
    [InlineData("list.ForEach([|async x =>\n        {\n            if (x == 0)\n                return; // none\n            await F(x);\n        }|]);", "foreach (var x in list)\n        {\n            if (x == 0)\n                continue; // none\n            await F(x);\n        }")]
    [InlineData("Guard([|async () => await F(1)|]); void Guard(Action work) { work(); }", "await Guard(async () => await F(1)); async Task Guard(Func<Task> work) { await work(); }")]
    public Task Fixes_loops_by_awaiting(string before, string after) => Fix.FixesAsync(Program(before), Program(after));

    [Theory]
    [InlineData("new Thread([|async () =>\n        {\n            await F(1);\n        }|]).Start();", "new Thread(async () =>\n        {\n            try\n            {\n                await F(1);\n            }\n            catch (Exception exception)\n            {\n                Trace.TraceError(exception.ToString());\n            }\n        }).Start();")]
    [InlineData("ThreadPool.QueueUserWorkItem([|async _ => await F(1)|]);", "ThreadPool.QueueUserWorkItem(async _ =>\n        {\n            try\n            {\n                await F(1);\n            }\n            catch (Exception exception)\n            {\n                Trace.TraceError(exception.ToString());\n            }\n        });")]
    [InlineData("new Timer([|Tick|]); async void Tick(object state)\n        {\n            await F(1);\n        }", "new Timer(Tick); async void Tick(object state)\n        {\n            try\n            {\n                await F(1);\n            }\n            catch (Exception exception)\n            {\n                Trace.TraceError(exception.ToString());\n            }\n        }")]
    public Task Fixes_callbacks_by_catching(string before, string after) => Fix.FixesAsync(Program(before), Program(after).Replace("using System.Threading;", "using System.Diagnostics;\nusing System.Threading;"));

    [Theory]
    [InlineData("list.ForEach([|async x => { while (true) { if (x == 1) return; await F(x); } }|]);")]
    [InlineData("lock (list) Parallel.ForEach(list, [|async x => await F(x)|]);")]
    [InlineData("void Local() => list.ForEach([|async x => await F(x)|]); Local();")]
    public Task Offers_nothing_where_it_is_not_a_plain_loop(string body) => Fix.OffersNothingAsync(Program(body));

    [Theory]
    [InlineData("Action go = [|async () => await F(1)|];\n        go(); // 1\n        go.Invoke();", "Func<Task> go = async () => await F(1);\n        await go(); // 1\n        await go.Invoke();")]
    [InlineData("Action<int> go = [|async x => { await F(x); }|];\n        if (list.Count > 0) go(1);", "Func<int, Task> go = async x => { await F(x); };\n        if (list.Count > 0) await go(1);")]
    public Task Fixes_a_local_by_awaiting_its_calls(string before, string after) => Fix.FixesAsync(Program(before), Program(after));

    [Fact]
    public Task Fixes_a_loop_in_a_method_that_returns_a_task() => Fix.FixesAsync(
        "using System.Collections.Generic;\nusing System.Threading.Tasks;\n\nclass C\n{\n    Task M(List<int> list)\n    {\n        list.ForEach([|async x => await Task.Run(() => x)|]);\n        return Task.CompletedTask;\n    }\n}\n",
        "using System.Collections.Generic;\nusing System.Threading.Tasks;\n\nclass C\n{\n    async Task M(List<int> list)\n    {\n        foreach (var x in list)\n        {\n            await Task.Run(() => x);\n        }\n    }\n}\n");

    [Fact]
    public Task Fixes_a_loop_in_a_method_that_becomes_async_with_its_callers() => Fix.FixesAsync(
        "using System.Collections.Generic;\nusing System.Threading.Tasks;\n\nclass C\n{\n    void M(List<int> list)\n    {\n        list.ForEach([|async x => await Task.Delay(x)|]);\n    }\n\n    void N() => M(null);\n}\n",
        "using System.Collections.Generic;\nusing System.Threading.Tasks;\n\nclass C\n{\n    async Task M(List<int> list)\n    {\n        foreach (var x in list)\n        {\n            await Task.Delay(x);\n        }\n    }\n\n    async Task N() => await M(null);\n}\n");

    [Fact]
    public Task Fixes_a_loop_by_doing_all_at_once() => Fix.FixesAsync(
        "using System.Collections.Generic;\nusing System.Linq;\nusing System.Threading.Tasks;\n\nclass C\n{\n    async Task M(List<int> list)\n    {\n        list.ForEach([|async x => await Task.Run(() => x)|]);\n    }\n}\n",
        "using System.Collections.Generic;\nusing System.Linq;\nusing System.Threading.Tasks;\n\nclass C\n{\n    async Task M(List<int> list)\n    {\n        await Task.WhenAll(list.Select(async x => await Task.Run(() => x)));\n    }\n}\n",
        kind: "WhenAll");

    [Fact]
    public Task Fixes_a_method_that_returns_a_task() => Fix.FixesAsync(
        "using System.Collections.Generic;\nusing System.Threading.Tasks;\n\nclass C\n{\n    Task M(List<int> list)\n    {\n        Parallel.ForEach(list, [|async x => await Task.Delay(x)|]);\n        return Task.CompletedTask;\n    }\n}\n",
        "using System.Collections.Generic;\nusing System.Threading.Tasks;\n\nclass C\n{\n    async Task M(List<int> list)\n    {\n        await Parallel.ForEachAsync(list, async (x, _) => await Task.Delay(x));\n    }\n}\n");

    [Theory]
    [InlineData("class C { Action _a; void M() { _a = {|#0:async () => await Task.Delay(1)|}; } }", "whoever calls '_a' goes on at its first await")]
    [InlineData("class C { Action _a = {|#0:async () => await Task.Delay(1)|}; }", "whoever calls '_a' goes on at its first await")]
    [InlineData("class C { public Action<int> Done { get; set; } = {|#0:async n => await Task.Delay(n)|}; }", "whoever calls 'Done' goes on at its first await")]
    [InlineData("class C { public Action Done { get; set; } C M() => new C { Done = {|#0:async delegate { await Task.Delay(1); }|} }; }", "whoever calls 'Done' goes on at its first await")]
    [InlineData("class C { Action M() { return {|#0:async () => await Task.Delay(1)|}; } }", "whoever calls what is returned goes on at its first await")]
    [InlineData("class C { Action M() => {|#0:async () => await Task.Delay(1)|}; }", "whoever calls what is returned goes on at its first await")]
    [InlineData("class C { void M() { var tasks = new Dictionary<string, Action> { [\"a\"] = {|#0:async () => await Task.Delay(1)|} }; tasks[\"a\"](); } }", "whoever calls the element goes on at its first await")]
    [InlineData("class C { readonly List<Action> _all = new(); void M() => _all.Add({|#0:async () => await Task.Delay(1)|}); }", "whoever calls the element goes on at its first await")]
    [InlineData("class C { void M(bool b) { Action a = b ? {|#0:async () => await Task.Delay(1)|} : () => { }; a(); } }", "whoever calls 'a' goes on at its first await")]
    [InlineData("class C { IProgress<int> M() => new Progress<int>({|#0:async n => await Task.Delay(n)|}); }", "reports overlap at its first await")]
    [InlineData("class C { void M(SynchronizationContext ui) => ui.Post({|#0:async _ => await Task.Delay(1)|}, null); }", "the context does not wait for it")]
    [InlineData("class C { event Action Done; Task F() => null; void M() { Done += {|#0:async () => await F()|}; } }", "whoever calls 'Done' goes on at its first await")]
    [InlineData("class C { event EventHandler Done; Task F() => null; void M() { Done += {|#0:async (s, e) => { Console.WriteLine(); await F(); }|}; } }", "whoever calls 'Done' goes on at its first await")]
    [InlineData("class C { event Action Done; async Task F() { await Task.Yield(); Console.WriteLine(int.Parse(\"a\")); } void M() { Done += {|#0:async () => await F()|}; } }", "whoever calls 'Done' goes on at its first await")]
    public Task Hints_at_lambdas_that_are_kept_for_later(string program, string effect) => Verify.VerifyAsync(
        program, Verify.Finding().WithLocation(0).WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithArguments("lambda", effect));

    [Theory]
    [InlineData("class C { Action _a; void M() { _a = async () => { try { await Task.Delay(1); } catch (Exception) { } }; } }")]
    [InlineData("class C { Func<Task> _a = async () => await Task.Delay(1); }")]
    [InlineData("class C { event Action Done; async Task F() { try { await Task.Yield(); } catch (Exception) { } } void M() { Done += async () => await F(); } }")]
    [InlineData("class C { EventHandler _a; void M() { _a = async (s, e) => await Task.Delay(1); } }")]
    [InlineData("class C { event Action Done; void M() { Done += async () => await Task.Delay(1); } }")]
    public Task Accepts_lambdas_that_are_kept_for_later(string program) => Verify.VerifyAsync(program);

    [Theory]
    [InlineData("void N()\n    {\n        ThreadPool.QueueUserWorkItem([|async _ => await F(1)|]); // 1\n    }", "async Task N()\n    {\n        await Task.Run(async () => await F(1)); // 1\n    }")]
    [InlineData("void N(string name)\n    {\n        ThreadPool.QueueUserWorkItem([|Fire|], name);\n    }\n    async void Fire(object o) => await F(2);", "async Task N(string name)\n    {\n        await Task.Run(() => Fire(name));\n    }\n    async Task Fire(object o) => await F(2);")]
    [InlineData("void N(List<string> names)\n    {\n        foreach (var name in names)\n        {\n            ThreadPool.QueueUserWorkItem([|async _ => { await F(1); Console.WriteLine(name); }|]);\n        }\n    }", "async Task N(List<string> names)\n    {\n        await Task.WhenAll(names.Select(name => Task.Run(async () => { await F(1); Console.WriteLine(name); })));\n    }")]
    public Task Fixes_work_for_the_pool_by_giving_its_task_to_the_caller(string before, string after) =>
        Fix.FixesAsync(Members(before), Members(after).Replace("using System.Threading;", after.Contains("Select", StringComparison.Ordinal) ? "using System.Linq;\nusing System.Threading;" : "using System.Threading;"));

    [Theory]
    [InlineData("void N() { ThreadPool.QueueUserWorkItem([|async _ => await F(1)|]); }\n    void O() => N();")]
    [InlineData("void N() { ThreadPool.QueueUserWorkItem([|async _ => await F(1)|]); Console.WriteLine(); }")]
    [InlineData("void N() { while (true) ThreadPool.QueueUserWorkItem([|async _ => await F(1)|]); }")]
    [InlineData("async Task N() { await F(1); ThreadPool.QueueUserWorkItem([|async _ => await F(1)|]); }")]
    [InlineData("void N(object o) { ThreadPool.QueueUserWorkItem([|async s => { await F(1); Console.WriteLine(s); }|], o); }")]
    [InlineData("void N() { ThreadPool.QueueUserWorkItem([|Fire|]); }\n    async void Fire(object o) => await F(2);\n    void O() => Fire(1);")]
    [InlineData("public virtual void N() { ThreadPool.QueueUserWorkItem([|async _ => await F(1)|]); }")]
    [InlineData("void N() { var t = new Thread([|async () => await F(1)|]); t.Start(); }")]
    [InlineData("void N() { var t = new Thread([|async () => await F(1)|]); t.Start(); t.Join(100); }")]
    [InlineData("void N() { var t = new Thread([|async () => await F(1)|]); t.Priority = ThreadPriority.Lowest; t.Start(); t.Join(); }")]
    [InlineData("void N() { var t = new Thread([|async () => await F(1)|]); F(1).Wait(); t.Start(); t.Join(); }")]
    public Task Offers_no_task_where_somebody_would_wait_who_did_not(string members) => Fix.OffersNothingAsync(Members(members), kind: "Task");

    [Theory]
    [InlineData("var t = new Thread([|async () => await F(1)|]);\n        t.Start();\n        Console.WriteLine(1);\n        t.Join(); // 1", "var t = Task.Run(async () => await F(1));\n        Console.WriteLine(1);\n        await t; // 1")]
    [InlineData("Thread t = new([|async _ => await F(1)|]) { IsBackground = true };\n        t.Name = \"t\";\n        t.Start(null);\n        t.Join();", "Task t = Task.Run(async () => await F(1));\n        await t;")]
    [InlineData("var t = new Thread([|Fire|]);\n        t.Start();\n        t.Join();\n        async void Fire() => await F(3);", "var t = Task.Run(() => Fire());\n        await t;\n        async Task Fire() => await F(3);")]
    public Task Fixes_a_joined_thread_by_awaiting_a_task(string before, string after) => Fix.FixesAsync(
        Members("void N()\n    {\n        " + before + "\n    }"), Members("async Task N()\n    {\n        " + after + "\n    }"));

    [Theory]
    [InlineData("0, 1000", "do", "while (await timer.WaitForNextTickAsync());", "TimeSpan.FromMilliseconds(1000)")]
    [InlineData("TimeSpan.Zero, TimeSpan.FromSeconds(1)", "do", "while (await timer.WaitForNextTickAsync());", "TimeSpan.FromSeconds(1)")]
    [InlineData("TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)", "while (await timer.WaitForNextTickAsync())", "", "TimeSpan.FromSeconds(1)")]
    public Task Fixes_a_timer_by_a_loop(string times, string head, string foot, string period) => Fix.FixesAsync(
        Members($"Timer _timer;\n    void N()\n    {{\n        _timer = new Timer([|async _ => await F(1)|], null, {times}); // 1\n    }}\n    void Dispose() => _timer?.Dispose();"),
        Members($"PeriodicTimer _timer;\n    void N()\n    {{\n        var timer = new PeriodicTimer({period});\n        _timer = timer;\n        _ = Task.Run(async () =>\n        {{\n            {head}\n            {{\n                try\n                {{\n                    await F(1);\n                }}\n                catch (Exception exception)\n                {{\n                    Trace.TraceError(exception.ToString());\n                }}\n            }}\n{(foot.Length > 0 ? "            " + foot + "\n" : "")}        }}); // 1\n    }}\n    void Dispose() => _timer?.Dispose();").Replace("using System.Threading;", "using System.Diagnostics;\nusing System.Threading;"));

    [Theory]
    [InlineData("Timer _timer; void N() { _timer = new Timer([|async _ => await F(1)|], null, 0, 1000); _timer.Change(1, 1); }")]
    [InlineData("Timer _timer; void N() { _timer = new Timer([|async _ => await F(1)|], null, 10, 1000); }")]
    [InlineData("Timer _timer; void N() { _timer = new Timer([|async _ => await F(1)|], null, 0, Timeout.Infinite); }")]
    [InlineData("Timer _timer; void N(int n) { _timer = new Timer([|async _ => await F(1)|], null, 0, n); }")]
    [InlineData("Timer _timer; void N() { _timer = new Timer([|async _ => await F(1)|], this, 0, 1000); }")]
    [InlineData("Timer _timer; void N(bool b) { _timer = new Timer([|async _ => { if (b) return; await F(1); }|], null, 0, 1000); }")]
    [InlineData("internal Timer _timer; void N() { _timer = new Timer([|async _ => await F(1)|], null, 0, 1000); }")]
    [InlineData("Timer _timer, _other; void N() { _timer = new Timer([|async _ => await F(1)|], null, 0, 1000); }")]
    [InlineData("void N() { var timer = new Timer([|async _ => await F(1)|], null, 0, 1000); }")]
    public Task Offers_no_loop_for_a_timer_that_is_more_than_that(string members) => Fix.OffersNothingAsync(Members(members), kind: "PeriodicTimer");

    [Fact]
    public Task Reports_callbacks_beside_arguments_that_do_not_resolve() => Verify.VerifyAloneAsync("""
        class C
        {
            Timer _timer;
            void M(Options options, Func<Task> f)
            {
                _timer = new Timer([|async _ => await f()|], null, options.Period, options.Period);
                _timer = new Timer(async _ => { try { await f(); } catch { } }, null, options.Period, options.Period);
                Task.Run(async () => await f(), options.Token);
                options.Run(async () => await f());
            }
        }
        """);

    private static string Members(string members) => Program("").Replace("    static Task F(", "    " + members + "\n\n    static Task F(");

    private static string Program(string body) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task M(List<int> list, ParallelOptions options)
            {
                {{body}}
            }

            static Task F(int x) => Task.Delay(x);
        }
        """;

    private static string Commands(string call) => $$"""
        class Menu
        {
            readonly Dictionary<string, Action> _items = new(); readonly List<Action> _all = new(); readonly Queue<Action> _queue = new(); readonly List<Action> _kept = new();
            public void Add(string name, Action action) => _items[name] = action;
            public void AddAll(Action action) => _all.Add(action);
            public void Queue(Action action) => _queue.Enqueue(action);
            public void Keep(Action action) => _kept.Add(action);
            public void Click(string name) { _items[name](); foreach (var item in _all.ToArray()) item(); if (_queue.TryDequeue(out var next)) next.Invoke(); }
            public int Count => _kept.Count;
        }
        class C { Task LoadAsync() => Task.CompletedTask; void M(Menu menu) { {{call}} } }
        """;

    [Theory]
    [InlineData("menu.Add(\"a\", {|#0:async () => await LoadAsync()|});")]
    [InlineData("menu.AddAll({|#0:async () => await LoadAsync()|});")]
    [InlineData("menu.Queue({|#0:async () => await LoadAsync()|});")]
    public Task Reports_work_that_is_kept_in_a_collection_and_called(string call) =>
        Verify.VerifyAsync(Commands(call), Verify.Finding().WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithLocation(0));

    [Theory]
    [InlineData("menu.Keep(async () => await LoadAsync());")]
    [InlineData("menu.Add(\"a\", async () => { try { await LoadAsync(); } catch (Exception) { } });")]
    [InlineData("menu.Add(\"a\", () => Console.WriteLine());")]
    public Task Accepts_what_nobody_calls_or_what_catches(string call) => Verify.VerifyAsync(Commands(call));
}
