using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0304UnsafeObjectShared>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0304UnsafeObjectSharedTests
{
    private static string Program(string body) => $$"""
        class C
        {
            readonly List<int> _list = new(); static readonly List<int> s_list = new(); Dictionary<int, string> _map = new(); HashSet<int> Set { get; } = new();
            Queue<int> _queue = new(); readonly System.Text.StringBuilder _text = new(); readonly Random _random = new(); readonly object _gate = new();
            readonly System.Security.Cryptography.SHA256 _sha = System.Security.Cryptography.SHA256.Create(); [ThreadStatic] static List<int> t_list;
            readonly ThreadLocal<List<int>> _perThread = new(() => new()); readonly ConcurrentBag<int> _bag = new(); ImmutableList<int> _immutable = ImmutableList<int>.Empty;
            readonly Queue _synchronized = Queue.Synchronized(new Queue()); SortedList<int, int> _sorted = new(); IList<int> _any;
            async Task RunAsync(int[] items, string[] paths) { await Task.Yield(); {{body}} }
            void Fill() { for (int i = 0; i < 9; i++) _list.Add(i); }
            void Other() { }
        }
        """.Replace("Queue _s", "System.Collections.Queue _s").Replace("= Queue.", "= System.Collections.Queue.").Replace("new Queue()", "new System.Collections.Queue()");

    [Theory]
    [InlineData("Parallel.For(0, 9, i => [|_list.Add(i)|]);")]
    [InlineData("Parallel.ForEach(items, i => { if (i > 3) [|_list.Add(i)|]; });")]
    [InlineData("Parallel.ForEach(items, i => { [|s_list.Add(i)|]; });")]
    [InlineData("Parallel.ForEach(items, i => [|_map[i] = \"\"|]);")]
    [InlineData("Parallel.ForEach(items, i => [|Set.Add(i)|]);")]
    [InlineData("Parallel.ForEach(items, i => { [|_queue.Enqueue(i)|]; });")]
    [InlineData("Parallel.ForEach(items, i => { [|_text.Append(i)|].AppendLine(); });")]
    [InlineData("Parallel.ForEach(items, i => { var x = [|_random.Next()|]; });")]
    [InlineData("Parallel.For(0, 9, i => { var h = [|_sha.ComputeHash(new byte[3])|]; });")]
    [InlineData("Parallel.For(0, 9, i => [|_list.RemoveAt(0)|]);")]
    [InlineData("Parallel.For(0, 9, i => _list?[|.Add(i)|]);")]
    [InlineData("var local = new List<int>(); Parallel.For(0, 9, i => [|local.Add(i)|]);")]
    [InlineData("var local = new Dictionary<int, int>(); items.AsParallel().ForAll(i => [|local[i] = 1|]);")]
    [InlineData("var local = new Dictionary<int, int>(); Parallel.ForEach(items, i => [|local[i]++|]);")]
    [InlineData("var local = new List<int>(); await Task.WhenAll(items.Select(async i => { await Task.Yield(); [|local.Add(i)|]; }));")]
    [InlineData("var local = new List<int>(); await Task.WhenAll(items.Select(i => Task.Run(() => [|local.Add(i)|])));")]
    [InlineData("var local = new List<int>(); await Parallel.ForEachAsync(items, async (i, t) => { await Task.Yield(); [|local.Add(i)|]; });")]
    [InlineData("var a = Task.Run(() => [|_list.Add(1)|]); var b = Task.Run(() => [|_list.Add(2)|]); await Task.WhenAll(a, b);")]
    [InlineData("var t = new Thread(() => [|_list.Add(1)|]); t.Start(); [|_list.Add(2)|]; t.Join();")]
    [InlineData("var t = Task.Run(() => [|_list.Add(1)|]); foreach (var x in _list) Other(); await t;")]
    [InlineData("foreach (var i in items) { new Thread(() => [|_list.Add(i)|]).Start(); }")]
    [InlineData("Parallel.For(0, 9, i => { if (!_map.ContainsKey(i)) [|_map.Add(i, \"\")|]; });")]
    public Task Reports_objects_that_threads_change(string body) => Verify.VerifyAsync(Program(body));

    [Fact]
    public Task Reports_a_helper_that_two_tasks_run() => Verify.VerifyAsync("""
        class C
        {
            readonly List<int> _list = new();
            void Run() { var a = Task.Run(() => Fill(1)); var b = Task.Run(() => Fill(2)); Task.WaitAll(a, b); }
            void Fill(int x) { [|_list.Add(x)|]; _list.Add(x + 1); }
        }
        """);

    [Theory]
    [InlineData("Parallel.For(0, 9, i => { lock (_gate) _list.Add(i); });")]
    [InlineData("Parallel.For(0, 9, i => { lock (_list) { _list.Add(i); } });")]
    [InlineData("Parallel.For(0, 9, i => _bag.Add(i));")]
    [InlineData("Parallel.For(0, 9, i => { var own = new List<int>(); own.Add(i); });")]
    [InlineData("Parallel.For(0, 9, i => { t_list.Add(i); _perThread.Value.Add(i); });")]
    [InlineData("Parallel.For(0, 9, () => new List<int>(), (i, s, own) => { own.Add(i); return own; }, own => { lock (_gate) _list.AddRange(own); });")]
    [InlineData("Parallel.For(0, 9, i => { var x = _list[i]; var y = _map.ContainsKey(i); });")]
    [InlineData("Parallel.For(0, 9, i => _list[i] = i);")]
    [InlineData("var results = new int[9]; Parallel.For(0, 9, i => results[i] = i);")]
    [InlineData("Parallel.For(0, 9, i => { var x = Random.Shared.Next(); });")]
    [InlineData("Parallel.For(0, 9, i => { var x = new Random(i).Next(); });")]
    [InlineData("Parallel.For(0, 9, i => _synchronized.Enqueue(i));")]
    [InlineData("await Task.Run(() => _list.Add(1)); _list.Add(2);")]
    [InlineData("var t = Task.Run(() => _list.Add(1)); await t; _list.Add(2);")]
    [InlineData("var a = Task.Run(() => _list.Add(1)); var b = Task.Run(() => _queue.Enqueue(1)); await Task.WhenAll(a, b);")]
    [InlineData("foreach (var i in items) { var own = new List<int>(); new Thread(() => own.Add(i)).Start(); }")]
    [InlineData("var local = new List<int>(); foreach (var i in items) { await Task.Yield(); local.Add(i); }")]
    [InlineData("var local = new List<int>(); var all = await Task.WhenAll(items.Select(async i => { await Task.Yield(); return i; })); local.AddRange(all);")]
    [InlineData("var all = items.Select(i => { _list.Add(i); return i; }).ToList();")]
    [InlineData("Parallel.For(0, 9, i => Other()); _list.Add(1);")]
    [InlineData("Parallel.For(0, 9, i => _any.Add(i));")]
    public Task Accepts_locks_and_objects_of_one_thread(string body) => Verify.VerifyAsync(Program(body));

    private const string Session = """
        namespace Microsoft.EntityFrameworkCore
        {
            public class DbContext { public Task<int> SaveChangesAsync() => null; public ValueTask<T> FindAsync<T>(object key) => default; public void Dispose() { } }
            public class DbSet<T> { public Task<List<T>> ToListAsync() => null; public DbSet<T> Where(Func<T, bool> f) => this; public Task<T> FirstAsync() => null; }
        }
        class Shop : Microsoft.EntityFrameworkCore.DbContext { public Microsoft.EntityFrameworkCore.DbSet<int> Orders; public Microsoft.EntityFrameworkCore.DbSet<string> Names { get; } }
        class C
        {
            readonly Shop _db = new(); readonly Shop _other = new();
            async Task<int> RunAsync(bool b, int[] ids) { BODY return 1; }
        }
        """;

    [Theory]
    [InlineData("var a = _db.Names.ToListAsync(); var c = [|_db.SaveChangesAsync()|]; await Task.WhenAll(a, c);")]
    [InlineData("var a = _db.Names.Where(n => true).ToListAsync(); var n = await [|_db.Names.FirstAsync()|]; await a;")]
    [InlineData("await Task.WhenAll(_db.Names.ToListAsync(), [|_db.SaveChangesAsync()|]);")]
    [InlineData("var a = _db.FindAsync<string>(1).AsTask(); await [|_db.SaveChangesAsync()|]; await a;")]
    [InlineData("using var db = new Scope(); var a = db.Shop.SaveChangesAsync(); await [|db.Shop.SaveChangesAsync()|]; await a;")]
    public Task Reports_two_operations_of_one_session(string body) => Verify.VerifyAsync(Session.Replace("BODY", body) + " class Scope : IDisposable { public Shop Shop { get; } public void Dispose() { } }");

    [Theory]
    [InlineData("var a = await _db.Names.ToListAsync(); var c = await _db.SaveChangesAsync();")]
    [InlineData("var a = _db.Names.ToListAsync(); await a; var c = _db.SaveChangesAsync(); await c;")]
    [InlineData("var a = _db.Names.ToListAsync(); var c = _other.SaveChangesAsync(); await Task.WhenAll(a, c);")]
    [InlineData("Task<int> a = null; if (b) a = _db.SaveChangesAsync(); else a = _db.SaveChangesAsync(); await a;")]
    [InlineData("var a = b ? _db.SaveChangesAsync() : _db.SaveChangesAsync(); await a;")]
    [InlineData("var a = _db.SaveChangesAsync(); var r = a.Result; await _db.SaveChangesAsync();")]
    [InlineData("foreach (var id in ids) { await _db.FindAsync<string>(id); await _db.SaveChangesAsync(); }")]
    public Task Accepts_one_operation_after_the_other(string body) => Verify.VerifyAsync(Session.Replace("BODY", body));
}
