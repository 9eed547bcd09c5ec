using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.Async.THR0615CancellationKept, ThreadingAnalyzers.CodeFixes.Async.THR0615CancellationKeptCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0615CancellationKept>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0615CancellationKeptTests
{
    private static Task VerifyBodyAsync(string body) => Verify.VerifyAsync($$"""
        class C
        {
            readonly CancellationTokenSource _own = new(); CancellationTokenSource _kept; List<IDisposable> _all = new(); CancellationToken _stop;
            async Task RunAsync(CancellationToken token, TimeSpan limit)
            {
                {{body}}
                await Task.Yield();
            }
            static Task WorkAsync(CancellationToken token) => Task.CompletedTask;
            static void Keep(CancellationTokenSource source) { }
        }
        """);

    [Theory]
    [InlineData("var linked = [|CancellationTokenSource.CreateLinkedTokenSource(token)|]; await WorkAsync(linked.Token);")]
    [InlineData("var linked = [|CancellationTokenSource.CreateLinkedTokenSource(token, _own.Token)|]; linked.CancelAfter(1); await WorkAsync(linked.Token); linked.Cancel();")]
    [InlineData("var linked = [|CancellationTokenSource.CreateLinkedTokenSource(_stop)|]; await WorkAsync(linked.Token);")]
    [InlineData("await WorkAsync([|CancellationTokenSource.CreateLinkedTokenSource(token)|].Token);")]
    [InlineData("CancellationTokenSource linked; linked = [|CancellationTokenSource.CreateLinkedTokenSource(token)|]; await WorkAsync(linked.Token);")]
    [InlineData("var timed = [|new CancellationTokenSource(limit)|]; await WorkAsync(timed.Token);")]
    [InlineData("var timed = [|new CancellationTokenSource(5000)|]; await WorkAsync(timed.Token);")]
    [InlineData("CancellationTokenSource timed = [|new(limit)|]; await WorkAsync(timed.Token);")]
    [InlineData("await WorkAsync([|new CancellationTokenSource(limit)|].Token);")]
    [InlineData("[|token.Register(() => Console.WriteLine())|];")]
    [InlineData("_ = [|token.Register(() => Console.WriteLine())|];")]
    [InlineData("_ = [|token.UnsafeRegister(_ => Console.WriteLine(), null)|];")]
    [InlineData("var r = [|token.Register(() => Console.WriteLine())|];")]
    [InlineData("var linked = [|CancellationTokenSource.CreateLinkedTokenSource(token)|]; if (linked != null) linked?.Cancel();")]
    [InlineData("var timed = [|new CancellationTokenSource()|]; timed.CancelAfter(limit); await WorkAsync(timed.Token);")]
    [InlineData("var done = new TaskCompletionSource(); [|_stop.Register(() => done.TrySetCanceled())|]; await done.Task;")]
    [InlineData("var done = new TaskCompletionSource(); [|_stop.Register(static s => ((TaskCompletionSource)s).TrySetCanceled(), done)|]; await done.Task;")]
    [InlineData("var done = new TaskCompletionSource(); [|_own.Token.Register(() => done.TrySetCanceled())|]; await done.Task;")]
    public Task Reports_what_a_token_or_timer_keeps(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("var plain = new CancellationTokenSource(); await WorkAsync(plain.Token);")]
    [InlineData("using var timed = new CancellationTokenSource(); timed.CancelAfter(limit); await WorkAsync(timed.Token);")]
    [InlineData("using var linked = CancellationTokenSource.CreateLinkedTokenSource(token); await WorkAsync(linked.Token);")]
    [InlineData("using (var linked = CancellationTokenSource.CreateLinkedTokenSource(token)) await WorkAsync(linked.Token);")]
    [InlineData("var linked = CancellationTokenSource.CreateLinkedTokenSource(token); try { await WorkAsync(linked.Token); } finally { linked.Dispose(); }")]
    [InlineData("var linked = CancellationTokenSource.CreateLinkedTokenSource(token); linked?.Dispose();")]
    [InlineData("var linked = CancellationTokenSource.CreateLinkedTokenSource(token); using (linked) await WorkAsync(linked.Token);")]
    [InlineData("var linked = CancellationTokenSource.CreateLinkedTokenSource(token); Keep(linked);")]
    [InlineData("var linked = CancellationTokenSource.CreateLinkedTokenSource(token); _kept = linked;")]
    [InlineData("var linked = CancellationTokenSource.CreateLinkedTokenSource(token); _all.Add(linked);")]
    [InlineData("var linked = CancellationTokenSource.CreateLinkedTokenSource(token); _stop = linked.Token;")]
    [InlineData("var linked = CancellationTokenSource.CreateLinkedTokenSource(token); _ = WorkAsync(linked.Token).ContinueWith(_ => linked.Dispose());")]
    [InlineData("using var a = new CancellationTokenSource(); var linked = CancellationTokenSource.CreateLinkedTokenSource(a.Token); await WorkAsync(linked.Token);")]
    [InlineData("var plain = new CancellationTokenSource(); await WorkAsync(plain.Token); plain.Cancel();")]
    [InlineData("var endless = new CancellationTokenSource(Timeout.Infinite); await WorkAsync(endless.Token);")]
    [InlineData("var endless = new CancellationTokenSource(Timeout.InfiniteTimeSpan); await WorkAsync(endless.Token);")]
    [InlineData("using var r = token.Register(() => Console.WriteLine());")]
    [InlineData("await using var r = token.Register(() => Console.WriteLine());")]
    [InlineData("var r = token.Register(() => Console.WriteLine()); r.Unregister();")]
    [InlineData("var r = token.Register(() => Console.WriteLine()); await r.DisposeAsync();")]
    [InlineData("_own.Token.Register(() => Console.WriteLine());")]
    [InlineData("_stop.Register(() => Console.WriteLine());")]
    [InlineData("using var own = new CancellationTokenSource(); var done = new TaskCompletionSource(); own.Token.Register(() => done.TrySetCanceled()); await done.Task;")]
    [InlineData("var done = new TaskCompletionSource(); using var r = _stop.Register(() => done.TrySetCanceled()); await done.Task;")]
    [InlineData("_all.Add(token.Register(() => Console.WriteLine()));")]
    [InlineData("token.Register(() => Console.WriteLine()); while (!token.IsCancellationRequested) await WorkAsync(token);")]
    [InlineData("token.Register(() => Console.WriteLine()); await Task.Delay(-1, token);")]
    [InlineData("token.Register(() => Console.WriteLine()); while (true) await WorkAsync(token);")]
    public Task Accepts_what_is_disposed_of_or_handed_on(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("sealed class D : IDisposable { CancellationTokenSource _c; void Start(CancellationToken t) { _c = [|CancellationTokenSource.CreateLinkedTokenSource(t)|]; } public void Dispose() { _c?.Cancel(); } }")]
    [InlineData("sealed class D : IDisposable { readonly CancellationTokenSource _c = [|new(1000)|]; public void Dispose() { } }")]
    [InlineData("sealed class D : IAsyncDisposable { CancellationTokenRegistration _r; void Start(CancellationToken t) => this._r = [|t.Register(() => { })|]; public ValueTask DisposeAsync() => default; }")]
    [InlineData("class D { void M(CancellationToken t) { void Local() => [|t.Register(() => { })|]; Local(); } }")]
    [InlineData("class D { async Task<int> M(CancellationToken t) { [|t.Register(() => { })|]; while (true) { await Task.Yield(); if (t.CanBeCanceled) return 1; } } }")]
    [InlineData("class D { Task M(CancellationToken t) { var s = new TaskCompletionSource(); [|t.Register(() => s.TrySetCanceled())|]; return s.Task; } }")]
    public Task Reports_fields_of_disposable_types_and_nested_functions(string type) => Verify.VerifyAsync(type);

    [Theory]
    [InlineData("sealed class D : IDisposable { CancellationTokenSource _c; void Start(CancellationToken t) { _c = CancellationTokenSource.CreateLinkedTokenSource(t); } public void Dispose() { _c?.Cancel(); _c?.Dispose(); } }")]
    [InlineData("sealed class D : IDisposable { CancellationTokenSource _c; void Start(CancellationToken t) { _c = CancellationTokenSource.CreateLinkedTokenSource(t); } public void Dispose() { Interlocked.Exchange(ref _c, null)?.Dispose(); } }")]
    [InlineData("sealed class D : IDisposable { readonly CancellationTokenSource _c = new(); public void Dispose() => _c.Cancel(); }")]
    [InlineData("class D { CancellationTokenSource _c; void Start(CancellationToken t) { _c = CancellationTokenSource.CreateLinkedTokenSource(t); } }")]
    [InlineData("class D { public D(CancellationToken t) { t.Register(() => { }); } static void Main(string[] a) { } }")]
    [InlineData("class BackgroundService { } class D : BackgroundService { Task ExecuteAsync(CancellationToken t) { t.Register(() => { }); return Task.CompletedTask; } }")]
    public Task Accepts_fields_that_are_disposed_of_and_code_that_runs_once(string type) => Verify.VerifyAsync(type);

    [Theory]
    [InlineData("static CancellationToken Limit(CancellationToken t) { var s = [|CancellationTokenSource.CreateLinkedTokenSource(t)|]; s.CancelAfter(1); return s.Token; }")]
    [InlineData("CancellationToken Either(CancellationToken t) => [|CancellationTokenSource.CreateLinkedTokenSource(t, _stop)|].Token;")]
    [InlineData("public Task RunAsync(CancellationToken t) { return WorkAsync(Local()); CancellationToken Local() { var s = [|CancellationTokenSource.CreateLinkedTokenSource(t)|]; if (s.IsCancellationRequested) return t; return s.Token; } }")]
    [InlineData("CancellationToken Both => [|CancellationTokenSource.CreateLinkedTokenSource(_stop, _other)|].Token;")]
    [InlineData("public async Task RunAsync(CancellationToken t) { await WorkAsync(Limit(t)); } static CancellationToken Limit(CancellationToken t) { var s = [|CancellationTokenSource.CreateLinkedTokenSource(t)|]; return s.Token; }")]
    public Task Reports_a_source_of_which_only_the_token_gets_out(string member) => Verify.VerifyAsync($"class D {{ CancellationToken _stop, _other; static Task WorkAsync(CancellationToken t) => Task.CompletedTask; {member} }}");

    [Theory]
    [InlineData("CancellationToken Limit(CancellationToken t) { var s = CancellationTokenSource.CreateLinkedTokenSource(t); lock (_all) _all.Add(s); return s.Token; }")]
    [InlineData("CancellationToken Limit(CancellationToken t) { var s = CancellationTokenSource.CreateLinkedTokenSource(t); _ = WorkAsync(t).ContinueWith(_ => s.Dispose()); return s.Token; }")]
    [InlineData("CancellationToken Limit(CancellationToken t) { var s = CancellationTokenSource.CreateLinkedTokenSource(t); s.Token.Register(() => s.Dispose()); return s.Token; }")]
    [InlineData("CancellationToken Limit(CancellationToken t, out IDisposable end) { var s = CancellationTokenSource.CreateLinkedTokenSource(t); end = s; return s.Token; }")]
    [InlineData("(CancellationTokenSource, CancellationToken) Limit(CancellationToken t) { var s = CancellationTokenSource.CreateLinkedTokenSource(t); return (s, s.Token); }")]
    [InlineData("void Start(CancellationToken t) => _stop = Link(t); CancellationToken Link(CancellationToken t) => CancellationTokenSource.CreateLinkedTokenSource(t).Token;")]
    [InlineData("public D(CancellationToken t) { var all = Link(t); _ = WorkAsync(all); } static CancellationToken Link(CancellationToken t) => CancellationTokenSource.CreateLinkedTokenSource(t).Token;")]
    [InlineData("Func<CancellationToken, CancellationToken> _link = t => CancellationTokenSource.CreateLinkedTokenSource(t).Token;")]
    public Task Accepts_a_source_that_somebody_else_has_or_that_lasts_as_long_as_the_object(string member) => Verify.VerifyAsync($"class D {{ CancellationToken _stop; readonly List<IDisposable> _all = new(); static Task WorkAsync(CancellationToken t) => Task.CompletedTask; {member} }}");

    /// <summary>A timer ends by itself.</summary>
    [Fact]
    public Task KnownMiss_a_time_limit_of_which_only_the_token_gets_out() => Verify.VerifyAsync("class D { static CancellationToken Limit() => new CancellationTokenSource(60000).Token; }");

    /// <summary>The host calls a service's main function once, and the service calls its own helpers as often as it likes.</summary>
    [Theory]
    [InlineData("public override async Task ExecuteAsync(CancellationToken t) { await WorkAsync(Link(t)); } static CancellationToken Link(CancellationToken t) => CancellationTokenSource.CreateLinkedTokenSource(t).Token;")]
    [InlineData("public override async Task ExecuteAsync(CancellationToken t) { while (true) await WorkAsync(Link(t)); } static CancellationToken Link(CancellationToken t) => [|CancellationTokenSource.CreateLinkedTokenSource(t)|].Token;")]
    public Task Knows_how_often_a_service_links(string members) => Verify.VerifyAsync($"abstract class BackgroundService {{ public abstract Task ExecuteAsync(CancellationToken t); }} class D : BackgroundService {{ static Task WorkAsync(CancellationToken t) => Task.CompletedTask; {members} }}");

    [Theory]
    [InlineData("async Task M() { _c?.Cancel(); [|_c = new CancellationTokenSource()|]; await WorkAsync(_c.Token); }")]
    [InlineData("async Task M() { _c.Cancel(); _c.Dispose(); [|_c = new()|]; await WorkAsync(_c.Token); }")]
    [InlineData("public async Task M() { _c = new(); try { await WorkAsync(_c.Token); } finally { [|_c|].Dispose(); } }")]
    [InlineData("internal async Task M() { _c = new(); await WorkAsync(_c.Token); [|_c|] = null; }")]
    [InlineData("async Task M() { _c?.Cancel(); _c = new(); await WorkAsync(_c.Token); [|_c|] = null; }")]
    [InlineData("void M() { _c.Cancel(); [|_c = new()|]; Task.Run(() => WorkAsync(_c.Token)); }")]
    public Task Reports_a_source_that_another_call_may_have_replaced(string member) => Verify.VerifyAsync($"class C {{ CancellationTokenSource _c = new(); static Task WorkAsync(CancellationToken t) => Task.CompletedTask; {member} }}");

    [Theory]
    [InlineData("async Task M() { _c?.Cancel(); _c = new(); await WorkAsync(_c.Token); }")]
    [InlineData("async Task M() { _c?.Cancel(); _c = new(); await WorkAsync(_c.Token); [|_c|] = null; }")]
    public Task Knows_that_a_view_model_is_used_on_one_thread(string member) => Verify.VerifyAsync($"class SearchViewModel {{ CancellationTokenSource _c = new(); static Task WorkAsync(CancellationToken t) => Task.CompletedTask; {member} }}");

    [Theory]
    [InlineData("void M() { var old = Interlocked.Exchange(ref _c, new()); old.Cancel(); old.Dispose(); }")]
    [InlineData("void M() { lock (this) { _c.Cancel(); _c = new(); } }")]
    [InlineData("async Task M() { var c = _c = new(); try { await WorkAsync(c.Token); } finally { c.Dispose(); } }")]
    [InlineData("async Task M() { var c = _c = new(); await WorkAsync(c.Token); if (_c == c) _c = null; }")]
    [InlineData("void Start() { _c = new(); WorkAsync(_c.Token); } void Stop() { _c.Cancel(); }")]
    [InlineData("void M() { _c.Cancel(); _c = new(); }")]
    [InlineData("async Task M() { using (_c = new()) { await WorkAsync(_c.Token); } _c = null; }")]
    [InlineData("Task _work; public async Task M() { _c.Cancel(); await _work; _c.Dispose(); _c = new(); _work = WorkAsync(_c.Token); }")]
    [InlineData("public async Task M() { await StopAsync(); _c.Dispose(); _c = new(); await WorkAsync(_c.Token); } async Task StopAsync() { _c.Cancel(); await Task.Yield(); }")]
    public Task Accepts_a_source_that_is_swapped_with_care(string member) => Verify.VerifyAsync($"class C {{ CancellationTokenSource _c = new(); static Task WorkAsync(CancellationToken t) => Task.CompletedTask; {member} }}");

    [Theory]
    [InlineData("var linked = [|CancellationTokenSource.CreateLinkedTokenSource(token)|]; // 1\n        await WorkAsync(linked.Token);", "using var linked = CancellationTokenSource.CreateLinkedTokenSource(token); // 1\n        await WorkAsync(linked.Token);")]
    [InlineData("// 1\n        CancellationTokenSource timed = [|new(5000)|];\n        await WorkAsync(timed.Token);", "// 1\n        using CancellationTokenSource timed = new(5000);\n        await WorkAsync(timed.Token);")]
    [InlineData("[|token.Register(() => Console.WriteLine())|]; // 1", "using var registration = token.Register(() => Console.WriteLine()); // 1")]
    [InlineData("_ = [|token.Register(() => Console.WriteLine())|];", "using var registration = token.Register(() => Console.WriteLine());")]
    public Task Fixes_with_using(string before, string after) => Fix.FixesAsync(Program(before), Program(after));

    [Theory]
    [InlineData("var linked = [|CancellationTokenSource.CreateLinkedTokenSource(token)|]; _ = Task.Run(() => WorkAsync(linked.Token));")]
    [InlineData("await WorkAsync([|new CancellationTokenSource(5000)|].Token);")]
    public Task Offers_nothing_where_the_block_may_end_too_early(string body) => Fix.OffersNothingAsync(Program(body));

    [Fact]
    public Task Fixes_a_function_that_returns_the_task() => Fix.FixesAsync(
        "using System.Threading;\nusing System.Threading.Tasks;\nclass C { Task M(CancellationToken token) { var s = new TaskCompletionSource(); [|token.Register(() => s.TrySetCanceled())|]; return s.Task; } }",
        "using System.Threading;\nusing System.Threading.Tasks;\nclass C { async Task M(CancellationToken token) { var s = new TaskCompletionSource(); using var registration = token.Register(() => s.TrySetCanceled()); await s.Task; } }");

    [Fact]
    public Task Fixes_old_code_by_a_using_statement() => Fix.FixesAsync(
        "using System.Threading;\nusing System.Threading.Tasks;\nclass C\n{\n    async Task M(CancellationToken token)\n    {\n        // one\n        var linked = [|CancellationTokenSource.CreateLinkedTokenSource(token)|];\n        // two\n        await Task.Delay(1, linked.Token);\n    }\n}\n",
        "using System.Threading;\nusing System.Threading.Tasks;\nclass C\n{\n    async Task M(CancellationToken token)\n    {\n        // one\n        using (var linked = CancellationTokenSource.CreateLinkedTokenSource(token))\n        {\n            // two\n            await Task.Delay(1, linked.Token);\n        }\n    }\n}\n",
        csharp: Microsoft.CodeAnalysis.CSharp.LanguageVersion.CSharp7_3);

    [Theory]
    [InlineData("var linked = CancellationTokenSource.CreateLinkedTokenSource(token); await WorkAsync(linked.Token); linked.Dispose();")] // not on every path
    public Task KnownMiss_what_is_disposed_of_on_some_paths(string body) => VerifyBodyAsync(body);

    private static string Program(string body) => $$"""
        using System;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task M(CancellationToken token)
            {
                {{body}}
                await Task.Yield();
            }

            static Task WorkAsync(CancellationToken token) => Task.CompletedTask;
        }
        """;

    [Fact]
    public Task Reports_a_registration_that_a_constructor_keeps() => Verify.VerifyAsync(
        "class C : IDisposable { readonly CancellationTokenRegistration _end; public C(CancellationToken token) { _end = [|token.Register(() => Console.WriteLine())|]; } public void Dispose() { } }");

    [Fact]
    public Task Accepts_a_registration_that_Dispose_ends() => Verify.VerifyAsync(
        "class C : IDisposable { readonly CancellationTokenRegistration _end; public C(CancellationToken token) { _end = token.Register(() => Console.WriteLine()); } public void Dispose() => _end.Dispose(); }");

    /// <summary>A source of this call in a field, where the next call finds it while the first still runs.</summary>
    [Theory]
    [InlineData("[|_c = new CancellationTokenSource()|]; await WorkAsync(_c.Token);")]
    [InlineData("[|_c = new CancellationTokenSource()|]; var token = _c.Token; try { await Task.Delay(300, token); await WorkAsync(token); } catch (OperationCanceledException) { }")]
    [InlineData("_c = new CancellationTokenSource(); _run = WorkAsync(_c.Token); await Task.Yield();")]
    [InlineData("if (_run != null) return; _c = new CancellationTokenSource(); await WorkAsync(_c.Token);")]
    [InlineData("await WorkAsync(default); _c = new CancellationTokenSource(); await WorkAsync(_c.Token);")]
    public Task Judges_sources_of_overlapping_calls(string body) => Verify.VerifyAsync($$"""
        class C
        {
            CancellationTokenSource _c; Task _run;
            static Task WorkAsync(CancellationToken t) => Task.Delay(1, t);
            public async Task FindAsync() { {{body}} }
            public void Dispose() { _c?.Cancel(); _c?.Dispose(); }
        }
        """);

    private static Task VerifyReplacedAsync(string members) => Verify.VerifyAsync($$"""
        class C : IDisposable
        {
            readonly object _o = new(); CancellationTokenSource _c; CancellationToken _stop; Task _run; List<CancellationTokenSource> _old = new();
            static Task WorkAsync(CancellationToken t) => Task.Delay(1, t);
            static void Later(CancellationTokenSource s) { }
            {{members}}
            public void Dispose() { _c?.Cancel(); _c?.Dispose(); }
        }
        """);

    /// <summary>The last one is disposed of with the object, and those before it never.</summary>
    [Theory]
    [InlineData("public async Task M() { CancellationTokenSource old; lock (_o) { old = _c; _c = CancellationTokenSource.CreateLinkedTokenSource(_stop); } if (old != null) await [|old.CancelAsync()|]; await WorkAsync(_c.Token); }")]
    [InlineData("public void M() { var old = Interlocked.Exchange(ref _c, CancellationTokenSource.CreateLinkedTokenSource(_stop)); old?[|.Cancel()|]; }")]
    [InlineData("public void M() { lock (_o) { _c?[|.Cancel()|]; _c = CancellationTokenSource.CreateLinkedTokenSource(_stop); _run = WorkAsync(_c.Token); } }")]
    [InlineData("public void M(CancellationToken t) { var old = _c; _c = CancellationTokenSource.CreateLinkedTokenSource(t, _stop); [|old.Cancel()|]; }")]
    [InlineData("public Task M() { var mine = CancellationTokenSource.CreateLinkedTokenSource(_stop); var old = Interlocked.Exchange(ref _c, mine); old?[|.Cancel()|]; return WorkAsync(mine.Token); }")]
    [InlineData("public Task M() { var mine = CancellationTokenSource.CreateLinkedTokenSource(_stop); lock (_o) { _c?[|.Cancel()|]; _c = mine; } return WorkAsync(mine.Token); }")]
    public Task Reports_a_linked_source_that_gives_way_to_another(string member) => VerifyReplacedAsync(member);

    [Theory]
    [InlineData("public void M() { var old = Interlocked.Exchange(ref _c, CancellationTokenSource.CreateLinkedTokenSource(_stop)); old?.Cancel(); old?.Dispose(); }")]
    [InlineData("public void M() { var old = Interlocked.Exchange(ref _c, new CancellationTokenSource()); old?.Cancel(); }")] // nothing keeps it
    [InlineData("public void M() { lock (_o) { _c?.Cancel(); _c?.Dispose(); _c = CancellationTokenSource.CreateLinkedTokenSource(_stop); } }")]
    [InlineData("public void M() { lock (_o) { var old = _c; old?.Cancel(); _old.Add(old); _c = CancellationTokenSource.CreateLinkedTokenSource(_stop); } }")]
    [InlineData("public void M() { lock (_o) { var old = _c; old?.Cancel(); Later(old); _c = CancellationTokenSource.CreateLinkedTokenSource(_stop); } }")]
    [InlineData("public void M() { lock (_o) { _c?.Cancel(); _c = CancellationTokenSource.CreateLinkedTokenSource(_stop); Later(_c); } }")]
    [InlineData("public async Task M() { CancellationTokenSource mine; lock (_o) { _c?.Cancel(); mine = _c = CancellationTokenSource.CreateLinkedTokenSource(_stop); } try { await WorkAsync(mine.Token); } finally { mine.Dispose(); } }")]
    [InlineData("public void M() { lock (_o) { _c?.Cancel(); _c = CancellationTokenSource.CreateLinkedTokenSource(_stop); _run = RunAsync(); } } async Task RunAsync() { var mine = _c; try { await WorkAsync(mine.Token); } finally { mine.Dispose(); } }")]
    [InlineData("public void M() { lock (_o) { _c?.Cancel(); _c = CancellationTokenSource.CreateLinkedTokenSource(_stop); } } public void Stop() { lock (_o) { _c?.Cancel(); _c?.Dispose(); } }")] // asks for it every time, perhaps
    [InlineData("public void M() { lock (_o) { var old = _c; old?.Cancel(); _run?.ContinueWith(_ => old.Dispose()); _c = CancellationTokenSource.CreateLinkedTokenSource(_stop); } }")]
    [InlineData("public void M() { lock (_o) _c = CancellationTokenSource.CreateLinkedTokenSource(_stop); }")] // perhaps the first
    [InlineData("public async Task M() { using var mine = CancellationTokenSource.CreateLinkedTokenSource(_stop); var old = Interlocked.Exchange(ref _c, mine); old?.Cancel(); await WorkAsync(mine.Token); }")]
    [InlineData("public Task M() { var mine = CancellationTokenSource.CreateLinkedTokenSource(_stop); var old = Interlocked.Exchange(ref _c, mine); old?.Cancel(); Later(mine); return WorkAsync(mine.Token); }")]
    public Task Accepts_a_replaced_source_that_somebody_may_dispose_of(string member) => VerifyReplacedAsync(member);
}
