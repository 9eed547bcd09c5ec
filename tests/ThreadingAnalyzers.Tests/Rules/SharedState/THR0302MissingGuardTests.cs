using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0302MissingGuard>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>State that is used without its guard: which state, which use, which guard.</summary>
public class THR0302MissingGuardTests
{
    /// <summary>Every way to use a collection whose guard is known.</summary>
    [Theory]
    [InlineData("public void Drop() => [|_items.Clear()|];")]
    [InlineData("public void Drop(int i) { [|_items.RemoveAt(i)|]; }")]
    [InlineData("public void Put(int i) { [|_items[i]|] = 2; }")]
    [InlineData("public void Put() => [|this._items.Add(1)|];")]
    [InlineData("public void Put() { [|((ICollection<int>)_items).Add(1)|]; }")]
    [InlineData("public bool Has(int i) => [|_items.Contains(i)|];")]
    [InlineData("public int this[int i] => [|_items[i]|];")]
    [InlineData("public int First { get { return [|_items[0]|]; } }")]
    [InlineData("public int[] All() => [|_items.ToArray()|];")]
    [InlineData("public bool Any() => [|_items.Any(i => i > 3)|];")]
    [InlineData("public int Sum() { int sum = 0; foreach (var i in [|_items|]) sum += i; return sum; }")]
    [InlineData("public List<int> Copy() => new([|_items|]);")]
    [InlineData("public List<int> Big() => [|_items.Where(i => i > 9).ToList()|];")]
    [InlineData("public async Task Put() { await Task.Yield(); [|_items.Add(1)|]; }")]
    [InlineData("public IEnumerable<int> All() { foreach (var i in [|_items|]) yield return i; }")]
    [InlineData("public void Put() { lock (_other) { } [|_items.Add(1)|]; }")]
    [InlineData("public void Put() { lock (_gate) { } [|_items.Add(1)|]; }")]
    [InlineData("public void Put() { Helper(); } void Helper() => [|_items.Add(1)|];")]
    [InlineData("public void Put() => Task.Run(() => [|_items.Add(1)|]);")]
    [InlineData("public void Put() { lock (_gate) Task.Run(() => [|_items.Add(1)|]); }")]
    [InlineData("public void Put() { lock (_gate) Helper(); } public void Also() => [|Helper()|]; void Helper() => _items.Add(1);")]
    [InlineData("public event Action Done { add { [|_items.Add(1)|]; } remove { } }")]
    [InlineData("public void Watch(FileSystemWatcher w) => w.Changed += (s, e) => [|_items.Add(1)|];")]
    [InlineData("public void Watch(FileSystemWatcher w) => w.Changed += OnChanged; void OnChanged(object s, FileSystemEventArgs e) => [|_items.Add(1)|];")]
    [InlineData("public void Put() { Add(); void Add() => [|_items.Add(1)|]; }")]
    [InlineData("public void Put() { if (Monitor.TryEnter(_gate)) { Monitor.Exit(_gate); } else [|_items.Add(1)|]; }")]
    [InlineData("public void Put() { AssertLockHeld(_gate, false); [|_items.Add(1)|]; } static void AssertLockHeld(object gate, bool held) { }")]
    public Task Reports_each_use_of_content(string member) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new(), _other = new();
            readonly List<int> _items = new();
            public void Add(int i) { lock (_gate) _items.Add(i); }
            public int Take() { lock (_gate) { int last = _items[_items.Count - 1]; _items.RemoveAt(_items.Count - 1); return last; } }
            {{member}}
        }
        """);

    /// <summary>Every kind of guard.</summary>
    [Theory]
    [InlineData("readonly object _gate = new();", "lock (_gate)", "")]
    [InlineData("static readonly object _gate = new();", "lock (_gate)", "")]
    [InlineData("", "lock (this)", "")]
    [InlineData("", "lock (_items)", "")]
    [InlineData("", "lock (((System.Collections.ICollection)_items).SyncRoot)", "")]
    [InlineData("readonly Lock _gate = new();", "lock (_gate)", "")]
    [InlineData("readonly Lock _gate = new();", "using (_gate.EnterScope())", "")]
    [InlineData("readonly object _gate = new();", "Monitor.Enter(_gate); try", "finally { Monitor.Exit(_gate); }")]
    [InlineData("readonly object _gate = new();", "bool taken = false; try { Monitor.Enter(_gate, ref taken);", "} finally { if (taken) Monitor.Exit(_gate); }")]
    [InlineData("readonly ReaderWriterLockSlim _gate = new();", "_gate.EnterWriteLock(); try", "finally { _gate.ExitWriteLock(); }")]
    [InlineData("readonly SemaphoreSlim _gate = new(1, 1);", "_gate.Wait(); try", "finally { _gate.Release(); }")]
    [InlineData("readonly SemaphoreSlim _gate; public C() { _gate = new SemaphoreSlim(1); }", "_gate.Wait(); try", "finally { _gate.Release(); }")]
    [InlineData("readonly Mutex _gate = new();", "_gate.WaitOne(); try", "finally { _gate.ReleaseMutex(); }")]
    [InlineData("SpinLock _gate;", "bool taken = false; try { _gate.Enter(ref taken);", "} finally { if (taken) _gate.Exit(); }")]
    [InlineData("readonly OwnLock _gate = new();", "using (_gate.Take())", "")]
    [InlineData("readonly OwnLock _gate = new();", "_gate.Enter(); try", "finally { _gate.Exit(); }")]
    public Task Reports_for_each_kind_of_guard(string field, string enter, string exit) => Verify.VerifyAsync($$"""
        class OwnLock { public IDisposable Take() => null; public void Enter() { } public void Exit() { } }
        class C
        {
            {{field}}
            readonly List<int> _items = new();
            public void Add(int i) { {{enter}} { _items.Add(i); } {{exit}} }
            public bool Remove(int i) { {{enter}} { return _items.Remove(i); } {{exit}} }
            public void Clear() => [|_items.Clear()|];
        }
        """);

    [Fact]
    public Task Reports_an_asynchronous_guard() => Verify.VerifyAsync("""
        class C
        {
            readonly SemaphoreSlim _gate = new(1, 1);
            readonly Dictionary<string, int> _map = new();
            public async Task AddAsync(string key) { await _gate.WaitAsync(); try { _map[key] = await Task.FromResult(1); } finally { _gate.Release(); } }
            public async Task<int> FindAsync(string key) { await Task.Yield(); return [|_map[key]|]; }
        }
        """);

    [Fact]
    public Task Reports_one_locked_writer_and_one_unlocked_reader() => Verify.VerifyAsync("""
        public static class Registry
        {
            private static readonly object s_gate = new();
            private static readonly Dictionary<string, Type> s_types = new();
            public static void Register(string name, Type type) { lock (s_gate) s_types[name] = type; }
            public static Type Find(string name) => [|s_types.TryGetValue(name, out var type)|] ? type : null;
        }
        """);

    /// <summary>Fields: updates, writes, and reads of values that can tear.</summary>
    [Theory]
    [InlineData("int", "public void Up() => [|_n++|];")]
    [InlineData("int", "public void Up() { [|_n += 2|]; }")]
    [InlineData("int", "public void Reset() { [|_n = default|]; }")]
    [InlineData("int", "public int N => [|_n|];")]
    [InlineData("int", "public int N { get { return [|_n|]; } }")]
    [InlineData("double", "public double Half() => [|_n|] / 2;")]
    [InlineData("decimal", "public decimal N => [|_n|];")]
    public Task Reports_fields(string type, string member) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new();
            {{type}} _n;
            public void Add({{type}} n) { lock (_gate) _n += n; }
            public void Remove({{type}} n) { lock (_gate) _n -= n; }
            public {{type}} Take() { lock (_gate) { var n = _n; _n = default; return n; } }
            {{member}}
        }
        """);

    [Fact]
    public Task Reports_an_auto_property() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new();
            public int Hits { get; private set; }
            public void Hit() { lock (_gate) Hits++; }
            public void Add(int n) { lock (_gate) Hits += n; }
            public void Miss() => [|Hits--|];
        }
        """);

    [Fact]
    public Task Reports_a_captured_local_beside_its_threads() => Verify.VerifyAsync("""
        class C
        {
            static async Task<List<int>> M(int[] items, object other)
            {
                var found = new List<int>();
                object gate = new();
                var all = Task.Run(() => { foreach (var i in items) lock (gate) found.Add(i); });
                [|found.Add(-1)|];
                await all;
                found.Sort();
                return found;
            }
        }
        """);

    [Fact]
    public Task Reports_across_the_files_of_a_partial_type() => Verify.VerifyFilesAsync("""
        partial class C { readonly object _gate = new(); readonly Queue<int> _queue = new(); public void Put(int i) { lock (_gate) _queue.Enqueue(i); } }
        """, """
        partial class C { public int Next() { lock (_gate) return _queue.Dequeue(); } public int Peek() => [|_queue.Peek()|]; }
        """);

    [Fact]
    public Task Says_who_holds_the_guard() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new();
            readonly List<int> _items = new();
            public void Add(int i) { lock (_gate) {|#1:_items.Add(i)|}; }
            public void Remove(int i) { lock (_gate) {|#2:_items.Remove(i)|}; }
            public void Clear() => {|#0:_items.Clear()|};
        }
        """, Verify.Finding().WithLocation(0).WithLocation(1).WithLocation(2)
            .WithArguments("_items", "changed", "_gate", 2, 3, ", such as the change at line 5", "another thread may be in the middle of using it"));

    /// <summary>What writes an object out goes through all of it, whoever wrote the serializer.</summary>
    [Theory]
    [InlineData("public string Save() => System.Text.Json.JsonSerializer.Serialize([|_items|]);")]
    [InlineData("public string Save() => Json.SerializeObject([|_items|]);")]
    [InlineData("public string Save() { lock (_gate) return Json.SerializeObject(_items); }")]
    [InlineData("public string Save() => Json.Describe(_items);")]
    public Task Reports_what_is_written_out(string member) => Verify.VerifyAsync($$"""
        static class Json { public static string SerializeObject(object o) => ""; public static string Describe(object o) => ""; }
        class C
        {
            readonly object _gate = new(); readonly List<int> _items = new();
            public void Add(int i) { lock (_gate) _items.Add(i); }
            public void Clear() { lock (_gate) _items.Clear(); }
            {{member}}
        }
        """);

    [Fact]
    public Task Reports_a_total_that_is_taken_before_the_lock_and_reset_under_it() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new(); double _sum;
            public void Add(double value) { lock (_gate) _sum += value; }
            public double Sum { get { lock (_gate) return _sum; } }
            public double Take() { double sum = [|_sum|]; lock (_gate) _sum = 0; return sum; }
        }
        """);

    [Fact]
    public Task KnownMiss_an_index_that_the_caller_has_checked() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new(); readonly List<int> _items = new();
            public void Add(int i) { lock (_gate) _items.Add(i); }
            public void Clear() { lock (_gate) _items.Clear(); }
            int Count { get { lock (_gate) return _items.Count; } }
            int At(int i) { lock (_gate) return _items[i]; }
            public int Sum() { int sum = 0; for (int i = 0; i < Count; i++) sum += At(i); return sum; }
        }
        """);

    [Fact]
    public Task Reports_state_that_one_member_fills_when_it_is_asked() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new(); readonly List<string> _all = new(); Dictionary<string, int> _index;
            public void Add(string name) { lock (_gate) { _all.Add(name); _index = null; } }
            public int Find(string name) { lock (_gate) { Fill(); return _index[name]; } }
            public bool Has(string name) { lock (_gate) { Fill(); return _index.ContainsKey(name); } }
            public List<string> Names() { [|Fill()|]; return new List<string>([|_index.Keys|]); }
            void Fill() { if (_index != null) return; _index = new(); foreach (var name in _all) _index[name] = _index.Count; }
        }
        """);

    [Theory]
    [InlineData("readonly SemaphoreSlim _gate = new(1, 1);", "_gate.Wait();", "_gate.Release();")]
    [InlineData("readonly object _gate = new();", "Monitor.Enter(_gate);", "Monitor.Exit(_gate);")]
    public Task Accepts_locks_that_callers_hold(string gate, string take, string giveBack) => Verify.VerifyAsync($$"""
        class C
        {
            {{gate}} readonly List<int> _items = new();
            public void Open() { {{take}} _items.Add(0); }
            public void Close() { _items.Add(9); {{giveBack}} }
            public void Reopen() { {{take}} try { _items.Clear(); } finally { {{giveBack}} } }
            public int Count() { {{take}} try { return _items.Count; } finally { {{giveBack}} } }
            public void Put(int n) => _items.Add(n);
        }
        """);
}
