using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.Async.THR0609NestedTask, ThreadingAnalyzers.CodeFixes.Async.THR0609NestedTaskCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0609NestedTask>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0609NestedTaskTests
{
    private static Task VerifyBodyAsync(string body) => Verify.VerifyAsync($$"""
        class C
        {
            Task _task; Task<Task> _nested; List<Task> _all = new(); List<Task<Task>> _pairs = new(); TaskFactory _factory = new();
            async Task RunAsync(Task task, Task<int> number, int[] items, CancellationToken token)
            {
                await Task.Yield();
                {{body}}
            }
            static Task StepAsync() => Task.Delay(1);
            static async void Fire() => await Task.Delay(1);
            static void Track(Task task) { }
            static void TrackBoth(Task<Task> task) { }
        }
        """);

    [Theory]
    [InlineData("await Task.Factory.[|StartNew|](async () => await StepAsync());")]
    [InlineData("await Task.Factory.[|StartNew|](async () => { await StepAsync(); return 1; }, token);")]
    [InlineData("await Task.Factory.[|StartNew|](() => StepAsync());")]
    [InlineData("await Task.Run(() => Task.Factory.[|StartNew|](async () => await StepAsync()));")]
    [InlineData("Task inner = await Task.Factory.[|StartNew|](() => StepAsync());")]
    [InlineData("var inner = await Task.Factory.[|StartNew|](StepAsync).ConfigureAwait(false);")]
    [InlineData("await Task.Factory.[|StartNew|](StepAsync);")]
    [InlineData("await Task.Factory.[|StartNew|](async () => await StepAsync()).ConfigureAwait(false);")]
    [InlineData("await Task.Factory.[|StartNew|](async s => await StepAsync(), new object());")]
    [InlineData("await _factory.[|StartNew|](async () => await StepAsync());")]
    [InlineData("Task.Factory.[|StartNew|](async () => await StepAsync(), TaskCreationOptions.LongRunning);")]
    [InlineData("Task.Factory.[|StartNew|](async () => await StepAsync()).Wait();")]
    [InlineData("_task = Task.Factory.[|StartNew|](async () => await StepAsync());")]
    [InlineData("_all.Add(Task.Factory.[|StartNew|](async () => await StepAsync()));")]
    [InlineData("Track(Task.Factory.[|StartNew|](async () => await StepAsync()));")]
    [InlineData("Task t = Task.Factory.[|StartNew|](async () => await StepAsync()); await t;")]
    [InlineData("var t = Task.Factory.[|StartNew|](async () => await StepAsync()); await t;")]
    [InlineData("var t = Task.Factory.[|StartNew|](async () => await StepAsync()); t.Wait(); Track(t);")]
    [InlineData("Task<Task> t; t = Task.Factory.[|StartNew|](async () => await StepAsync()); await t;")]
    [InlineData("var t = Task.Factory.[|StartNew|](async () => await StepAsync()); await Task.WhenAll(t, task);")]
    [InlineData("await Task.WhenAll(Task.Factory.[|StartNew|](async () => await StepAsync()), Task.Factory.[|StartNew|](async () => await StepAsync()));")]
    [InlineData("await Task.WhenAll(items.Select(i => Task.Factory.[|StartNew|](async () => await StepAsync())));")]
    [InlineData("Task.WaitAll(items.Select(i => Task.Factory.[|StartNew|](async () => await StepAsync())).ToArray());")]
    [InlineData("var all = items.Select(i => Task.Factory.[|StartNew|](async () => await StepAsync())).ToArray(); await Task.WhenAll(all);")]
    [InlineData("var all = items.Select(i => Task.Factory.[|StartNew|](() => StepAsync())).ToList(); Console.WriteLine(all.Count); foreach (var one in all) await one;")]
    [InlineData("await task.[|ContinueWith|](async t => await StepAsync());")]
    [InlineData("await number.[|ContinueWith|](async t => await StepAsync(), TaskScheduler.Default);")]
    [InlineData("await task?.[|ContinueWith|](async t => await StepAsync());")]
    [InlineData("_task = task.[|ContinueWith|](_ => StepAsync());")]
    [InlineData("await Task.Factory.[|ContinueWhenAll|](new[] { task }, async ts => await StepAsync());")]
    [InlineData("var t = new [|Task|](async () => await StepAsync()); t.Start(); await t;")]
    [InlineData("var t = new [|Task|](Fire); t.Start();")]
    [InlineData("Task t = [|new(async () => await StepAsync(), token)|]; t.Start();")]
    [InlineData("var t = new [|Task<Task>|](async () => await StepAsync()); t.Start(); await t;")]
    [InlineData("await Task.Factory.[|StartNew|](Fire);")]
    [InlineData("await task.[|ContinueWith|]((Action<Task>)(async t => await StepAsync()));")]
    public Task Reports_where_only_the_outer_task_is_waited_for(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("await Task.Run(async () => await StepAsync());")]
    [InlineData("await await Task.Run(() => Task.Factory.StartNew(async () => await StepAsync()));")]
    [InlineData("await Task.Run(() => Task.Factory.StartNew(async () => await StepAsync()).Unwrap());")]
    [InlineData("await Task.Factory.StartNew(() => 1);")]
    [InlineData("await Task.Factory.StartNew(() => { StepAsync(); });")]
    [InlineData("await Task.Factory.StartNew(async () => await StepAsync()).Unwrap();")]
    [InlineData("await TaskExtensions.Unwrap(Task.Factory.StartNew(async () => await StepAsync()));")]
    [InlineData("await await Task.Factory.StartNew(async () => await StepAsync());")]
    [InlineData("await (await Task.Factory.StartNew(async () => await StepAsync()).ConfigureAwait(false));")]
    [InlineData("var inner = await Task.Factory.StartNew(async () => await StepAsync()); await inner;")]
    [InlineData("Task.Factory.StartNew(async () => await StepAsync()).Result.Wait();")]
    [InlineData("_ = Task.Factory.StartNew(async () => await StepAsync());")]
    [InlineData("_ = Task.Factory.[|StartNew|](async () => await StepAsync(), token, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);")]
    [InlineData("_ = Task.Factory.[|StartNew|](StepsAsync, TaskCreationOptions.LongRunning); async Task StepsAsync() => await StepAsync();")]
    [InlineData("_ = Task.Factory.StartNew(async () => await StepAsync(), token, TaskCreationOptions.LongRunning, TaskScheduler.FromCurrentSynchronizationContext());")]
    [InlineData("_ = Task.Factory.StartNew(() => StepAsync().Wait(), token, TaskCreationOptions.LongRunning, TaskScheduler.Default);")]
    [InlineData("_nested = Task.Factory.StartNew(async () => await StepAsync());")]
    [InlineData("_pairs.Add(Task.Factory.StartNew(async () => await StepAsync()));")]
    [InlineData("TrackBoth(Task.Factory.StartNew(async () => await StepAsync()));")]
    [InlineData("var t = Task.Factory.StartNew(async () => await StepAsync()); await t.Unwrap();")]
    [InlineData("var t = Task.Factory.StartNew(async () => await StepAsync()); await await t;")]
    [InlineData("var t = Task.Factory.StartNew(async () => await StepAsync()); await t; await t.Result;")]
    [InlineData("var t = Task.Factory.StartNew(async () => await StepAsync()); TrackBoth(t);")]
    [InlineData("var inner = await Task.WhenAll(items.Select(i => Task.Factory.StartNew(async () => await StepAsync()))); await Task.WhenAll(inner);")]
    [InlineData("var all = items.Select(i => Task.Factory.StartNew(async () => await StepAsync())).ToArray(); await await Task.WhenAny(all);")]
    [InlineData("var all = items.Select(i => Task.Factory.StartNew(async () => await StepAsync())).ToArray(); foreach (var one in all) await await one;")]
    [InlineData("var all = items.Select(i => Task.Factory.StartNew(async () => await StepAsync())).ToArray(); await Task.WhenAll(all); await Task.WhenAll(all.Select(one => one.Result));")]
    [InlineData("await task.ContinueWith(async t => await StepAsync()).Unwrap();")]
    [InlineData("await task.ContinueWith(t => Console.WriteLine(t.Status));")]
    [InlineData("await task.ContinueWith(t => { Console.WriteLine(t.Status); return Task.CompletedTask; });")]
    [InlineData("await task.ContinueWith(t => _task = Task.CompletedTask);")]
    [InlineData("await task.ContinueWith(t => t.IsFaulted ? Task.FromException<int>(t.Exception) : Task.FromResult(1));")]
    [InlineData("await task.[|ContinueWith|](t => t.IsFaulted ? StepAsync() : Task.CompletedTask);")]
    [InlineData("var t = new Task<Task>(async () => await StepAsync()); t.Start(); await t.Unwrap();")]
    [InlineData("var t = new Task(() => Console.WriteLine()); t.Start(); await t;")]
    [InlineData("var first = await Task.WhenAny(task, number); await first;")]
    [InlineData("await Task.WhenAny(task, number);")]
    public Task Accepts_where_the_inner_task_is_known(string body) => VerifyBodyAsync(body);

    [Fact]
    public Task Accepts_a_task_of_ones_own_that_takes_the_outer_one() => Verify.VerifyAsync("""
        class Promise : Task { public Promise(Task outer, bool looksInside) : base(() => { }) { } }
        class C
        {
            static Task Run(Func<Task> work)
            {
                Task<Task> outer = Task<Task>.Factory.StartNew(work);
                return new Promise(outer, true);
            }
        }
        """);

    [Fact]
    public Task Reports_a_result_that_is_returned_as_a_task() => Verify.VerifyAsync("""
        class C
        {
            public Task A(Func<Task> f) { return Task.Factory.[|StartNew|](async () => await f()); }
            public Task B(Task t, Func<Task> f) => t.[|ContinueWith|](_ => f());
            public Task<Task> D(Func<Task> f) => Task.Factory.StartNew(f);
            public Func<Task> E(Func<Task> f) => () => Task.Factory.[|StartNew|](f);
        }
        """);

    [Fact]
    public Task Says_whose_task_ends_early() => Verify.VerifyAsync("""
        class C { void M(Func<Task> f) { new {|#0:Task|}(async () => await f()).Start(); Task.Factory.{|#1:StartNew|}(f); } }
        """, Verify.Finding().WithLocation(0).WithMessage("The task of 'new Task' ends at the first await of its delegate; nobody waits for the rest, or sees its exceptions"),
        Verify.Finding().WithLocation(1).WithMessage("The task of 'StartNew' ends at the first await of its delegate; nobody waits for the rest, or sees its exceptions"));

    [Fact]
    public Task Says_that_a_thread_of_its_own_is_left_at_once() => Verify.VerifyAsync(
        "class C { void M() { _ = Task.Factory.{|#0:StartNew|}(async () => await Task.Delay(1), TaskCreationOptions.LongRunning); } }",
        Verify.Finding().WithLocation(0).WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithMessage("LongRunning gives 'StartNew' a thread of its own, which ends at the first await of its delegate: the rest runs on the pool, as with Task.Run"));

    [Theory]
    [InlineData("await Task.Factory.[|StartNew|](f);", "await Task.Run(f);")]
    [InlineData("await Task.Factory.[|StartNew|](async () => await f(), token);", "await Task.Run(async () => await f(), token);")]
    [InlineData("await Task.Factory.[|StartNew|](f, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);", "await Task.Run(f);")]
    [InlineData("await Task.Factory.[|StartNew|](f, token, TaskCreationOptions.None, TaskScheduler.Default);", "await Task.Run(f, token);")]
    [InlineData("await Task.Factory.[|StartNew|](f, TaskCreationOptions.None);", "await Task.Run(f);")]
    [InlineData("await Task.Factory.[|StartNew|](f, TaskCreationOptions.LongRunning);", "await Task.Factory.StartNew(f, TaskCreationOptions.LongRunning).Unwrap();")]
    [InlineData("await Task.Factory.[|StartNew|](f, token, TaskCreationOptions.None, TaskScheduler.Current);", "await Task.Factory.StartNew(f, token, TaskCreationOptions.None, TaskScheduler.Current).Unwrap();")]
    [InlineData("var t = new [|Task|](async () => await f()); // 1\n        t.Start();\n        await t;", "var t = Task.Run(async () => await f()); // 1\n        await t;")]
    [InlineData("Task t = new [|Task|](async () => await f(), token);\n        t.Start();\n        await t;", "Task t = Task.Run(async () => await f(), token);\n        await t;")]
    [InlineData("await task.[|ContinueWith|](async t => await f()); // then", "await task.ContinueWith(async t => await f()).Unwrap(); // then")]
    [InlineData("await task.[|ContinueWith|](async t => await f()).ConfigureAwait(false);", "await task.ContinueWith(async t => await f()).Unwrap().ConfigureAwait(false);")]
    [InlineData("_task = task\n            .[|ContinueWith|](_ => f()); // keep", "_task = task\n            .ContinueWith(_ => f()).Unwrap(); // keep")]
    public Task Fixes_by_waiting_for_both(string before, string after) => Fix.FixesAsync(Program(before), Program(after));

    [Theory]
    [InlineData("var t = new [|Task|](async () => await f(), TaskCreationOptions.LongRunning); t.Start();")]
    [InlineData("var t = new [|Task|](async () => await f()); await task; t.Start();")]
    [InlineData("await Task.Factory.[|StartNew|]((Action)(async () => await f()));")]
    public Task Offers_nothing_for_async_void(string body) => Fix.OffersNothingAsync(Program(body));

    [Theory]
    [InlineData("Task _cold; void Make(Func<Task> f) => Set(f); void Set(Func<Task> f) { _cold = new [|Task|](async () => await f()); } Task Go() { _cold.Start(); return _cold; }",
        "Task<Task> _cold; void Make(Func<Task> f) => Set(f); void Set(Func<Task> f) { _cold = new Task<Task>(async () => await f()); } Task Go() { _cold.Start(); return _cold.Unwrap(); }")]
    [InlineData("readonly Task _cold = new [|Task|](Work); static async void Work() => await Task.Yield(); async Task Go() { _cold.Start(); await _cold.ConfigureAwait(false); }",
        "readonly Task<Task> _cold = new Task<Task>(Work); static async Task Work() => await Task.Yield(); async Task Go() { _cold.Start(); await _cold.Unwrap().ConfigureAwait(false); }")]
    public Task Fixes_a_cold_task_in_a_field(string before, string after) => Fix.FixesAsync(Program("").Replace("Task _task;", before), Program("").Replace("Task _task;", after));

    [Theory]
    [InlineData("internal Task Cold; void Set(Func<Task> f) { Cold = new [|Task|](async () => await f()); }")]
    [InlineData("Task _cold; void Set(Func<Task> f) { _cold = new [|Task|](async () => await f()); } bool Is => _cold == null;")]
    [InlineData("Task _cold; void Set() { _cold = new [|Task|](Work); } static async void Work() => await Task.Yield(); void Other() => Work();")]
    public Task Offers_nothing_for_a_cold_task_that_others_know(string members) => Fix.OffersNothingAsync(Program("").Replace("Task _task;", members));

    [Theory]
    [InlineData("Task t = Task.Factory.StartNew(async () => await StepAsync()) as Task; await t;")] // a cast may be undone
    [InlineData("_nested = Task.Factory.StartNew(async () => await StepAsync()); await _nested;")] // fields are not followed
    public Task KnownMiss_what_goes_through_other_places(string body) => VerifyBodyAsync(body);

    private static string Program(string body) => $$"""
        using System;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            Task _task;

            async Task RunAsync(Func<Task> f, Task task, CancellationToken token)
            {
                {{body}}
            }
        }
        """;

    [Fact]
    public Task Accepts_a_continuation_that_loses_nothing() => Verify.VerifyAsync("""
        class C
        {
            static Task WorkAsync() => Task.Delay(1);
            async Task M(Task task, CancellationToken token)
            {
                await Task.Delay(1, token).ContinueWith(t => t, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                task.ContinueWith(async t => { try { await WorkAsync(); } catch (Exception e) { Console.WriteLine(e); } });
                task.[|ContinueWith|](async t => { await WorkAsync(); });
                await task.[|ContinueWith|](async t => { try { await WorkAsync(); } catch (Exception e) { Console.WriteLine(e); } });
                await task.[|ContinueWith|](t => WorkAsync());
            }
        }
        """);

    [Theory]
    [InlineData("await Task.[|WhenAll|](items.Select(async i => { await Task.Yield(); return SendAsync(i); }));")]
    [InlineData("var all = items.Select(async i => { await Task.Yield(); return SendAsync(i); }).ToList(); await Task.[|WhenAll|](all).ConfigureAwait(false);")]
    [InlineData("await Task.WhenAll(items.Select(async i => { await Task.Yield(); await SendAsync(i); }));")]
    [InlineData("await Task.WhenAll(await Task.WhenAll(items.Select(async i => { await Task.Yield(); return SendAsync(i); })));")]
    [InlineData("Task[] sent = await Task.WhenAll(items.Select(async i => { await Task.Yield(); return SendAsync(i); })); await Task.WhenAll(sent);")]
    public Task Knows_tasks_that_give_tasks(string code) => Verify.VerifyAsync($$"""
        class C { async Task M(int[] items) { {{code}} } static Task SendAsync(int i) => Task.CompletedTask; }
        """);
}
