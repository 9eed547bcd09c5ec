using Microsoft.CodeAnalysis;
using AsyncCallback = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0604AsyncVoidCallback>;
using Blocking = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0602BlockingOnAsyncCode>;
using BlockingInAsync = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0601BlockingCallInAsyncCode>;
using Cancellation = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0615CancellationKept>;
using Configured = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0618UnconfiguredAwait>;
using Loops = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0616LoopIgnoresCancellation>;
using Nested = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0609NestedTask>;
using Outlives = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0607TaskOutlivesScope>;
using Race = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0617DelayOutlivesItsRace>;
using TakenForValue = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0612TaskTakenForValue>;
using Token = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0614TokenNotPassedOn>;
using Unobserved = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0606UnobservedTask>;
using Void = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0603AsyncVoid>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

/// <summary>Asynchronous calls that do not bind, as in a file without the rest of its project.</summary>
public class AsyncUnboundCallTests
{
    [Theory]
    [InlineData("_rows.Load().ForEach([|async row => await row.SaveAsync()|]);")]
    [InlineData("var rows = _rows.Load().ToList(); rows.ForEach([|async row => { await row.SaveAsync(); }|]);")]
    [InlineData("await _rows.ForEach(async row => await row.SaveAsync());")]
    [InlineData("_rows.Configure(async row => await row.SaveAsync());")]
    public Task Knows_loops_over_what_is_unknown(string code) => AsyncCallback.VerifyAloneAsync($"class C {{ readonly IRows _rows; async Task M() {{ await Task.Yield(); {code} }} }}");

    [Theory]
    [InlineData("RunOnUiThread({|#0:async () => await _rows.LoadAsync()|});")]
    [InlineData("Device.BeginInvokeOnMainThread({|#0:async () => { await _rows.LoadAsync(); Show(); }|});")]
    public Task Knows_who_runs_work_on_the_main_thread(string code) => AsyncCallback.VerifyAloneAsync(
        $"class C : Activity {{ readonly IRows _rows; void M() {{ {code} }} }}",
        AsyncCallback.Finding().WithSeverity(DiagnosticSeverity.Info).WithLocation(0));

    [Fact]
    public Task Accepts_work_on_the_main_thread_that_catches() =>
        AsyncCallback.VerifyAloneAsync("class C : Activity { readonly IRows _rows; void M() { RunOnUiThread(async () => { try { await _rows.LoadAsync(); } catch (Exception e) { Log.Error(e); } }); } }");

    [Theory]
    [InlineData("var task = _rows.LoadAsync(); return [|task.Result|].Count;")]
    [InlineData("var task = _rows.LoadAsync(); [|task.Wait()|]; return 1;")]
    [InlineData("var task = _rows.LoadAsync(); await task; return task.Result.Count;")]
    [InlineData("var task = _rows.LoadAsync(); return !task.IsCompleted || task.Result.IsEmpty ? 0 : 1;")]
    [InlineData("var task = _rows.LoadAsync(); if (task.IsCompletedSuccessfully) return task.Result.Count; return 1;")]
    [InlineData("var row = _rows.Find(); return row.Result.Count;")]
    [InlineData("var row = await _rows.LoadAsync(); return row.Result.Count;")]
    public Task Knows_blocking_on_a_local(string code) => BlockingInAsync.VerifyAloneAsync($"class C {{ readonly IRows _rows; async Task<int> M() {{ await Task.Yield(); {code} }} }}");

    [Theory]
    [InlineData("_all[0] = Task.Factory.[|StartNew|](async () => { await _rows.LoadAsync(); }, token);")]
    [InlineData("await Task.Factory.[|StartNew|](async () => { await _rows.LoadAsync(); }, token);")]
    [InlineData("Task t = Task.Factory.[|StartNew|](async () => { await _rows.LoadAsync(); }, _rows.Token); await t;")]
    [InlineData("await _rows.LoadAsync().[|ContinueWith|](async t => await t.Result.SaveAsync());")]
    [InlineData("await Task.Factory.StartNew(async () => { await _rows.LoadAsync(); }, token).Unwrap();")]
    [InlineData("await _rows.LoadAsync().ContinueWith(async t => await t.Result.SaveAsync()).Unwrap();")]
    [InlineData("var inner = await Task.Factory.StartNew(async () => { await _rows.LoadAsync(); }, _rows.Token); await inner;")]
    [InlineData("await _rows.StartNew(async () => { await _rows.LoadAsync(); });")]
    public Task Knows_tasks_within_tasks(string code) => Nested.VerifyAloneAsync($"class C {{ readonly IRows _rows; Task[] _all; async Task M(CancellationToken token) {{ {code} }} }}");

