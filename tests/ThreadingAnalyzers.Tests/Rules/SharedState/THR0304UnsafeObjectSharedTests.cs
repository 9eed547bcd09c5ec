using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0304UnsafeObjectShared>;
using VerifyFix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.SharedState.THR0304UnsafeObjectShared, ThreadingAnalyzers.CodeFixes.SharedState.THR0304UnsafeObjectSharedCodeFix>;

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
    [InlineData("var random = Random.Shared; Parallel.For(0, 9, i => { var x = random.Next(); });")]
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

    [Theory]
    [InlineData("await Task.WhenAll(items.Select(i => AddAsync(i)));")]
    [InlineData("await Task.WhenAll(items.Select(AddAsync));")]
    [InlineData("var all = items.Select(i => AddAsync(i)).ToList(); await Task.WhenAll(all);")]
    [InlineData("var all = new List<Task>(); foreach (var i in items) all.Add(AddAsync(i)); await Task.WhenAll(all);")]
    [InlineData("var all = new List<Task>(); for (int i = 0; i < 3; i++) { all.Add(this.AddAsync(i)); } await Task.WhenAll(all.ToArray());")]
    public Task Reports_an_asynchronous_method_begun_for_each_element(string run) => Verify.VerifyAsync($$"""
        class C
        {
            readonly List<int> _list = new();
            async Task RunAsync(int[] items) { {{run}} }
            async Task AddAsync(int i) { await Task.Delay(i); [|_list.Add(i)|]; }
        }
        """);

    [Theory]
    [InlineData("foreach (var i in items) await AddAsync(i);")]
    [InlineData("await Task.WhenAll(items.Select(i => SafeAsync(i)));")]
    [InlineData("var all = new List<Task>(); foreach (var i in items) all.Add(SafeAsync(i)); await Task.WhenAll(all);")]
    [InlineData("var all = new List<Task>(); all.Add(AddAsync(1)); await Task.WhenAll(all);")]
    [InlineData("await Task.WhenAll(items.Select(i => EarlyAsync(i)));")]
    public Task Accepts_asynchronous_methods_one_by_one(string run) => Verify.VerifyAsync($$"""
        class C
        {
            readonly List<int> _list = new(); readonly object _gate = new();
            async Task RunAsync(int[] items) { {{run}} }
            async Task AddAsync(int i) { await Task.Delay(i); _list.Add(i); }
            async Task SafeAsync(int i) { await Task.Delay(i); lock (_gate) _list.Add(i); }
            async Task EarlyAsync(int i) { _list.Add(i); await Task.Delay(i); }
        }
        """);

    [Fact]
    public Task Reports_a_static_cache_without_a_lock() => Verify.VerifyAsync("""
        public static class Names
        {
            static readonly Dictionary<int, string> s_names = new();
            static readonly System.Security.Cryptography.SHA256 s_sha = System.Security.Cryptography.SHA256.Create();
            public static string Of(int id)
            {
                if (!s_names.TryGetValue(id, out var name))
                    [|s_names[id] = name = id.ToString()|];
                return name;
            }
            public static byte[] Hash(byte[] data) => [|s_sha.ComputeHash(data)|];
        }
        """);

    /// <summary>What fills the cache is a member of its own.</summary>
    [Fact]
    public Task Reports_a_static_cache_that_another_member_fills() => Verify.VerifyAsync("""
        public class Names
        {
            static readonly Dictionary<int, string> s_names = new();
            public static void Register(int id, string name) { [|s_names[id] = name|]; }
            public string Of(int id)
            {
                if (!s_names.TryGetValue(id, out var name))
                {
                    name = id.ToString();
                    Register(id, name);
                }
                return name;
            }
        }
        """);

    [Fact]
    public Task Accepts_static_tables_and_locked_caches() => Verify.VerifyAsync("""
        public static class Names
        {
            static readonly Dictionary<int, string> s_table = new() { [1] = "one" }, s_locked = new(), s_registered = new();
            static readonly object s_gate = new(); static readonly Random s_random = new();
            static readonly Dictionary<int, string> s_built = Build(new()), s_more = new(); static void Fill() { if (!s_more.ContainsKey(1)) s_more.Add(1, ""); }
            static Dictionary<int, string> Build(Dictionary<int, string> map) { if (!map.ContainsKey(1)) map.Add(1, ""); return map; }
            static Names() { Fill(); if (!s_table.ContainsKey(2)) s_table.Add(2, "two"); }
            public static string Table(int id) => s_table.TryGetValue(id, out var name) ? name : null;
            public static string Of(int id) { lock (s_gate) { if (!s_locked.TryGetValue(id, out var name)) s_locked[id] = name = ""; return name; } }
            public static void Register(int id, string name) => s_registered.Add(id, name);
        }
        class Program { static readonly Random s_random = new(); static int Roll() => s_random.Next(6); }
        """);

    [Fact]
    public Task Reports_headers_for_one_request() => Verify.VerifyAsync("""
        class C
        {
            readonly HttpClient _http; static readonly HttpClient s_http = new();
            public C(HttpClient http) { _http = http; _http.DefaultRequestHeaders.Add("a", "b"); }
            public async Task<string> GetAsync(string token)
            {
                [|_http.DefaultRequestHeaders.Authorization = new("Bearer", token)|];
                return await _http.GetStringAsync("x");
            }
            public void Use(string token) => [|s_http.DefaultRequestHeaders.Add("t", token)|];
            public async Task<string> OwnAsync(string token)
            {
                using var own = new HttpClient();
                own.DefaultRequestHeaders.Add("t", token);
                return await own.GetStringAsync("x");
            }
            public void Configure(string token) => _http.DefaultRequestHeaders.Add("t", token);
        }
        """);

    [Theory]
    [InlineData("Parallel.For(0, 9, i =>\n        {\n            [|_list.Add(i)|];\n        });", "Parallel.For(0, 9, i =>\n        {\n            lock (_gate)\n            {\n                _list.Add(i);\n            }\n        });")]
    [InlineData("Parallel.For(0, 9, i =>\n        {\n            Use([|_random.Next()|]);\n            Use(_random.Next(3));\n        });", "Parallel.For(0, 9, i =>\n        {\n            Use(Random.Shared.Next());\n            Use(Random.Shared.Next(3));\n        });")]
    public Task Fixes_by_a_lock_or_the_shared_generator(string before, string after) => VerifyFix.FixesAsync(Class(before), Class(after));

    private static string Class(string body) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;

        class C
        {
            private readonly object _gate = new();
            private readonly List<int> _list = new();
            private readonly Random _random = new();
            void Use(int n) { }

            void M()
            {
                {{body}}
            }
        }
        """;

    /// <summary>Events that come on threads of their own.</summary>
    [Theory]
    [InlineData("FileSystemWatcher", "Changed", "FileSystemEventArgs")]
    [InlineData("FileSystemWatcher", "Renamed", "RenamedEventArgs")]
    [InlineData("System.Timers.Timer", "Elapsed", "System.Timers.ElapsedEventArgs")]
    public Task Reports_what_handlers_share_with_callers(string source, string name, string arguments) => Verify.VerifyAsync($$"""
        class C
        {
            readonly Dictionary<string, int> _seen = new();
            public C({{source}} source) => source.{{name}} += OnEvent;
            void OnEvent(object sender, {{arguments}} e) => [|_seen["a"] = 1|];
            public int this[string name] => _seen[name];
        }
        """);

    [Theory]
    [InlineData("readonly System.Timers.Timer _timer = new(100);", "_timer.SynchronizingObject = null; _timer.Elapsed += OnEvent;", "System.Timers.ElapsedEventArgs", "")]
    [InlineData("public event EventHandler<EventArgs> Changed;", "Changed += OnEvent;", "EventArgs", "")]
    [InlineData("readonly System.Timers.Timer _timer = new(100); readonly object _gate = new();", "_timer.Elapsed += OnEvent;", "System.Timers.ElapsedEventArgs", "lock (_gate)")]
    public Task Accepts_handlers_that_are_kept_apart(string source, string subscription, string arguments, string guard) => Verify.VerifyAsync($$"""
        class C
        {
            readonly Dictionary<string, int> _seen = new();
            {{source}}
            public C() { {{subscription}} }
            void OnEvent(object sender, {{arguments}} e) { {{guard}} { _seen["a"] = 1; } }
            public int Find(string name) { {{guard}} { return _seen[name]; } }
        }
        """);

    /// <summary>A set that decides what happens once.</summary>
    [Theory]
    [InlineData("if ([|s_seen.Add(name)|]) Console.WriteLine(name);")]
    [InlineData("bool first = [|s_seen.Add(name)|];")]
    [InlineData("return; bool Is() => [|s_seen.Add(name)|];")]
    public Task Reports_a_static_set_that_is_tested_by_adding(string use) => Verify.VerifyAsync($$"""
        static class Warnings
        {
            static readonly HashSet<string> s_seen = new();
            public static void Once(string name) { {{use}} }
        }
        """);

    [Fact]
    public Task Accepts_a_static_set_that_is_only_filled() => Verify.VerifyAsync("""
        static class Warnings
        {
            static readonly HashSet<string> s_seen = new();
            public static void Register(string name) { s_seen.Add(name); }
        }
        """);

    [Theory]
    [InlineData("await Task.WhenAll(ids.Select(id => [|_db.FindAsync(id)|]));")]
    [InlineData("await Task.WhenAll(ids.Select(async id => { await [|_db.FindAsync(id)|]; }));")]
    [InlineData("var all = ids.Select(id => [|_db.FindAsync(id)|]).ToList(); await Task.WhenAll(all);")]
    public Task Reports_operations_of_a_session_for_each_element(string body) => Verify.VerifyAsync(SessionForEach(body));

    [Theory]
    [InlineData("foreach (var id in ids) await _db.FindAsync(id);")]
    [InlineData("await Task.WhenAll(ids.Select(async id => { var own = new Microsoft.EntityFrameworkCore.DbContext(); await own.FindAsync(id); }));")]
    public Task Accepts_operations_of_a_session_one_by_one(string body) => Verify.VerifyAsync(SessionForEach(body));

    private static string SessionForEach(string body) => $$"""
        namespace Microsoft.EntityFrameworkCore { class DbContext { public Task<int> FindAsync(int id) => Task.FromResult(id); } }
        class C
        {
            readonly Microsoft.EntityFrameworkCore.DbContext _db = new();
            public async Task Load(int[] ids) { {{body}} }
        }
        """;

    [Fact]
    public Task Accepts_work_that_only_looks_and_whose_task_the_caller_gets() => Verify.VerifyAsync("""
        class C
        {
            readonly List<int> _steps = new();
            public void Add(int step) => _steps.Add(step);
            public Task<bool> HasAsync(int step) => Task.Run(() => _steps.Contains(step));
        }
        """);

    [Fact]
    public Task Reports_work_that_changes_although_the_caller_gets_its_task() => Verify.VerifyAsync("""
        class C
        {
            readonly List<int> _steps = new();
            public void Add(int step) => [|_steps.Add(step)|];
            public Task ClearAsync() => Task.Run(() => [|_steps.Clear()|]);
        }
        """);

    [Theory]
    [InlineData("public static class Codes", "public static int Next() => [|s_random.Next(9)|];")]
    [InlineData("public class Backoff", "public TimeSpan Next(int n) => TimeSpan.FromMilliseconds([|s_random.Next(n)|]);")]
    [InlineData("public class Backoff", "public static int Next(int n) { return [|s_random.Next(n)|]; }")]
    [InlineData("public class Backoff", "public int Next(int n) { lock (s_random) return s_random.Next(n); }")]
    [InlineData("class Backoff", "public int Next(int n) => s_random.Next(n);")]
    [InlineData("public class FactAttribute : Attribute { } public class Tests", "[Fact] public void Rolls() => s_random.Next(6);")]
    public Task Reports_one_generator_for_all_callers(string type, string member) => Verify.VerifyAsync($$"""
        {{type}}
        {
            private static readonly Random s_random = new Random();
            {{member}}
        }
        """);

    [Theory]
    [InlineData("public List<int> Items => _items;", "[|_items.Add(1)|];")]
    [InlineData("public IReadOnlyList<int> Items { get { return _items; } }", "[|_items.Add(1)|];")]
    [InlineData("public IEnumerable<int> All() => _items;", "while (WaitHandle.WaitAny(new WaitHandle[] { _stop, _more }) != 0) [|_items.Add(1)|];")]
    [InlineData("public int[] Items => Array.Empty<int>();", "_items.Add(1);")]
    [InlineData("private List<int> Items => _items;", "_items.Add(1);")]
    [InlineData("public List<int> Items { get { _thread.Join(); return _items; } }", "_items.Add(1);")]
    [InlineData("public List<int> Items => _items;", "lock (_items) _items.Add(1);")]
    public Task Reports_what_a_thread_fills_and_a_property_shows(string property, string run) => Verify.VerifyAsync($$"""
        class C
        {
            readonly List<int> _items = new(); readonly ManualResetEvent _stop = new(false), _more = new(false); Thread _thread;
            public C() { _thread = new Thread(Run); _thread.Start(); }
            {{property}}
            void Run() { {{run}} }
        }
        """);

    [Theory]
    [InlineData("readonly Mutex _stop = new(), _more = new();")]
    [InlineData("readonly WaitHandle _stop = new Semaphore(1, 1), _more = new Semaphore(1, 1);")]
    public Task Accepts_a_wait_that_may_take_a_lock(string fields) => Verify.VerifyAsync($$"""
        class C
        {
            readonly List<int> _items = new(); Thread _thread; {{fields}}
            public C() { _thread = new Thread(Run); _thread.Start(); }
            public List<int> Items => _items;
            void Run() { var handles = new WaitHandle[] { _stop, _more }; WaitHandle.WaitAll(handles); _items.Add(1); }
        }
        """);

    [Fact]
    public Task KnownMiss_a_static_list_that_is_made_where_it_is_filled() => Verify.VerifyAsync("""
        public static class Lines
        {
            private static List<string> s_lines;
            public static void Add(string line) => (s_lines ??= new List<string>()).Add(line);
        }
        """);

    /// <summary>What another process writes comes on one thread for its output and on another one for its errors, until somebody has waited for the end.</summary>
    [Theory]
    [InlineData("p.OutputDataReceived += (s, e) => [|text.Append(e.Data)|]; p.ErrorDataReceived += (s, e) => [|text.Append(e.Data)|];")]
    [InlineData("p.OutputDataReceived += (s, e) => { lock (text) text.Append(e.Data); }; p.ErrorDataReceived += (s, e) => { lock (text) text.Append(e.Data); };")]
    [InlineData("p.OutputDataReceived += (s, e) => text.Append(e.Data); p.ErrorDataReceived += (s, e) => other.Append(e.Data);")]
    [InlineData("p.OutputDataReceived += (s, e) => text.Append(e.Data);")]
    [InlineData("p.OutputDataReceived += OnLine; p.ErrorDataReceived += OnLine;")]
    public Task Reports_what_two_handlers_of_lines_share(string handlers) => Verify.VerifyAsync($$"""
        class C
        {
            readonly List<string> _lines = new();
            void OnLine(object sender, System.Diagnostics.DataReceivedEventArgs e) => {{(handlers.Contains("OnLine") ? "[|_lines.Add(e.Data)|]" : "_lines.Add(e.Data)")}};
            string Run()
            {
                var text = new System.Text.StringBuilder(); var other = new System.Text.StringBuilder();
                using var p = new System.Diagnostics.Process();
                {{handlers}}
                p.Start(); p.BeginOutputReadLine(); p.WaitForExit();
                return text + other.ToString() + _lines.Count;
            }
        }
        """);

    [Fact]
    public Task Fixes_all_uses_of_a_static_table() => VerifyFix.FixesAsync(
        """
        using System.Collections.Generic;
        using System.Threading;

        public static class Names
        {
            private static readonly Dictionary<int, string> s_names = new();

            public static void Set(int id, string name)
            {
                if (!s_names.ContainsKey(id))
                    [|s_names.Add(id, name)|];
            }

            public static void Forget()
            {
                s_names.Clear(); // all of them
            }
        }
        """,
        """
        using System.Collections.Generic;
        using System.Threading;

        public static class Names
        {
            private static readonly Lock s_gate = new();
            private static readonly Dictionary<int, string> s_names = new();

            public static void Set(int id, string name)
            {
                lock (s_gate)
                {
                    if (!s_names.ContainsKey(id))
                        s_names.Add(id, name);
                }
            }

            public static void Forget()
            {
                lock (s_gate)
                {
                    s_names.Clear(); // all of them
                }
            }
        }
        """);

    /// <summary>Who takes the lock at one place takes it at all of them.</summary>
    [Fact]
    public Task Fixes_all_uses_that_may_meet() => VerifyFix.FixesAsync(
        """
        using System.Collections.Generic;
        using System.Threading.Tasks;

        class C
        {
            private readonly object _gate = new();
            private readonly List<int> _list = new();

            public C() => _list.Add(0);

            public void Start() => Task.Run(() => [|_list.Add(1)|]);

            public int Count => _list.Count;

            public int Sum()
            {
                var sum = 0;
                foreach (var i in _list)
                    sum += i;
                return sum;
            }
        }
        """,
        """
        using System.Collections.Generic;
        using System.Threading.Tasks;

        class C
        {
            private readonly object _gate = new();
            private readonly List<int> _list = new();

            public C() => _list.Add(0);

            public void Start() => Task.Run(() =>
            {
                lock (_gate)
                {
                    _list.Add(1);
                }
            });

            public int Count
            {
                get
                {
                    lock (_gate)
                    {
                        return _list.Count;
                    }
                }
            }

            public int Sum()
            {
                var sum = 0;
                lock (_gate)
                {
                    foreach (var i in _list)
                        sum += i;
                }
                return sum;
            }
        }
        """,
        kind: "Lock");

    /// <summary>A loop that does anything may take long, or a lock of its own.</summary>
    [Fact]
    public Task Offers_no_lock_that_leaves_a_use_out() => VerifyFix.OffersNothingAsync(
        """
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;

        class C
        {
            private readonly object _gate = new();
            private readonly List<Action> _list = new();

            public void Start() => Task.Run(() => [|_list.Add(null)|]);

            public void Run()
            {
                foreach (var action in _list)
                    action();
            }
        }
        """,
        "Lock");

    [Fact]
    public Task Accepts_a_property_that_each_thread_has_for_itself() => Verify.VerifyAsync("""
        class C
        {
            [field: ThreadStatic] static System.Text.StringBuilder Own { get; set; }
            void M() => Parallel.For(0, 9, i => { Own ??= new(); Own.Clear(); Own.Append(i); });
        }
        """);
}
