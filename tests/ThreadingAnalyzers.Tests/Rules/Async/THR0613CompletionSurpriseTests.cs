using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.Async.THR0613CompletionSurprise, ThreadingAnalyzers.CodeFixes.Async.THR0613CompletionSurpriseCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0613CompletionSurprise>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0613CompletionSurpriseTests
{
    private static Task VerifyMembersAsync(string members) => Verify.VerifyAsync($$"""
        class C
        {
            static void Give(TaskCompletionSource<int> source) { }
            static void Ask(Action<int> answer) { }
            {{members}}
        }
        """);

    [Theory]
    [InlineData("TaskCompletionSource<int> _f = [|new TaskCompletionSource<int>()|];")]
    [InlineData("TaskCompletionSource _f = [|new()|];")]
    [InlineData("static readonly TaskCompletionSource<int> s_f = [|new()|];")]
    [InlineData("TaskCompletionSource<int> P { get; } = [|new(TaskCreationOptions.None)|];")]
    [InlineData("Task<int> M() { var t = [|new TaskCompletionSource<int>()|]; Give(t); return t.Task; }")]
    [InlineData("Task<int> M() { var t = [|new TaskCompletionSource<int>(new object())|]; Give(t); return t.Task; }")]
    [InlineData("Task<int> M() { var t = [|new TaskCompletionSource<int>(this, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach)|]; Give(t); return t.Task; }")]
    [InlineData("Task<int> M() { var t = [|new TaskCompletionSource<int>()|]; ThreadPool.QueueUserWorkItem(_ => t.SetResult(1)); return t.Task; }")]
    [InlineData("Task<int> M() { var t = [|new TaskCompletionSource<int>()|]; Ask(t.SetResult); return t.Task; }")]
    [InlineData("TaskCompletionSource<int> M() => [|new TaskCompletionSource<int>()|];")]
    [InlineData("void M(List<TaskCompletionSource<int>> all) => all.Add([|new()|]);")]
    [InlineData("void M(ConcurrentDictionary<int, TaskCompletionSource<int>> all) => all.GetOrAdd(1, _ => [|new TaskCompletionSource<int>()|]);")]
    [InlineData("TaskCompletionSource<T> M<T>() => [|new TaskCompletionSource<T>()|];")]
    public Task Reports_a_source_without_the_option(string members) => VerifyMembersAsync(members);

    [Theory]
    [InlineData("TaskCompletionSource<int> _f = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);")]
    [InlineData("TaskCompletionSource _f = new(TaskCreationOptions.RunContinuationsAsynchronously);")]
    [InlineData("TaskCompletionSource<int> M() => new(this, TaskCreationOptions.LongRunning | TaskCreationOptions.RunContinuationsAsynchronously);")]
    [InlineData("TaskCompletionSource<int> M(TaskCreationOptions options) => new(options);")]
    [InlineData("const TaskCreationOptions Options = TaskCreationOptions.RunContinuationsAsynchronously; TaskCompletionSource<int> M() => new(Options);")]
    [InlineData("Task<int> M() { var t = new TaskCompletionSource<int>(); t.SetResult(1); return t.Task; }")]
    [InlineData("Task<int> M(bool b) { var t = new TaskCompletionSource<int>(); if (b) t.SetResult(1); else t.SetException(new Exception()); return t.Task; }")]
    [InlineData("TaskCompletionSource<int> M() { var t = new TaskCompletionSource<int>(); t.SetResult(1); return t; }")]
    [InlineData("Task M() => new TaskCompletionSource<int>().Task;")]
    [InlineData("readonly object _gate = new(); TaskCompletionSource _open = new(); void Open() { TaskCompletionSource open; lock (_gate) open = _open; open.TrySetResult(); }")]
    public Task Accepts_a_source_with_the_option_or_without_anybody_who_awaits(string members) => VerifyMembersAsync(members);

    [Fact]
    public Task Accepts_a_source_in_a_test() => VerifyMembersAsync(
        "class FactAttribute : Attribute { } [Fact] void Waits() { var t = new TaskCompletionSource<int>(); Give(t); } class Nested { TaskCompletionSource _t = new(); }");

    [Theory]
    [InlineData("TaskCompletionSource<int> M() => new([|TaskContinuationOptions.RunContinuationsAsynchronously|]);")]
    [InlineData("TaskCompletionSource _f = new TaskCompletionSource([|TaskContinuationOptions.None|]);")]
    [InlineData("TaskCompletionSource<int> M(TaskContinuationOptions options) => new([|options|]);")]
    public Task Reports_options_of_the_wrong_enum(string members) => VerifyMembersAsync(members);

    private const string Made = "new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously)";

    [Theory]
    [InlineData($"Task M(CancellationToken c) {{ var t = {Made}; c.Register(() => t.[|SetCanceled|]()); Ask(n => t.[|SetResult|](n)); return t.Task; }}")]
    [InlineData($"Task M(CancellationToken c) {{ var t = {Made}; c.Register(() => t.TrySetCanceled()); Ask(n => t.[|SetResult|](n)); return t.Task; }}")]
    [InlineData($"Task M(CancellationToken c) {{ var t = {Made}; c.Register(() => t.[|SetCanceled|]()); Ask(n => t.TrySetResult(n)); return t.Task; }}")]
    [InlineData($"Task M() {{ var t = {Made}; var timer = new Timer(_ => t.[|SetException|](new TimeoutException()), null, 9, -1); Ask(n => t.[|SetResult|](n)); return t.Task; }}")]
    [InlineData($"Task M() {{ var t = {Made}; Task.Delay(9).ContinueWith(_ => t.TrySetCanceled()); Ask(n => t.[|SetResult|](n)); return t.Task; }}")]
    [InlineData($"Task M() {{ var t = {Made}; Task.Run(() => t.[|SetResult|](1)); Task.Run(() => t.[|SetResult|](2)); return t.Task; }}")]
    [InlineData($"TaskCompletionSource<int> _t = {Made}; void Watch(CancellationToken c) => c.Register(Stop); void Stop() => _t.[|SetCanceled|](); void Done() => _t.[|SetResult|](1);")]
    [InlineData($"TaskCompletionSource<int> _t = {Made}; void Watch() => new Timer(_ => _t?.TrySetCanceled()); void Done() => _t.[|SetResult|](1);")]
    public Task Reports_a_completion_that_may_come_second(string members) => VerifyMembersAsync(members);

    [Theory]
    [InlineData($"Task M(CancellationToken c) {{ var t = {Made}; c.Register(() => t.TrySetCanceled()); Ask(n => t.TrySetResult(n)); return t.Task; }}")]
    [InlineData($"Task M() {{ var t = {Made}; Ask(n => {{ try {{ t.SetResult(n); }} catch (Exception e) {{ t.SetException(e); }} }}); return t.Task; }}")]
    [InlineData($"Task M() {{ var t = {Made}; try {{ Ask(n => t.SetResult(n)); }} catch (Exception e) {{ t.SetException(e); }} return t.Task; }}")]
    [InlineData($"Task M() {{ var t = {Made}; Task.Run(() => t.SetResult(1)); return t.Task; }}")]
    [InlineData($"Task M(CancellationToken c) {{ var t = {Made}; c.Register(() => t.SetResult(1)); return t.Task; }}")]
    [InlineData($"TaskCompletionSource<int> _t = {Made}; void Done() => _t.SetResult(1); void Fail() => _t.SetException(new Exception());")]
    public Task Accepts_completions_that_know_of_each_other_or_forgive(string members) => VerifyMembersAsync(members);

    [Theory]
    [InlineData("var t = [|new TaskCompletionSource<int>()|];", "var t = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);")]
    [InlineData("TaskCompletionSource<int> t = [|new()|];", "TaskCompletionSource<int> t = new(TaskCreationOptions.RunContinuationsAsynchronously);")]
    [InlineData("var t = [|new TaskCompletionSource<int>(this)|]; // 1", "var t = new TaskCompletionSource<int>(this, TaskCreationOptions.RunContinuationsAsynchronously); // 1")]
    [InlineData("var t = [|new TaskCompletionSource<int>(TaskCreationOptions.None)|];", "var t = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);")]
    [InlineData("var t = [|new TaskCompletionSource<int>(TaskCreationOptions.LongRunning)|];", "var t = new TaskCompletionSource<int>(TaskCreationOptions.LongRunning | TaskCreationOptions.RunContinuationsAsynchronously);")]
    [InlineData("var t = new TaskCompletionSource<int>([|TaskContinuationOptions.RunContinuationsAsynchronously|]);", "var t = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);")]
    [InlineData("var t = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously); token.Register(() => t.[|SetCanceled|]()); use(() => { t.[|SetResult|](1); /* 1 */ });", "var t = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously); token.Register(() => t.TrySetCanceled()); use(() => { t.TrySetResult(1); /* 1 */ });")]
    public Task Fixes_the_source_or_the_call(string before, string after) => Fix.FixesAsync(Program(before), Program(after));

    [Theory]
    [InlineData("class D : TaskCompletionSource<int> { } D M() => new D();")] // a derived type
    [InlineData($"Task M(Action<Action> a, Action<Action> b) {{ var t = {Made}; a(() => t.SetResult(1)); b(() => t.SetResult(2)); return t.Task; }}")] // two callbacks of unknown callers
    public Task KnownMiss_what_other_code_decides(string members) => VerifyMembersAsync(members);

    private static string Program(string body) => $$"""
        using System;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            Task M(CancellationToken token, Action<Action> use, Func<TaskCompletionSource<int>, Task> keep)
            {
                {{body}}
                return keep(t);
            }
        }
        """;
}