    [Theory]
    [InlineData("Task M(string path) { using (var file = File.OpenRead(path)) { return [|_rows.WriteAsync(file)|]; } }")]
    [InlineData("Task M(string path) { using var file = File.OpenRead(path); return [|_rows.WriteAsync(file, _options.Level)|]; }")]
    [InlineData("Task M() { using var session = _rows.Open(); return [|session.SaveAsync()|]; }")]
    [InlineData("Task M() { try { return [|_rows.SaveAsync()|]; } catch (IOException) { return Task.CompletedTask; } }")]
    [InlineData("Task<T> M<T>(NextDelegate<T> next) { try { return [|next()|]; } finally { Console.WriteLine(); } }")]
    [InlineData("async Task<T> M<T>(NextDelegate<T> next) { try { return await next(); } finally { Console.WriteLine(); } }")]
    [InlineData("Task<T> M<T>(NextDelegate<T> next) { Console.WriteLine(); return next(); }")]
    [InlineData("T M<T>(NextDelegate<T> next) { try { return next(); } finally { Console.WriteLine(); } }")]
    [InlineData("async Task M(string path) { using (var file = File.OpenRead(path)) { await _rows.WriteAsync(file); } }")]
    [InlineData("Task M(string path) { using (var file = File.OpenRead(path)) { _rows.Read(file); } return _rows.SaveAsync(); }")]
    [InlineData("Task M(string path) { using (var file = File.OpenRead(path)) { return _rows.Write(file); } }")]
    public Task Knows_tasks_that_outlive_their_scope(string member) => Outlives.VerifyAloneAsync($"class C {{ readonly IRows _rows; readonly Options _options; {member} }}");

    [Theory]
    [InlineData("await [|_target?.DrawAsync(_rows.Bounds)|];")]
    [InlineData("await [|_rows?.LoadAsync()|];")]
    [InlineData("await ([|_rows?.LoadAsync()|]).ConfigureAwait(false);")]
    [InlineData("await (_rows?.LoadAsync() ?? Task.CompletedTask);")]
    [InlineData("await _rows?.Load();")]
    public Task Knows_awaits_of_what_may_be_null(string code) => TakenForValue.VerifyAloneAsync($"class C {{ readonly IRows _rows; readonly Target _target; async Task M() {{ {code} }} }} class Target {{ public Task DrawAsync(Rectangle r) => Task.CompletedTask; }}");

    [Theory]
    [InlineData("await [|_http.PostAsync(\"x\", _rows.Content())|];")]
    [InlineData("await [|_http.PostAsync(\"x\", _rows.Content())|].ConfigureAwait(false);")]
    [InlineData("await _http.PostAsync(\"x\", _rows.Content(), token);")]
    [InlineData("await _http.PostAsync(\"x\", _rows.Content(token));")]
    [InlineData("await _http.PostAsync(\"x\", _rows.Token);")]
    [InlineData("_ = _http.PostAsync(\"x\", _rows.Content());")]
    [InlineData("await _policy.ExecuteAsync(async ct => { await [|_http.GetAsync(\"x\")|]; }, token);")]
    [InlineData("await _policy.ExecuteAsync(async () => { await [|_http.GetAsync(\"x\")|]; });")]
    [InlineData("await _policy.ExecuteAsync(async ct => { await _http.GetAsync(\"x\", ct); }, token);")]
    [InlineData("await _sessions.UseToken(async token2 => { await _http.GetAsync(\"x\"); });")]
    [InlineData("await _cache.GetOrCreateAsync(async () => { await _http.GetAsync(\"x\"); });")]
    [InlineData("_bus.Handle(async () => { await _http.GetAsync(\"x\"); });")]
    public Task Knows_calls_that_leave_out_the_token(string code) => Token.VerifyAloneAsync(
        $"class C {{ readonly IRows _rows; readonly System.Net.Http.HttpClient _http; async Task M(CancellationToken token) {{ token.ThrowIfCancellationRequested(); {code} }} }}");

