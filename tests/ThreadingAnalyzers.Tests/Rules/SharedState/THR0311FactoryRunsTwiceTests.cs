using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0311FactoryRunsTwice,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0311FactoryRunsTwiceCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0311FactoryRunsTwice>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0311FactoryRunsTwiceTests
{
    private static string Program(string body) => $$"""
        class Worker { public void Start() { } }
        class Holder { public Holder(string k, Connection c) { } }
        class Connection : IDisposable { public void Dispose() { } }
        class C
        {
            readonly ConcurrentDictionary<string, int> _d = new(); readonly ConcurrentDictionary<string, Task<int>> _tasks = new(); readonly ConcurrentDictionary<string, Connection> _open = new();
            readonly ConcurrentDictionary<string, object> _objects = new(); readonly ConcurrentDictionary<string, Lazy<Task<int>>> _lazy = new(); readonly ConcurrentDictionary<string, List<int>> _lists = new();
            readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(); readonly ConcurrentDictionary<string, TaskCompletionSource<int>> _waiting = new();
            int _made; readonly List<string> _names = new(); event Action E; readonly object _gate = new(); readonly ConcurrentQueue<object> _free = new();
            object Begun(string k) { var made = new Worker(); made.Start(); return made; }
            Task<int> LoadAsync(string k) => null; static Connection Open(string k) => new Connection(); int Counted(string k) { _made++; return 1; } int Pure(string k) => k.Length;
            void M(string k, int n) { {{body}} }
        }
        """;

    [Theory]
    [InlineData("[|_tasks.GetOrAdd(k, x => LoadAsync(x))|];")]
    [InlineData("[|_tasks.GetOrAdd(k, async x => { await Task.Yield(); return await LoadAsync(x); })|];")]
    [InlineData("[|_tasks.AddOrUpdate(k, x => Task.Run(() => 1), (x, old) => old)|];")]
    [InlineData("[|_open.GetOrAdd(k, x => new Connection())|];")]
    [InlineData("[|_open.GetOrAdd(k, x => Open(x))|];")]
    [InlineData("[|_objects.GetOrAdd(k, x => new FileStream(x, FileMode.Open))|];")]
    [InlineData("[|_d.GetOrAdd(k, x => { _made++; return 1; })|];")]
    [InlineData("[|_d.GetOrAdd(k, x => Interlocked.Increment(ref _made))|];")]
    [InlineData("[|_d.GetOrAdd(k, Counted)|];")]
    [InlineData("[|_d.GetOrAdd(k, x => { _names.Add(x); return 1; })|];")]
    [InlineData("bool added = false; [|_d.GetOrAdd(k, x => { added = true; return 1; })|];")]
    [InlineData("[|_d.GetOrAdd(k, x => { E += () => { }; return 1; })|];")]
    [InlineData("[|_d.AddOrUpdate(k, 1, (x, old) => { n++; return old + 1; })|];")]
    [InlineData("[|_d.GetOrAdd(k, x => { new Thread(() => { }).Start(); return 1; })|];")]
    public Task Reports_a_factory_that_does_more(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("_d.GetOrAdd(k, x => x.Length);")]
    [InlineData("_d.GetOrAdd(k, Pure);")]
    [InlineData("_d.GetOrAdd(k, 3);")]
    [InlineData("_d.AddOrUpdate(k, 1, (x, old) => old + 1);")]
    [InlineData("_objects.GetOrAdd(k, x => new object());")]
    [InlineData("_gates.GetOrAdd(k, x => new SemaphoreSlim(1, 1));")]
    [InlineData("_waiting.GetOrAdd(k, x => new TaskCompletionSource<int>());")]
    [InlineData("_tasks.GetOrAdd(k, x => Task.FromResult(1));")]
    [InlineData("_lazy.GetOrAdd(k, x => new Lazy<Task<int>>(() => LoadAsync(x)));")]
    [InlineData("_lists.GetOrAdd(k, x => { var list = new List<int>(); list.Add(1); int i = 0; i++; return list; });")]
    [InlineData("lock (_gate) { _open.GetOrAdd(k, x => new Connection()); }")]
    [InlineData("var own = new ConcurrentDictionary<string, Connection>(); own.GetOrAdd(k, x => new Connection());")]
    public Task Accepts_a_factory_that_only_makes_a_value(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("[|_d.GetOrAdd(k, x => Counted(x))|];")]
    [InlineData("[|_d.GetOrAdd(k, x => { E?.Invoke(); return 1; })|];")]
    [InlineData("[|_objects.GetOrAdd(k, Begun)|];")]
    [InlineData("[|_objects.GetOrAdd(k, x => { var made = new Worker(); made.Start(); return made; })|];")]
    [InlineData("[|_objects.GetOrAdd(k, x => new Holder(x, new Connection()))|];")]
    [InlineData("[|_open.GetOrAdd(k, x => { var made = new Connection(); Pure(x); return made; })|];")]
    [InlineData("[|_objects.GetOrAdd(k, x => { _free.TryDequeue(out var page); return page; })|];")]
    public Task Reports_what_those_do_that_a_factory_calls(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("bool isNew = true; _d.AddOrUpdate(k, 1, (x, old) => { isNew = false; return old + 1; });")]
    [InlineData("_d.GetOrAdd(k, x => { var watch = System.Diagnostics.Stopwatch.StartNew(); watch.Start(); return 1; });")]
    [InlineData("_lists.GetOrAdd(k, x => { using var made = new Connection(); return new List<int>(); });")]
    public Task Accepts_what_counts_once(string body) => Verify.VerifyAsync(Program(body));

    /// <summary>A file alone: of what it makes, only the name is known.</summary>
    [Theory]
    [InlineData("public void M(Key k) => [|_pools.GetOrAdd(k.Name, x => new HostConnectionPool(k))|];")]
    [InlineData("public void M(Key k) { var pool = [|_pools.GetOrAdd(k.Name, x => { var made = new RedisConnection(k); made.Ready += M; return made; })|]; }")]
    [InlineData("public void M(Key k) => _pools.GetOrAdd(k.Name, x => new HostSettings(k));")]
    public Task Reports_resources_of_unknown_types(string member) => Verify.VerifyAloneAsync($$"""class C { readonly ConcurrentDictionary<string, Pool> _pools = new(); {{member}} }""");

    private static string Tasks(string value, string members) => $$"""
        using System;
        using System.Collections.Concurrent;
        using System.Threading.Tasks;

        class C
        {
            private readonly ConcurrentDictionary<string, {{value}}> _d = new ConcurrentDictionary<string, {{value}}>(StringComparer.Ordinal); // by name
            private async Task<int> LoadAsync(string k) { await Task.Yield(); return 1; }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("public Task<int> M(string k) => [|_d.GetOrAdd(k, x => LoadAsync(x))|];", "public Task<int> M(string k) => _d.GetOrAdd(k, x => new Lazy<Task<int>>(() => LoadAsync(x))).Value;")]
    [InlineData("public Task<int> M(string k) { return [|this._d.GetOrAdd(k, LoadAsync)|]; }", "public Task<int> M(string k) { return this._d.GetOrAdd(k, key => new Lazy<Task<int>>(() => LoadAsync(key))).Value; }")]
    [InlineData(
        "public async Task<int> M(string k) => await [|_d.GetOrAdd(k, async x => await LoadAsync(x))|].ConfigureAwait(false);",
        "public async Task<int> M(string k) => await _d.GetOrAdd(k, x => new Lazy<Task<int>>(async () => await LoadAsync(x))).Value.ConfigureAwait(false);")]
    [InlineData(
        "public Task<int> M(string k) => [|_d.GetOrAdd(k, x => Task.Run(() => 1))|]; public void Forget(string k) => _d.TryRemove(k, out _); public int N => _d.Count;",
        "public Task<int> M(string k) => _d.GetOrAdd(k, x => new Lazy<Task<int>>(() => Task.Run(() => 1))).Value; public void Forget(string k) => _d.TryRemove(k, out _); public int N => _d.Count;")]
    public Task Fixes_by_lazy_tasks(string members, string repaired) => Fix.FixesAsync(Tasks("Task<int>", members), Tasks("Lazy<Task<int>>", repaired));

    [Theory]
    [InlineData("public Task<int> M(string k) => [|_d.GetOrAdd(k, x => LoadAsync(x))|]; public bool Has(string k) => _d.TryGetValue(k, out var t) && t.IsCompleted;")]
    [InlineData("public void M(string k) { [|_d.GetOrAdd(k, x => LoadAsync(x))|]; }")]
    [InlineData("public Task<int> M(string k) => [|_d.GetOrAdd(k, x => LoadAsync(x))|]; public object All => _d;")]
    public Task Offers_nothing_where_others_see_the_tasks(string members) => Fix.OffersNothingAsync(Tasks("Task<int>", members));
}
