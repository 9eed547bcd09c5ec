using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.Async.THR0614TokenNotPassedOn, ThreadingAnalyzers.CodeFixes.Async.THR0614TokenNotPassedOnCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0614TokenNotPassedOn>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0614TokenNotPassedOnTests
{
    private const string Api = """
        interface IStore { Task SaveAsync(string s); Task SaveAsync(string s, CancellationToken token); }
        class Api
        {
            public Task OptionalAsync(int a, int b = 1, CancellationToken token = default) => Task.CompletedTask;
            public Task OverloadAsync(int a) => Task.CompletedTask;
            public Task OverloadAsync(int a, CancellationToken token) => Task.CompletedTask;
            public Task FirstAsync(string s) => Task.CompletedTask;
            public Task FirstAsync(CancellationToken token, string s) => Task.CompletedTask;
            public Task<T> GenericAsync<T>(T a) => null!;
            public Task<T> GenericAsync<T>(T a, CancellationToken token) => null!;
            public Task OldAsync() => Task.CompletedTask;
            [Obsolete] public Task OldAsync(CancellationToken token) => Task.CompletedTask;
            public Task HiddenAsync() => Task.CompletedTask;
            private Task HiddenAsync(CancellationToken token) => Task.CompletedTask;
            public Task OtherAsync(int a) => Task.CompletedTask;
            public Task OtherAsync(string a, CancellationToken token) => Task.CompletedTask;
            public int Result(int a) => a;
            public string Result(int a, CancellationToken token) => "";
            public Task DisposeItAsync(CancellationToken token = default) => Task.CompletedTask;
            public Task RollbackAsync(CancellationToken token = default) => Task.CompletedTask;
            public Task NoneAsync() => Task.CompletedTask;
            public Task RunAsync(Func<Task> work) => work();
            public Task RunAsync(Func<Task> work, CancellationToken token) => work();
            public IAsyncEnumerable<int> All(CancellationToken token = default) => null!;
            public IAsyncEnumerable<int> Every() => null!;
        }
        static class Extensions { public static Task SendAsync(this Api api, int a, CancellationToken token = default) => Task.CompletedTask; }
        """;

    private static Task VerifyBodyAsync(string body) => Verify.VerifyAsync(Api + $$"""
        class C
        {
            readonly Api _api = new(); readonly IStore _store = null!; readonly CancellationTokenSource _cts = new(); Func<Task> _later; bool _b;
            async Task RunAsync(Stream stream, HttpClient http, SemaphoreSlim semaphore, IAsyncEnumerable<int> sequence, int[] items, CancellationToken token)
            {
                await Task.Delay(1, token);
                {{body}}
            }
        }
        """);

    [Theory]
    [InlineData("await [|_api.OptionalAsync(1)|];")]
    [InlineData("await [|_api.OptionalAsync(1, 2)|];")]
    [InlineData("await [|_api.OptionalAsync(b: 1, a: 2)|];")]
    [InlineData("await [|_api.OverloadAsync(1)|].ConfigureAwait(false);")]
    [InlineData("await [|_api.FirstAsync(\"\")|];")]
    [InlineData("await [|_api.GenericAsync(1)|];")]
    [InlineData("await [|_api.GenericAsync<string>(\"\")|];")]
    [InlineData("await [|_api.SendAsync(1)|];")]
    [InlineData("await [|Extensions.SendAsync(_api, 1)|];")]
    [InlineData("await [|_store.SaveAsync(\"\")|];")]
    [InlineData("await [|Task.Delay(1)|];")]
    [InlineData("await [|http.GetStringAsync(\"\")|];")]
    [InlineData("await [|stream.ReadAsync(new byte[1], 0, 1)|];")]
    [InlineData("await [|semaphore.WaitAsync()|];")]
    [InlineData("string s = await [|new StreamReader(stream).ReadLineAsync()|];")]
    [InlineData("var t = [|_api.OverloadAsync(1)|]; await t;")]
    [InlineData("await Task.WhenAll(items.Select(i => [|_api.OverloadAsync(i)|]));")]
    [InlineData("await Task.WhenAll(items.Select(async i => await [|_api.OverloadAsync(i)|]));")]
    [InlineData("await [|Task.Run(async () => await [|_api.OverloadAsync(1)|])|];")]
    [InlineData("await LocalAsync(); async Task LocalAsync() => await [|_api.OverloadAsync(1)|];")]
    [InlineData("await [|_api.RunAsync(() => _api.NoneAsync())|];")]
    [InlineData("try { } catch { await [|Task.Delay(1)|]; throw; }")]
    [InlineData("await foreach (var i in [|sequence|]) { }")]
    [InlineData("await foreach (var i in [|sequence.ConfigureAwait(false)|]) { }")]
    [InlineData("await foreach (var i in [|_api.All()|]) { }")]
    [InlineData("await foreach (var i in [|_api.All()|].ConfigureAwait(false)) { }")]
    [InlineData("await Parallel.ForEachAsync(items, token, async (i, t) => await [|_api.OverloadAsync(i)|]);")]
    [InlineData("await [|Parallel.ForEachAsync(items, async (i, t) => await _api.OverloadAsync(i, t))|];")]
    [InlineData("if (_b) await [|_api?.OverloadAsync(1)|]!;")]
    public Task Reports_a_call_that_could_take_the_token(string body) => VerifyBodyAsync(body.Replace("[|_api?.OverloadAsync(1)|]", "_api?[|.OverloadAsync(1)|]"));

    [Theory]
    [InlineData("await _api.OptionalAsync(1, 2, token);")]
    [InlineData("await _api.OptionalAsync(1, token: token);")]
    [InlineData("await _api.OverloadAsync(1, CancellationToken.None);")]
    [InlineData("await _api.OverloadAsync(1, default);")]
    [InlineData("await _api.OverloadAsync(1, _cts.Token);")]
    [InlineData("await _api.NoneAsync();")]
    [InlineData("if (!semaphore.Wait(0)) await Task.Delay(1, token); semaphore.Release();")]
    [InlineData("using (token.Register(s => ((Stream)s).Dispose(), stream)) await stream.ReadAsync(new byte[1], 0, 1);")]
    [InlineData("await _api.OldAsync();")]
    [InlineData("await _api.HiddenAsync();")]
    [InlineData("await _api.OtherAsync(1);")]
    [InlineData("_api.Result(1);")]
    [InlineData("await _api.DisposeItAsync();")]
    [InlineData("await _api.RollbackAsync();")]
    [InlineData("try { } finally { await _api.OverloadAsync(1); }")]
    [InlineData("try { } catch { await _api.OverloadAsync(1); throw; }")]
    [InlineData("if (token.IsCancellationRequested) await _api.OverloadAsync(1);")]
    [InlineData("_ = _api.OverloadAsync(1);")]
    [InlineData("_later = () => _api.OverloadAsync(1);")]
    [InlineData("await LocalAsync(); static async Task LocalAsync() => await Task.Delay(1);")]
    [InlineData("await _api.RunAsync(() => _api.OverloadAsync(1, token));")]
    [InlineData("using var linked = CancellationTokenSource.CreateLinkedTokenSource(token); await _api.OverloadAsync(1, linked.Token);")]
    [InlineData("await foreach (var i in sequence.WithCancellation(token)) { }")]
    [InlineData("await foreach (var i in sequence.WithCancellation(token).ConfigureAwait(false)) { }")]
    [InlineData("await foreach (var i in _api.All(token)) { }")]
    [InlineData("await foreach (var i in _api.Every()) { }")]
    [InlineData("var all = _api.All(token); await foreach (var i in all) { }")]
    [InlineData("await Parallel.ForEachAsync(items, token, async (i, _) => await _api.OverloadAsync(i));")]
    [InlineData("await Parallel.ForEachAsync(items, new ParallelOptions { CancellationToken = token }, async (i, t) => await _api.OverloadAsync(i, t));")]
    [InlineData("await Task.FromResult(1).ContinueWith(t => 1);")]
    [InlineData("await Task.WhenAny(_api.NoneAsync(), Task.Delay(5000));")]
    [InlineData("semaphore.Wait();")]
    [InlineData("System.Linq.Expressions.Expression<Func<Task>> e = () => _api.OverloadAsync(1);")]
    [InlineData("new TaskCompletionSource().TrySetCanceled();")]
    [InlineData("await foreach (var n in Listen().WithCancellation(token)) { } async IAsyncEnumerable<int> Listen([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken t = default) { await Task.Delay(1, t); yield return 1; }")]
    public Task Accepts_calls_with_a_token_or_with_a_reason(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("async Task M() { await Task.Delay(1); }")]
    [InlineData("Func<Task> _f; void M(CancellationToken token) { token.ThrowIfCancellationRequested(); _f = async () => await Task.Delay(1); }")]
    [InlineData("Task SubscribeAsync(Func<Task> f) => f(); async Task M(CancellationToken token) { token.ThrowIfCancellationRequested(); await SubscribeAsync(async () => await Task.Delay(1)); }")]
    [InlineData("Task RunAsync(Func<int, Task> f) => f(1); async Task M(CancellationToken token) { token.ThrowIfCancellationRequested(); await RunAsync(async _ => await Task.Delay(1)); }")]
    [InlineData("async Task M(Task work, CancellationToken token) { token.ThrowIfCancellationRequested(); var w = Task.Delay(9, token); await w.WaitAsync(TimeSpan.FromSeconds(1)); }")]
    [InlineData("async Task M(CancellationToken a, CancellationToken b) { await Task.Delay(1); a.ThrowIfCancellationRequested(); b.ThrowIfCancellationRequested(); }")]
    [InlineData("async Task CloseAsync(CancellationToken token) { await Task.Delay(1); token.ThrowIfCancellationRequested(); }")]
    [InlineData("Task M(int a) => Task.CompletedTask; Task M(int a, CancellationToken token) { token.ThrowIfCancellationRequested(); return M(a); }")]
    public Task Accepts_functions_without_one_token(string member) => Verify.VerifyAsync($"class C {{ {member} }}");

    [Theory]
    [InlineData("void M(int[] a, CancellationToken token) { while (!token.IsCancellationRequested) [|Task.Delay(1)|].Wait(); }")]
    [InlineData("Task M(CancellationToken token) => [|Task.Delay(1)|];")]
    [InlineData("static async IAsyncEnumerable<int> M([EnumeratorCancellation] CancellationToken token = default) { await [|Task.Delay(1)|]; yield return 1; }")]
    [InlineData("Func<CancellationToken, Task> F() => async token => await [|Task.Delay(1)|];")]
    [InlineData("async Task M(CancellationToken token) { Func<Task> f = async () => await [|Task.Delay(1)|]; await f(); token.ThrowIfCancellationRequested(); }")]
    [InlineData("async Task M(Func<Func<Task>, Task> retryAsync, CancellationToken token) { token.ThrowIfCancellationRequested(); await retryAsync(async () => { await [|Task.Delay(1)|]; }).ConfigureAwait(false); }")]
    [InlineData("Task RunAsync(Func<Task> f) => f(); Task M(CancellationToken token) { token.ThrowIfCancellationRequested(); return RunAsync(async () => { await [|Task.Delay(1)|]; }); }")]
    public Task Reports_in_functions_of_all_kinds(string member) => Verify.VerifyAsync($"class C {{ {member} }}");

    [Theory]
    [InlineData("void M(int[] items, [|CancellationToken token|]) { foreach (var i in items) Console.WriteLine(i); }")]
    [InlineData("async Task M(Func<Task> f, [|CancellationToken token = default|]) { await f(); }")]
    [InlineData("static int M(int[] items, [|CancellationToken token|]) { int n = 0; void Go(int i) { for (; i < 9; i++) Go(i + 1); } Go(0); return n; }")]
    public Task Reports_a_token_that_nobody_asks(string member) => Verify.VerifyAsync($"class C {{ {member} }}");

    [Theory]
    [InlineData("async IAsyncEnumerable<int> All([|CancellationToken token = default|]) { await Task.Delay(1, token); yield return 1; }")]
    [InlineData("public static async IAsyncEnumerable<int> All(int n, [|CancellationToken token|]) { await Task.Delay(n, token); yield return 1; }")]
    [InlineData("async IAsyncEnumerable<int> All([EnumeratorCancellation] CancellationToken token = default) { await Task.Delay(1, token); yield return 1; }")]
    [InlineData("async IAsyncEnumerable<int> All(CancellationToken token) { await Task.Delay(1, token); yield return 1; } public IAsyncEnumerable<int> Every(CancellationToken token) => All(token);")]
    [InlineData("public IAsyncEnumerable<int> Every(CancellationToken token = default) => null;")]
    [InlineData("public async IAsyncEnumerator<int> Each(CancellationToken token = default) { await Task.Delay(1, token); yield return 1; }")]
    public Task Reports_iterators_whose_token_nobody_can_set_from_outside(string member) => Verify.VerifyAsync($"class C {{ {member} }}");

    [Fact]
    public Task Fixes_an_iterator_by_marking_its_token() => Fix.FixesAsync(
        "using System.Collections.Generic;\nusing System.Threading;\nusing System.Threading.Tasks;\n\npublic class C\n{\n    public async IAsyncEnumerable<int> All(\n        int n,\n        // ends it\n        [|CancellationToken token = default|])\n    {\n        await Task.Delay(n, token);\n        yield return n;\n    }\n}\n",
        "using System.Collections.Generic;\nusing System.Runtime.CompilerServices;\nusing System.Threading;\nusing System.Threading.Tasks;\n\npublic class C\n{\n    public async IAsyncEnumerable<int> All(\n        int n,\n        // ends it\n        [EnumeratorCancellation] CancellationToken token = default)\n    {\n        await Task.Delay(n, token);\n        yield return n;\n    }\n}\n");

    [Theory]
    [InlineData("async Task CloseAsync([|CancellationToken token|]) { await _api.NoneAsync(); }", false)] // what ends something runs to its end
    [InlineData("async Task M([|CancellationToken token|]) { await Task.CompletedTask.ConfigureAwait(false); }", false)] // a body without work
    [InlineData("async Task M([|CancellationToken token|]) { await Task.CompletedTask; await _api.NoneAsync(); }", true)]
    [InlineData("Func<int, CancellationToken, Task> F() => async delegate { await Task.Delay(1); };", false)] // parameters without names
    [InlineData("int Take(TimeSpan timeout, CancellationToken token = default) => 0; int M(CancellationToken token) => Take(TimeSpan.Zero) + [|Take(TimeSpan.FromSeconds(1))|] + Take(TimeSpan.FromSeconds(1), token);", true)]
    [InlineData("int Take(int millisecondsTimeout, int count, CancellationToken token = default) => 0; int M(CancellationToken token) => Take(0, 1) + [|Take(1, 0)|];", true)]
    public Task Asks_whether_there_is_anything_to_cancel(string member, bool isReported) =>
        Verify.VerifyAsync(Api + $"class C {{ readonly Api _api = new(); {(isReported ? member : member.Replace("[|", "").Replace("|]", ""))} }}");

    [Theory]
    [InlineData("interface I { Task M(Func<Task> f, CancellationToken token); } class D : I { public async Task M(Func<Task> f, CancellationToken token) => await f(); }")]
    [InlineData("class B { public virtual async Task M(Func<Task> f, CancellationToken token) => await f(); } class D : B { public override async Task M(Func<Task> f, CancellationToken token) => await f(); }")]
    [InlineData("class D { async Task M(Func<Task> f, CancellationToken _) => await f(); }")]
    [InlineData("class D { int M(CancellationToken token) => 1; Task N(CancellationToken token) => Task.CompletedTask; void O(CancellationToken token) => throw new NotSupportedException(); }")]
    [InlineData("class D { Func<Func<Task>, CancellationToken, Task> F() => M; async Task M(Func<Task> f, CancellationToken token) => await f(); }")]
    [InlineData("class D { async Task M(Func<Task> f, CancellationToken token) { token.ThrowIfCancellationRequested(); await f(); } }")]
    public Task Accepts_a_token_that_is_asked_or_demanded_by_others(string types) => Verify.VerifyAsync(types);

    [Theory]
    [InlineData("await [|Task.Delay(1)|];", "await Task.Delay(1, token);")]
    [InlineData("await [|Task.Delay(1 /* ms */)|]; // wait", "await Task.Delay(1 /* ms */, token); // wait")]
    [InlineData("await [|api.OptionalAsync(1)|];", "await api.OptionalAsync(1, token: token);")]
    [InlineData("await [|api.OptionalAsync(1, 2)|];", "await api.OptionalAsync(1, 2, token);")]
    [InlineData("await [|api.FirstAsync(\"\")|];", "await api.FirstAsync(token, \"\");")]
    [InlineData("await [|api.SendAsync(1)|];", "await api.SendAsync(1, token);")]
    [InlineData("await [|semaphore.WaitAsync()|];", "await semaphore.WaitAsync(token);")]
    [InlineData("await api?[|.SendAsync(1)|];", "await api?.SendAsync(1, token);")]
    [InlineData("using var linked = CancellationTokenSource.CreateLinkedTokenSource(token); await [|Task.Delay(1)|];", "using var linked = CancellationTokenSource.CreateLinkedTokenSource(token); await Task.Delay(1, linked.Token);")]
    [InlineData("await foreach (var i in [|sequence|]) { }", "await foreach (var i in sequence.WithCancellation(token)) { }")]
    [InlineData("await foreach (var i in [|sequence.ConfigureAwait(false)|]) { }", "await foreach (var i in sequence.ConfigureAwait(false).WithCancellation(token)) { }")]
    public Task Fixes_by_passing_the_token(string before, string after) => Fix.FixesAsync(Program(before), Program(after));

    [Theory]
    [InlineData("foreach (var i in items)\n            Console.WriteLine(i);", "foreach (var i in items)\n        {\n            token.ThrowIfCancellationRequested();\n            Console.WriteLine(i);\n        }")]
    [InlineData("for (;;)\n        {\n            // work\n            Console.WriteLine();\n        }", "for (;;)\n        {\n            token.ThrowIfCancellationRequested();\n            // work\n            Console.WriteLine();\n        }")]
    public Task Fixes_loops_by_asking_the_token(string before, string after) => Fix.FixesAsync(
        $"using System;\nusing System.Threading;\n\nclass C\n{{\n    void M(int[] items, [|CancellationToken token|])\n    {{\n        {before}\n    }}\n}}\n",
        $"using System;\nusing System.Threading;\n\nclass C\n{{\n    void M(int[] items, CancellationToken token)\n    {{\n        {after}\n    }}\n}}\n");

    [Fact]
    public Task Offers_nothing_where_there_is_no_loop() =>
        Fix.OffersNothingAsync("using System;\nusing System.Threading;\nusing System.Threading.Tasks;\nclass C { async Task M(Func<Task> f, [|CancellationToken token|]) => await f(); }");

    [Theory]
    [InlineData("readonly CancellationTokenSource _cts = new(); async Task M() { await Task.Delay(1); }")] // a token of the object
    [InlineData("async Task M(CancellationTokenSource source) { var token = source.Token; await Task.Delay(1); token.ThrowIfCancellationRequested(); }")] // a token in a local
    public Task KnownMiss_tokens_that_are_no_parameters(string member) => Verify.VerifyAsync($"class C {{ {member} }}");

    private static string Program(string body) => Directives + Api.Replace("null!", "null") + $$"""


        class C
        {
            async Task M(Api api, SemaphoreSlim semaphore, IAsyncEnumerable<int> sequence, CancellationToken token)
            {
                token.ThrowIfCancellationRequested();
                {{body}}
            }
        }
        """;

    private const string Directives = "using System;\nusing System.Collections.Generic;\nusing System.Threading;\nusing System.Threading.Tasks;\n\n";

    [Fact]
    public Task Accepts_work_that_another_token_ends() => Verify.VerifyAsync("""
        class C
        {
            readonly CancellationTokenSource _stop = new(); Task _loop;
            public Task StartAsync(CancellationToken token) { _loop = Task.Run(() => Loop(_stop.Token)); return Task.CompletedTask; }
            async Task Loop(CancellationToken token) => await Task.Delay(1, token);
        }
        """);

    private static string Job(string body) => $$"""
        class Context { public CancellationToken CancellationToken => default; public string Id => ""; }
        class Job
        {
            public Task SaveAsync(string id, CancellationToken token = default) => Task.CompletedTask;
            public Task LoadAsync(Context context, CancellationToken token = default) => Task.CompletedTask;
            public async Task RunAsync(Context context) { {{body}} }
        }
        """;

    [Theory]
    [InlineData("await SaveAsync(\"a\", context.CancellationToken); await [|SaveAsync(\"b\")|];")]
    [InlineData("await Task.Delay(1, context.CancellationToken); for (int i = 0; i < 3; i++) await [|SaveAsync(context.Id)|];")]
    [InlineData("var ids = new[] { 1 }; await Task.Delay(1, context.CancellationToken); await Task.WhenAll(ids.Select(i => [|SaveAsync(\"\" + i)|]));")]
    public Task Reports_the_token_of_a_parameter_that_is_used_elsewhere(string body) => Verify.VerifyAsync(Job(body));

    [Theory]
    [InlineData("await SaveAsync(context.Id);")]
    [InlineData("context.CancellationToken.ThrowIfCancellationRequested(); await SaveAsync(context.Id);")]
    [InlineData("await Task.Delay(1, context.CancellationToken); await LoadAsync(context);")]
    [InlineData("await Task.Delay(1, context.CancellationToken); await SaveAsync(context.Id, CancellationToken.None);")]
    [InlineData("try { await Task.Delay(1, context.CancellationToken); } finally { await SaveAsync(context.Id); }")]
    [InlineData("await Task.Delay(1, context.CancellationToken); if (context.CancellationToken.IsCancellationRequested) await SaveAsync(context.Id);")]
    [InlineData("var other = new Context(); await Task.Delay(1, other.CancellationToken); await SaveAsync(context.Id);")]
    public Task Accepts_what_does_not_use_the_token_of_a_parameter(string body) => Verify.VerifyAsync(Job(body));

    [Fact]
    public Task Fixes_with_the_token_of_a_parameter() => Fix.FixesAsync(
        Job("await SaveAsync(\"a\", context.CancellationToken); await [|SaveAsync(\"b\")|];").Insert(0, "using System.Threading;\nusing System.Threading.Tasks;\n"),
        Job("await SaveAsync(\"a\", context.CancellationToken); await SaveAsync(\"b\", context.CancellationToken);").Insert(0, "using System.Threading;\nusing System.Threading.Tasks;\n"));

    [Theory]
    [InlineData("Task Save(Row row, CancellationToken token) => _rows.SaveAsync(row, token); public async Task Remove(Row row, CancellationToken token) { await [|_rows.RemoveAsync(row.Id)|].ConfigureAwait(false); }")]
    [InlineData("Task Save(Row row, CancellationToken token) => _rows.SaveAsync(row, token); async Task Remove(Row row, CancellationToken token) { var n = await [|_rows.RemoveAsync(r => r.Id == row.Id)|]; Log.Write(n); }")]
    public Task Reports_what_an_unknown_object_gets_elsewhere(string members) => Verify.VerifyAloneAsync($"class C : Base {{ readonly IRows _rows; {members} }}");

    [Theory]
    [InlineData("Task Save(Row row, CancellationToken token) => _rows.SaveAsync(row, token); async Task Remove(Row row, CancellationToken token) { await _rows.RemoveAsync(row.Id, token); }")]
    [InlineData("Task Save(Row row, CancellationToken token) => _rows.SaveAsync(row, token); public async Task Close(Row row, CancellationToken token) { token.ThrowIfCancellationRequested(); await _rows.CloseAsync(row.Id); }")]
    [InlineData("Task Save(Row row, CancellationToken token) => _rows.SaveAsync(row, token); public async Task Remove(Row row, CancellationToken token) { token.ThrowIfCancellationRequested(); await _others.RemoveAsync(row.Id); }")]
    [InlineData("Task Save(Row row, CancellationToken token) => _rows.SaveAsync(row, token); public async Task Remove(Row row, CancellationToken token) { token.ThrowIfCancellationRequested(); await _rows.RemoveAsync(row.Id, CancellationToken.None); }")]
    [InlineData("Task Save(Row row, CancellationToken token) => _rows.SaveAsync(row, token); public async Task Remove(Row row) { await _rows.RemoveAsync(row.Id); }")]
    [InlineData("Task Save(Row row, string token) => _rows.SaveAsync(row, token); public async Task Remove(Row row, CancellationToken token) { token.ThrowIfCancellationRequested(); await _rows.RemoveAsync(row.Id); }")]
    [InlineData("Task Save(Row row, CancellationToken token) => _rows.SaveAsync(row, token); public async Task Remove(Row row, CancellationToken token) { try { await _rows.SaveAsync(row, token); } catch (Exception) { await _rows.RemoveAsync(row.Id); throw; } }")]
    public Task Accepts_what_an_unknown_object_need_not_get(string members) => Verify.VerifyAloneAsync($"class C : Base {{ readonly IRows _rows; readonly IOthers _others; {members} }}");

    [Theory]
    [InlineData("class C : IHandler<Row> { public async Task Handle(Row row, CancellationToken token) { await Task.Yield(); } }")]
    [InlineData("class C : Base { public async Task Handle(Row row, CancellationToken token) { await Task.Yield(); } }")]
    [InlineData("class C : Base { async Task Handle(Row row, [|CancellationToken token|]) { await Task.Yield(); } }")]
    [InlineData("class C { public async Task Handle(Row row, [|CancellationToken token|]) { await Task.Yield(); } }")]
    public Task Accepts_parameters_that_an_unknown_type_may_ask_for(string program) => Verify.VerifyAloneAsync(program);

    [Theory]
    [InlineData("async Task M(ServerCallContext context) { await [|Task.Delay(1)|]; await FindAsync(1, context.CancellationToken); }")]
    [InlineData("async Task M(HttpContext http) { await [|FindAsync(1)|]; await FindAsync(2, http.RequestAborted); }")]
    public Task Reports_the_token_of_an_object_whose_type_is_unknown(string member) => Verify.VerifyAloneAsync($"class C : Base {{ Task FindAsync(int id, CancellationToken token = default) => Task.CompletedTask; {member} }}");

    [Theory]
    [InlineData("async Task M(ServerCallContext context) { await Task.Delay(1); }")]
    [InlineData("async Task M(ServerCallContext context) { while (!context.CancellationToken.IsCancellationRequested) await Task.Delay(1); }")]
    [InlineData("async Task M(ServerCallContext context) { await Task.Delay(1, context.CancellationToken); await FindAsync(1, context.CancellationToken); }")]
    [InlineData("async Task M(ServerCallContext context) { await Task.Delay(1); await FindAsync(context.Id); }")]
    [InlineData("async Task M(ServerCallContext context, ServerCallContext other) { await Task.Delay(1); await FindAsync(1, context.CancellationToken); await FindAsync(1, other.CancellationToken); }")]
    [InlineData("async Task M(ServerCallContext context) { try { await FindAsync(1, context.CancellationToken); } finally { await Task.Delay(1); } }")]
    [InlineData("async Task M(ServerCallContext context, CancellationToken token) { await Task.Delay(1, token); await FindAsync(1, context.CancellationToken); }")]
    public Task Accepts_what_an_object_whose_type_is_unknown_need_not_cancel(string member) => Verify.VerifyAloneAsync($"class C : Base {{ Task FindAsync(int id, CancellationToken token = default) => Task.CompletedTask; {member} }}");

    [Theory]
    [InlineData("await WriteAsync(Rows(), token);")]
    [InlineData("await WriteAsync([|Rows()|], default); await Task.Delay(1, token);")]
    public Task Knows_sequences_that_get_the_token_with_their_reader(string code) => Verify.VerifyAsync($$"""
        using System.Runtime.CompilerServices;
        class C
        {
            async Task M(CancellationToken token) { {{code}} }
            static async IAsyncEnumerable<int> Rows([EnumeratorCancellation] CancellationToken token = default) { await Task.Delay(1, token); yield return 1; }
            static async Task WriteAsync(IAsyncEnumerable<int> rows, CancellationToken token) { await foreach (var row in rows.WithCancellation(token)) Console.WriteLine(row); }
        }
        """);
}