    [Theory]
    [InlineData("var source = [|CancellationTokenSource.CreateLinkedTokenSource(token, _rows.Stopping)|]; source.CancelAfter(_rows.Limit); await _rows.LoadAsync(source.Token).ConfigureAwait(false);")]
    [InlineData("using var source = CancellationTokenSource.CreateLinkedTokenSource(token, _rows.Stopping); await _rows.LoadAsync(source.Token);")]
    [InlineData("var source = CancellationTokenSource.CreateLinkedTokenSource(token, _rows.Stopping); await _rows.LoadAsync(source);")]
    [InlineData("var source = CancellationTokenSource.CreateLinkedTokenSource(token, _rows.Stopping); try { await _rows.LoadAsync(source.Token); } finally { source.Dispose(); }")]
    public Task Knows_sources_linked_to_unknown_tokens(string code) => Cancellation.VerifyAloneAsync($"class C {{ readonly IRows _rows; async Task M(CancellationToken token) {{ {code} }} }}");

    [Theory]
    [InlineData("private async void {|#0:Start|}() { await LoadAsync(); }")]
    [InlineData("private async void {|#0:OnEnable|}() { await LoadAsync(); }")]
    public Task Knows_messages_of_Unity(string member) => Void.VerifyAloneAsync(
        $"class C : MonoBehaviour {{ {member} Task LoadAsync() => Task.Delay(1); }}",
        Void.Finding().WithSeverity(DiagnosticSeverity.Info).WithLocation(0));

    [Fact]
    public Task Reports_other_methods_beside_messages_of_Unity() =>
        Void.VerifyAloneAsync("class C : MonoBehaviour { private async void [|Reload|]() { await LoadAsync(); } Task LoadAsync() => Task.Delay(1); }");

    [Theory]
    [InlineData("var all = new List<Task>(); foreach (var row in await _rows.LoadAsync()) all.Add([|_rows.SaveAsync(row)|]);")]
    [InlineData("var all = new Task[3]; all[0] = [|_rows.SaveAsync(1)|];")]
    [InlineData("Task t = [|_rows.SaveAsync(1)|];")]
    [InlineData("var t = [|_rows.SaveAsync(1)|];")]
    [InlineData("var all = new List<Task>(); foreach (var row in await _rows.LoadAsync()) all.Add(_rows.SaveAsync(row)); await Task.WhenAll(all);")]
    [InlineData("var t = _rows.SaveAsync(1); await t;")]
    [InlineData("var t = _rows.SaveAsync(1); _rows.Track(t);")]
    [InlineData("var t = _rows.Save(1);")]
    [InlineData("var row = await _rows.LoadAsync();")]
    public Task Knows_tasks_that_nobody_looks_at(string code) => Unobserved.VerifyAloneAsync($"class C {{ readonly IRows _rows; async Task M() {{ {code} await Task.Yield(); }} }}");

    [Theory]
    [InlineData("var t = _rows.LoadAsync(); await Task.WhenAny(t, [|Task.Delay(_rows.Limit)|]);")]
    [InlineData("var t = _rows.LoadAsync(); await Task.WhenAny(t, [|Task.Delay(5000)|]);")]
    [InlineData("var t = _rows.LoadAsync(); var d = [|Task.Delay(5000)|]; await Task.WhenAny(t, d);")]
    [InlineData("var t = _rows.LoadAsync(); await Task.WhenAny(t, Task.Delay(_rows.Limit, _rows.Token));")]
    [InlineData("await Task.Delay(_rows.Limit);")]
    public Task Knows_races_against_a_delay(string code) => Race.VerifyAloneAsync($"class C {{ readonly IRows _rows; async Task M() {{ {code} }} }}");

    [Theory]
    [InlineData("_dispatcher.Invoke(new Action({|#0:async () => await _rows.LoadAsync()|}));")]
    [InlineData("_dispatcher.BeginInvoke((Action)({|#0:async () => { await _rows.LoadAsync(); Show(); }|}));")]
    [InlineData("System.Delegate d = null; Take(new Action({|#0:async () => { await Task.Delay(1); Show(); }|})); void Take(Delegate work) { }")]
    public Task Knows_delegates_that_are_made_void(string code) => AsyncCallback.VerifyAloneAsync(
        $"class C {{ readonly IRows _rows; readonly IDispatcher _dispatcher; void M() {{ {code} }} }}",
        AsyncCallback.Finding().WithSeverity(DiagnosticSeverity.Info).WithLocation(0));

    [Theory]
    [InlineData("_dispatcher.Invoke(new Action(async () => { try { await _rows.LoadAsync(); } catch (Exception e) { Log.Error(e); } }));")]
    [InlineData("_dispatcher.Invoke(new Func<Task>(async () => await _rows.LoadAsync()));")]
    [InlineData("_dispatcher.Add(new EventHandler(async (s, e) => await _rows.LoadAsync()));")]
    public Task Accepts_delegates_that_catch_or_are_awaited(string code) =>
        AsyncCallback.VerifyAloneAsync($"class C {{ readonly IRows _rows; readonly IDispatcher _dispatcher; void M() {{ {code} }} }}");

