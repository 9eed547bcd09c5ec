using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.Async.THR0608NullTask, ThreadingAnalyzers.CodeFixes.Async.THR0608NullTaskCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0608NullTask>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0608NullTaskTests
{
    private static Task VerifyMemberAsync(string member) => Verify.VerifyAsync($$"""
        using System.Diagnostics.CodeAnalysis;
        abstract class Base { public virtual Task RunAsync() => Task.CompletedTask; }
        interface IJob { Task<string> NameAsync(); Task Done { get; } }
        class C : Base
        {
            Task _running; bool _idle; int _kind; Dictionary<string, Task> _all = new();
            static void Use(Func<Task> f) { }
            static void Use<T>(Func<T, Task<T>> f) { }
            static void Plain(Func<object> f) { }
            {{member}}
        }
        """);

    [Theory]
    [InlineData("public Task A() { return [|null|]; }")]
    [InlineData("public Task A() => [|null|];")]
    [InlineData("public Task<int> A() => [|null|];")]
    [InlineData("public Task<string> A() { if (_idle) return [|null|]; return Task.FromResult(\"\"); }")]
    [InlineData("public Task A() => [|default|];")]
    [InlineData("public Task A() => [|default(Task)|];")]
    [InlineData("public Task A() => (Task)[|null|];")]
    [InlineData("public Task A() => ([|null|]);")]
    [InlineData("public Task A() => _idle ? [|null|] : Task.CompletedTask;")]
    [InlineData("public Task A() => _idle ? Task.CompletedTask : _kind > 1 ? [|null|] : [|default|];")]
    [InlineData("public Task A() => _kind switch { 1 => Task.CompletedTask, 2 => [|null|], _ => throw new Exception() };")]
    [InlineData("public Task A() => _running ?? [|null|];")]
    [InlineData("public override Task RunAsync() => [|null|];")]
    [InlineData("public Task CurrentAsync => [|null|];")]
    [InlineData("public Task Current { get { if (_idle) return [|null|]; return Task.CompletedTask; } } async Task B() => await Current;")]
    [InlineData("void F() { Task LocalAsync() => [|null|]; LocalAsync(); }")]
    [InlineData("Task F() { Use(() => [|null|]); return _running; }")]
    [InlineData("Task F() { Use(() => { if (_idle) return [|null|]; return Task.CompletedTask; }); return _running; }")]
    [InlineData("Task F() { Use(delegate { return [|null|]; }); return _running; }")]
    [InlineData("Task F() { Use<string>(x => [|null|]); return _running; }")]
    [InlineData("public static Task<T> A<T>() => [|null|];")]
    [InlineData("Task Start() => [|null|];")]
    [InlineData("void B() { Start().Wait(); } Task Start() => [|null|];")]
    [InlineData("Task B() { Task Local() { return [|null|]; } return Local(); }")]
    [InlineData("void F() { Task Local() { return [|null|]; } }")]
    [InlineData("public Task A() => [|_running?.ContinueWith(_ => 1)|];")]
    [InlineData("public Task<int> A() { if (_idle) return Task.FromResult(1); return [|_running?.ContinueWith(_ => 1)|]; }")]
    [InlineData("public Task A() { Task result = null; return [|result|]; }")]
    [InlineData("public async Task A() { await B(); Task B() => [|null|]; }")]
    [InlineData("public Task A() { try { return Task.CompletedTask; } catch { return [|null|]; } }")]
    [InlineData("#nullable enable\npublic Task A() => [|null|]!;")]
    public Task Reports_null_in_place_of_a_task(string member) => VerifyMemberAsync(member);

    [Theory]
    [InlineData("public Task A() => Task.CompletedTask;")]
    [InlineData("Task B() { return NullIfDone(); } Task NullIfDone() { return _idle ? null : Task.CompletedTask; }")]
    [InlineData("public async Task<string> A() { await Task.Yield(); return null; }")]
    [InlineData("public async Task<Task> A() { await Task.Yield(); return null; }")]
    [InlineData("public Task<string> A() => Task.FromResult<string>(null);")]
    [InlineData("public ValueTask A() => default;")]
    [InlineData("public ValueTask<string> A() => default(ValueTask<string>);")]
    [InlineData("public string A() => null;")]
    [InlineData("public object A() => null;")]
    [InlineData("public List<Task> A() => null;")]
    [InlineData("public Func<Task> A() => null;")]
    [InlineData("public IEnumerable<Task> A() { yield return null; }")]
    [InlineData("void F() { Plain(() => null); }")]
    [InlineData("void F() { Task local = null; _running = null; if (_running == null) return; }")]
    [InlineData("#nullable enable\npublic Task? A() => null;")]
    [InlineData("#nullable enable\npublic Task<int>? A() => _idle ? null : Task.FromResult(1);")]
    [InlineData("#nullable enable\npublic Task? Current { get { return null; } }")]
    [InlineData("#nullable enable\nvoid F() { Func<Task?> f = () => null; f(); }")]
    [InlineData("[return: MaybeNull] public Task A() => null;")]
    [InlineData("public Task TryStart() => _idle ? null : Task.CompletedTask;")]
    [InlineData("/// <summary>Runs.</summary>\n/// <returns>The task, or <c>null</c> if there is none.</returns>\npublic Task A() => null;")]
    [InlineData("Task Start() => null; void B() { _running = Start(); }")]
    [InlineData("public Task Start() => _running?.ContinueWith(_ => 1) ?? Task.CompletedTask;")]
    [InlineData("#nullable enable\npublic Task? Start() => _running?.ContinueWith(_ => 1);")]
    [InlineData("public virtual Task Running => null;")]
    [InlineData("/// <summary>The work that runs, or null.</summary>\n/// <value>null for none.</value>\npublic Task Running => null;")]
    [InlineData("public Task Running => null; bool B() => Running == null;")]
    [InlineData("public Task Running { get { if (_idle) return null; return _running; } }")]
    [InlineData("public Task StartAsync() => null; async Task B() { var t = StartAsync(); if (t != null) await t; }")]
    [InlineData("public Task StartAsync() => null; async Task B() { Task t; t = this.StartAsync(); if (t is null) return; await t; }")]
    [InlineData("public Task StartAsync() => null; void B() { StartAsync()?.Wait(); }")]
    [InlineData("public Task StartAsync() => null; Task B() => StartAsync() ?? Task.CompletedTask;")]
    [InlineData("Lazy<Task> _lazy; void B() { _lazy = new Lazy<Task>(() => _idle ? null : Task.CompletedTask); }")]
    [InlineData("// null: completed synchronously\nTask A() => null;")]
    [InlineData("public Task A() { Task result = null; if (_idle) result = Task.CompletedTask; return result; }")]
    public Task Accepts_what_is_no_task_or_may_be_null(string member) => VerifyMemberAsync(member);

    [Theory]
    [InlineData("/// <summary>Runs.</summary>\n/// <param name=\"x\">Not null.</param>\n/// <returns>The task.</returns>\npublic Task A(string x) => [|null|];")]
    [InlineData("async Task B() { await Start(); } Task Start() => [|null|];")]
    [InlineData("async Task B() { await this.Start().ConfigureAwait(false); } Task Start() => [|null|];")]
    [InlineData("public Task Trying() => _idle ? _running : Task.CompletedTask;")]
    public Task Reports_what_no_comment_allows(string member) => VerifyMemberAsync(member);

    [Theory]
    [InlineData("internal Task Running => [|null|];")]
    [InlineData("public Task Running { get { return [|null|]; } }")]
    [InlineData("public Task<int> this[int i] => [|default|];")]
    public Task Reports_a_property_that_never_has_a_task_as_information(string member) => VerifyMemberAsync(member);

    [Fact]
    public Task Reports_implementations_of_an_interface() => Verify.VerifyAsync("""
        interface IJob { Task<string> NameAsync(); Task Done { get; } }
        class Fake : IJob
        {
            public Task<string> NameAsync() => [|null|];
            Task IJob.Done => [|null|];
        }
        """);

    [Fact]
    public Task Says_whose_callers_await_what() => Verify.VerifyAsync("""
        class C { Task<int> CountAsync() => {|#0:null|}; }
        """, Verify.Finding().WithLocation(0).WithArguments("'CountAsync'", "Task<int>"));

    [Theory]
    [InlineData("public Task A(bool idle) { if (idle) return null; return Task.Delay(1); }", "public Task A(bool idle) { if (idle) return Task.CompletedTask; return Task.Delay(1); }")]
    [InlineData("public Task A() => default(Task);", "public Task A() => Task.CompletedTask;")]
    [InlineData("public Task<int> A() => null;", "public Task<int> A() => Task.FromResult(0);")]
    [InlineData("public Task<bool> A() => default;", "public Task<bool> A() => Task.FromResult(false);")]
    [InlineData("public Task<long> A() => null;", "public Task<long> A() => Task.FromResult<long>(default);")]
    [InlineData("public Task<string> A() => /* none */ null;", "public Task<string> A() => /* none */ Task.FromResult<string>(null);")]
    [InlineData("public Task<T> A<T>() => default;", "public Task<T> A<T>() => Task.FromResult<T>(default);")]
    [InlineData("public Task<List<int>> A() => null;", "public Task<List<int>> A() => Task.FromResult<List<int>>(null);")]
    [InlineData("public Task A(int i) => i switch { 1 => null, 2 => default, _ => Task.Delay(1) };", "public Task A(int i) => i switch { 1 => Task.CompletedTask, 2 => Task.CompletedTask, _ => Task.Delay(1) };")]
    [InlineData("Task _t; public Task A() => _t?.ContinueWith(x => 1);", "Task _t; public Task A() => _t?.ContinueWith(x => 1) ?? Task.CompletedTask;")]
    [InlineData("#nullable enable\npublic Task A() => null!;", "#nullable enable\npublic Task A() => Task.CompletedTask;")]
    [InlineData("#nullable enable\npublic Task<string?> A() => null!;", "#nullable enable\npublic Task<string?> A() => Task.FromResult<string?>(null);")]
    public Task Fixes_with_a_completed_task(string before, string after) => Fix.FixesAsync(
        $"using System.Collections.Generic;\nusing System.Threading.Tasks;\n\nclass C\n{{\n    {Marked(before)}\n}}\n",
        $"using System.Collections.Generic;\nusing System.Threading.Tasks;\n\nclass C\n{{\n    {after}\n}}\n");

    [Fact]
    public Task Offers_nothing_where_only_the_author_knows_the_value() => Fix.OffersNothingAsync("""
        #nullable enable
        using System.Threading.Tasks;
        class C { public Task<string> A() => [|null|]!; }
        """);

    // No word of the member has to do with tasks, so it is not looked at.
    [Fact]
    public Task KnownMiss_a_lambda_in_a_member_that_names_no_task() => VerifyMemberAsync("void F() { Use(() => null); }");

    private static string Marked(string source) => System.Text.RegularExpressions.Regex.Replace(source, @"(?<==> (/\* none \*/ )?|return )(null|default(\(Task\))?|_t\?\.ContinueWith\(x => 1\))(?=[;!,])", "[|$0|]");

    [Fact]
    public Task Accepts_null_as_the_inner_task() => Verify.VerifyAsync(
        "public class C { public Task M(Task first, Task second) => first.ContinueWith(t => t.IsFaulted ? second : null, TaskScheduler.Default).Unwrap(); }");

    /// <summary>The other result says whether there is a task.</summary>
    [Fact]
    public Task Accepts_null_beside_an_out_parameter() => Verify.VerifyAsync("""
        public class C
        {
            public Task<int> ReadAsync(bool now, out int result) { result = now ? 1 : 0; return now ? null : Task.FromResult(1); }
        }
        """);

    [Fact]
    public Task Accepts_null_that_the_base_type_asks_for() => Verify.VerifyAsync("""
        abstract class Call
        {
            protected abstract Task EarlyResult();
            protected abstract Task WriteCore();
            public Task SendAsync() { Task early = EarlyResult(); return early != null ? early : WriteCore(); }
            public async Task FlushAsync() => await WriteCore();
        }
        class ClientCall : Call
        {
            bool _done;
            protected override Task EarlyResult() { if (_done) return Task.CompletedTask; return null; }
            protected override Task WriteCore() => [|null|];
        }
        """);
}