    [Theory]
    [InlineData("[|Task.WhenAll(_rows.All()).GetAwaiter().GetResult()|];")]
    [InlineData("var all = _rows.Select(r => r.SaveAsync()).ToArray(); [|Task.WhenAll(all).Wait()|];")]
    [InlineData("_rows.WhenAll().Wait();")]
    public Task Knows_waits_for_several(string code) => Blocking.VerifyAloneAsync($"class C {{ readonly IRows _rows; void M() {{ {code} }} }}");

    [Theory]
    [InlineData("var source = [|new CancellationTokenSource(_rows.Limit)|]; await _rows.LoadAsync(source.Token);")]
    [InlineData("using var source = new CancellationTokenSource(_rows.Limit); await _rows.LoadAsync(source.Token);")]
    public Task Knows_sources_with_an_unknown_limit(string code) => Cancellation.VerifyAloneAsync($"class C {{ readonly IRows _rows; async Task M() {{ {code} }} }}");

    [Fact]
    public Task Knows_unbound_awaits_that_are_configured() => Configured.VerifyAloneAsync(
        "class C { readonly IRows _rows; async Task M(Task t) { await _rows.LoadAsync().ConfigureAwait(false); await _rows.SaveAsync().ConfigureAwait(false); await {|#0:t|}; } }",
        Configured.Finding().WithSeverity(DiagnosticSeverity.Hidden).WithLocation(0));

    [Theory]
    [InlineData("IAsyncEnumerable<Row> M() { using var session = _rows.Open(); return [|session.Rows.AsAsyncEnumerable()|]; }")]
    [InlineData("IAsyncEnumerable<Row> M() { using var session = _rows.Open(); return session.Rows.ToList().ToAsyncEnumerable(); }")]
    [InlineData("Task M() { using (var scope = new TransactionScope(Flow.Enabled)) { scope.Complete(); return [|_rows.SaveAsync()|]; } }")]
    [InlineData("Task M() { using var activity = _source.StartActivity(); return _rows.SaveAsync(); }")]
    public Task Knows_sequences_and_scopes_of_unknown_types(string member) => Outlives.VerifyAloneAsync($"class C {{ readonly IRows _rows; readonly Source _source; {member} }}");

    [Theory]
    [InlineData("[|_rows.All().Select(async r => await r.SaveAsync()).ToList()|];")]
    [InlineData("[|_rows.Select(async r => { await r.SaveAsync(); })|];")]
    [InlineData("var all = _rows.Select(async r => await r.SaveAsync()).ToList(); await Task.WhenAll(all);")]
    [InlineData("_rows.Select(r => r.Name).ToList();")]
    public Task Knows_selected_tasks_that_go_nowhere(string code) => Unobserved.VerifyAloneAsync($"class C {{ readonly IRows _rows; async Task M() {{ {code} await Task.Yield(); }} }}");

    [Theory]
    [InlineData("while (true) { try { await _rows.LoadAsync(token); } catch [|(Exception e)|] { Console.WriteLine(e); } }")]
    [InlineData("while (true) { try { var row = await _rows.LoadAsync(1, token); row.Go(); } catch [|(TaskCanceledException)|] { } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("while (true) { try { await _rows.LoadAsync(token); } catch (OperationCanceledException) { return; } catch (Exception e) { Console.WriteLine(e); } }")]
    [InlineData("while (true) { try { await _rows.LoadAsync(token); } catch (Exception e) { Console.WriteLine(e); } if (_rows.IsDone(token)) break; }")]
    [InlineData("while (true) { try { await _rows.LoadAsync(token); } catch (Exception e) { await _rows.BackOffAsync(token); } }")]
    public Task Knows_loops_that_swallow_a_cancellation(string code) => Loops.VerifyAloneAsync($"class C {{ readonly IRows _rows; async Task M(CancellationToken token) {{ {code} }} }}");

    [Theory]
    [InlineData("Assert.Throws<ArgumentNullException>(() => { Task t = s.FlushAsync(); });")]
    [InlineData("AssertExtensions.Throws<ArgumentNullException>(\"buffer\", () => { var t = s.ReadAsync(null, 0, 0); });")]
    public Task Accepts_tasks_of_calls_that_are_to_throw(string code) => Unobserved.VerifyAloneAsync($"class C {{ void M(Stream s) {{ {code} }} }}");
}
