using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0302MissingGuard>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Code that looks like a missing lock and is none.</summary>
public class THR0302SilenceTests
{
    [Theory]
    [InlineData("public C() { _items.Add(1); }")]
    [InlineData("public C() { Load(); } void Load() { _items.Add(1); }")]
    [InlineData("public C() { Load(); } public void Reload() { lock (_gate) Load(); } void Load() { _items.Add(1); }")]
    [InlineData("public C(int[] a) { foreach (var i in a) Add1(i); void Add1(int i) => _items.Add(i); }")]
    [InlineData("public C(int[] a) { Array.ForEach(a, i => _items.Add(i)); }")]
    [InlineData("~C() { _items.Clear(); }")]
    [InlineData("public void Put() { lock (_gate) Helper(); } void Helper() => _items.Add(1);")]
    [InlineData("public void Put() { lock (_gate) Helper(1); } void Helper(int i) { _items.Add(i); if (i > 0) Helper(i - 1); }")]
    [InlineData("public void Put() { lock (_gate) Helper(); } internal void Helper() => _items.Add(1);")]
    [InlineData("public void Put() { lock (_gate) Helper(); } protected virtual void Helper() => _items.Add(1);")]
    [InlineData("public void Put() { lock (_gate) { Local(); } void Local() => _items.Add(1); }")]
    [InlineData("public void Put(int[] a) { lock (_gate) Array.ForEach(a, i => _items.Add(i)); }")]
    [InlineData("public void Put(int[] a) { lock (_gate) Array.ForEach(a, _items.Add); }")]
    [InlineData("public void Put(int[] a) { lock (_gate) Array.ForEach(a, Add1); } void Add1(int i) => _items.Add(i);")]
    [InlineData("public void Put(Invoker o) { o.Run(() => _items.Add(1)); }")]
    [InlineData("public void Put() { WithLock(() => _items.Add(1)); } void WithLock(Action a) { lock (_gate) a(); }")]
    [InlineData("public void AddNoLock(int i) => _items.Add(i);")]
    [InlineData("internal void AddLocked(int i) => _items.Add(i);")]
    [InlineData("protected void AddUnderLock(int i) => _items.Add(i);")]
    [InlineData("/* Must be called with the lock held. */ internal void Add1(int i) => _items.Add(i);")]
    [InlineData("/// <summary>Adds. The caller must hold the lock.</summary>\n public void Add1(int i) => _items.Add(i);")]
    [InlineData("public void Add1(int i) { // caller holds the lock\n _items.Add(i); }")]
    [InlineData("public void Add1(int i) { System.Diagnostics.Debug.Assert(Monitor.IsEntered(_gate)); _items.Add(i); }")]
    [InlineData("public void Add1(int i) { AssertMonitorStatus(_gate, held: true); _items.Add(i); } [System.Diagnostics.Conditional(\"DEBUG\")] static void AssertMonitorStatus(object gate, bool held) { }")]
    [InlineData("public void Add1(int i) { AssertLockIsHeld(_gate); _items.Add(i); } static void AssertLockIsHeld(object gate) { }")]
    [InlineData("public void UnsafeAdd(int i) { _items.Add(i); }")]
    [InlineData("public void Start() { _items.Add(1); new Thread(() => Add(2)).Start(); }")]
    [InlineData("public int Run() { var t = new Thread(() => Add(2)); t.Start(); t.Join(); return _items[0]; }")]
    [InlineData("public async Task<int> Run() { await Task.Run(() => Add(2)); return _items[0]; }")]
    [InlineData("public override string ToString() => \"n = \" + _items.Count;")]
    [InlineData("public string Name() => nameof(_items);")]
    [InlineData("public bool IsKnown => _items != null;")]
    [InlineData("public void Poll() { if (_items.Count == 0) return; lock (_gate) { if (_items.Count > 0) _items.Clear(); } }")]
    [InlineData("public void Put() { Monitor.Enter(_gate); try { _items.Add(1); } finally { Monitor.Exit(_gate); } }")]
    [InlineData("public void Put() { if (Monitor.TryEnter(_gate)) try { _items.Add(1); } finally { Monitor.Exit(_gate); } }")]
    [InlineData("public void Put() { var gate = _gate; lock (gate) _items.Add(1); }")]
    public Task Accepts_collections_that_are_safe(string member) => Verify.VerifyAsync($$"""
        class Invoker { public void Run(Action a) => a(); }
        class C
        {
            readonly object _gate = new();
            readonly List<int> _items = new();
            public void Add(int i) { lock (_gate) _items.Add(i); }
            public int Take() { lock (_gate) { int last = _items[_items.Count - 1]; _items.RemoveAt(_items.Count - 1); return last; } }
            {{member}}
        }
        """);

    [Theory]
    [InlineData("ConcurrentDictionary<int, int>", "_map[1] = 2;")]
    [InlineData("ConcurrentDictionary<int, int>", "_map.Clear();")]
    [InlineData("System.Collections.Hashtable", "_ = _map[1];")]
    [InlineData("ImmutableDictionary<int, int>", "_ = _map[1];")]
    [InlineData("IDictionary<int, int>", "_map[1] = 2;")]
    public Task Accepts_types_that_are_safe(string type, string use) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new();
            {{type}} _map = {{(type.StartsWith("Immutable") ? "ImmutableDictionary<int, int>.Empty" : type.StartsWith("System") ? "new()" : "new ConcurrentDictionary<int, int>()")}};
            public void Add(int i) { lock (_gate) {{(type.StartsWith("Immutable") ? "_map = _map.Add(i, 1);" : "_map[i] = 1;")}} }
            public void Also(int i) { lock (_gate) {{(type.StartsWith("Immutable") ? "_map = _map.Add(i, 1);" : "_map[i] = 1;")}} }
            public void M() { {{use}} }
        }
        """);

    /// <summary>Scopes and methods of the program's own that take the lock.</summary>
    [Theory]
    [InlineData("using (new Scope(_gate)) _items.Add(1);")]
    [InlineData("using var scope = new Scope(_gate); _items.Add(1);")]
    [InlineData("using (_gate.Hold()) _items.Add(1);")]
    [InlineData("using (Locks.Hold(_gate)) _items.Add(1);")]
    [InlineData("EnterLock(); try { _items.Add(1); } finally { ExitLock(); }")]
    [InlineData("Lock(); _items.Add(1); Unlock();")]
    public Task Accepts_scopes_of_the_programs_own(string body) => Verify.VerifyAsync($$"""
        class Scope : IDisposable { public Scope(object gate) => Monitor.Enter(gate); public void Dispose() { } }
        static class Locks { public static IDisposable Hold(this object gate) => new Scope(gate); }
        class C
        {
            readonly object _gate = new();
            readonly List<int> _items = new();
            public void Add(int i) { lock (_gate) _items.Add(i); }
            public bool Remove(int i) { lock (_gate) return _items.Remove(i); }
            public void M() { {{body}} }
            void EnterLock() => Monitor.Enter(_gate); void ExitLock() => Monitor.Exit(_gate);
            void Lock() => Monitor.Enter(_gate); void Unlock() => Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task Accepts_copy_on_write() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new();
            List<int> _items = new();
            public void Add(int i) { lock (_gate) { var copy = new List<int>(_items); copy.Add(i); _items = copy; } }
            public void Remove(int i) { lock (_gate) { var copy = new List<int>(_items); copy.Remove(i); _items = copy; } }
            public bool Has(int i) => _items.Contains(i);
            public int Sum() { int sum = 0; foreach (var i in _items) sum += i; return sum; }
        }
        """);

    [Fact]
    public Task Accepts_double_checked_locking() => Verify.VerifyAsync("""
        class C
        {
            static readonly object s_gate = new();
            static C s_one;
            public static C One { get { if (s_one == null) lock (s_gate) if (s_one == null) s_one = new C(); return s_one; } }
        }
        """);

    [Fact]
    public Task Accepts_state_that_is_volatile_or_atomic() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new();
            volatile int _depth; long _total; volatile bool _stopped;
            public void Add() { lock (_gate) { _depth = 1; _stopped = false; } Interlocked.Increment(ref _total); }
            public void Remove() { lock (_gate) { _depth = 2; } }
            public int Depth => _depth;
            public long Total => _total;
            public void Stop() => _stopped = true;
        }
        """);

    [Fact]
    public Task Accepts_a_flag_that_is_tested() => Verify.VerifyAsync("""
        class C : IDisposable
        {
            readonly object _gate = new();
            bool _disposed;
            public void Use() { if (_disposed) throw new ObjectDisposedException(""); lock (_gate) { if (_disposed) return; } }
            public void Dispose() { lock (_gate) _disposed = true; }
        }
        """);

    [Fact]
    public Task Accepts_a_throttle_and_a_signal() => Verify.VerifyAsync("""
        class C
        {
            readonly SemaphoreSlim _slots = new(4), _signal = new(0);
            readonly List<int> _items = new();
            public void Add(int i) { _slots.Wait(); try { _items.Add(i); } finally { _slots.Release(); } }
            public void Take() { _signal.Wait(); _items.RemoveAt(0); }
            public void Clear() => _items.Clear();
        }
        """);

    [Fact]
    public Task Accepts_a_lock_that_guards_something_else() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new();
            readonly List<int> _items = new();
            int _n;
            public void Add(int i) { lock (_gate) { _n++; _items.Add(i); } }
            public void A() => _items.Add(1);
            public void B() => _items.Add(1);
            public void D() => _items.Clear();
        }
        """);

    [Fact]
    public Task Accepts_a_batch_that_is_swapped_out() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new();
            List<int> _pending = new();
            public void Add(int i) { lock (_gate) _pending.Add(i); }
            public void Flush()
            {
                List<int> batch;
                lock (_gate) { batch = _pending; _pending = new List<int>(); }
                foreach (var i in batch) Console.WriteLine(i);
                batch.ForEach(i => Console.WriteLine(batch.Count));
            }
        }
        """);

    [Fact]
    public Task Accepts_another_guard_as_another_defect() => Verify.VerifyAsync("""
        class C
        {
            readonly object _one = new(), _two = new();
            readonly List<int> _items = new();
            public void Add(int i) { lock (_one) _items.Add(i); }
            public void Remove(int i) { lock (_one) _items.Remove(i); }
            public void Clear() { lock (_two) _items.Clear(); }
        }
        """);

    // All is written before the flag is set, once.
    [Fact]
    public Task Accepts_what_is_set_up_once_behind_a_flag() => Verify.VerifyAsync(Settings("_loaded = true;", ""));

    [Fact]
    public Task Reports_what_is_set_up_again_when_the_flag_is_taken_back() => Verify.VerifyAsync(
        Settings("_loaded = true;", "public static void Reload() { lock (Gate) _loaded = false; }").Replace("=> _limits[name]", "=> [|_limits[name]|]"));

    private static string Settings(string set, string more) => $$"""
        public static class Settings
        {
            private static readonly object Gate = new();
            private static volatile bool _loaded;
            private static readonly Dictionary<string, int> _limits = new();
            private static void Load()
            {
                if (!_loaded)
                {
                    lock (Gate)
                    {
                        if (!_loaded)
                        {
                            _limits.Add("a", 1);
                            _limits.Add("b", 2);
                            {{set}}
                        }
                    }
                }
            }

            public static int Limit(string name) { Load(); return Find(name); }
            private static int Find(string name) => _limits[name];
            public static int Count { get { Load(); return _limits.Count; } }
            {{more}}
        }
        """;

    /// <summary>Elements that are read and written by Volatile follow a protocol of their own.</summary>
    [Theory]
    [InlineData("Volatile.Write(ref _slots[_tail & 7], o); _tail++;")]
    [InlineData("object old = Interlocked.Exchange(ref _slots[_tail & 7], o);")]
    public Task Accepts_elements_with_a_protocol_of_their_own(string push) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new();
            object[] _slots = new object[8];
            int _tail;
            public void Push(object o) { {{push}} }
            public void Pop() { _slots[_tail & 7] = null; }
            public void Grow() { lock (_gate) { _slots[0] = _slots[1]; } }
            public void Clear() { lock (_gate) { _slots[0] = null; } }
        }
        """);

    /// <summary>A flag, set and taken back under the lock, says whose the state is in between.</summary>
    [Theory]
    [InlineData("lock (_gate) { if (_busy) _waiting.Add(i); else _items.Add(i); }", "lock (_gate) { if (_items.Count == 0) return; _busy = true; }", "lock (_gate) { _busy = false; }")]
    [InlineData("lock (_gate) { if (!_busy) { _items.Add(i); return; } _waiting.Add(i); }", "bool taken = false; try { Monitor.Enter(_gate, ref taken); _busy = true; } finally { if (taken) Monitor.Exit(_gate); }", "Monitor.Enter(_gate); _busy = false; Monitor.Exit(_gate);")]
    [InlineData("lock (_gate) { if (_busy == true) return; _items.Add(i); }", "lock (_gate) _busy = true;", "lock (_gate) _busy = false;")]
    public Task Accepts_what_a_flag_gives_to_one_member(string add, string take, string give) => Verify.VerifyAsync(OwnedByFlag(add, take, give));

    [Theory]
    [InlineData("lock (_gate) { _items.Add(i); }", "lock (_gate) { _busy = true; }", "lock (_gate) { _busy = false; }")]
    [InlineData("lock (_gate) { if (_busy) _items.Add(i); else _waiting.Add(i); }", "lock (_gate) { _busy = true; }", "lock (_gate) { _busy = false; }")]
    [InlineData("lock (_gate) { if (_busy) _waiting.Add(i); else _items.Add(i); }", "_busy = true;", "lock (_gate) { _busy = false; }")]
    [InlineData("lock (_gate) { if (_busy) _waiting.Add(i); else _items.Add(i); }", "lock (_gate) { _busy = true; }", "lock (_gate) { _busy = true; }")]
    public Task Reports_what_no_flag_gives_away(string add, string take, string give) => Verify.VerifyAsync(OwnedByFlag(add, take, give).Replace("_items[i] = 0", "[|_items[i]|] = 0"));

    private static string OwnedByFlag(string add, string take, string give) => $$"""
        class C
        {
            readonly object _gate = new();
            bool _busy;
            List<int> _items = new();
            List<int> _waiting = new();
            public void Add(int i) { {{add}} }
            public void Run()
            {
                {{take}}
                for (int i = 0; i < 3; i++)
                    _items[i] = 0;
                {{give}}
            }
        }
        """;

    /// <summary>Methods that run on objects just made, and on no others.</summary>
    [Theory]
    [InlineData("new Worker().Run(); new Worker().Run();", "void Run()")]
    [InlineData("new Worker().Run();", "void Run() { Load(); } void Load()")]
    public Task Accepts_what_comes_before_the_object_is_shared(string uses, string member) => Verify.VerifyAsync(OnNewObject(uses, member));

    [Theory]
    [InlineData("new Worker().Run(); _last.Run();", "void Run()", "")]
    [InlineData("new Worker().Run(); Task.Run(_last.Run);", "void Run()", "")]
    [InlineData("new Worker().Run(); IRun r = _last; r.Run();", "void Run()", " : IRun")]
    public Task Reports_what_comes_later_as_well(string uses, string member, string bases) =>
        Verify.VerifyAsync(OnNewObject(uses, member, bases).Replace("_q.Enqueue(0)", "[|_q.Enqueue(0)|]"));

    private static string OnNewObject(string uses, string member, string bases = "") => $$"""
        interface IRun { void Run(); }
        class C
        {
            Worker _last = new();
            public void Use() { {{uses}} _last = new(); }
            class Worker{{bases}}
            {
                readonly object _gate = new();
                Queue<int> _q = new();
                public {{member}} { _q.Enqueue(0); }
                public int Take() { lock (_gate) return _q.Dequeue(); }
                public void Put(int i) { lock (_gate) _q.Enqueue(i); }
            }
        }
        """;

    /// <summary>A local function that is called under the lock, and by a lambda of its own that runs at once.</summary>
    [Fact]
    public Task Accepts_recursion_through_a_lambda() => Verify.VerifyAsync("""
        class Tree
        {
            readonly object _gate = new(); readonly Dictionary<string, List<string>> _children = new(); int _version;
            public void Add(string parent, string name) { lock (_gate) { ChildrenOf(parent).Add(name); _version++; } }
            public string[] Of(string parent) { lock (_gate) return ChildrenOf(parent).ToArray(); }
            public int Count(string root)
            {
                lock (_gate)
                {
                    return CountLocked(root);
                    int CountLocked(string name) { int sum = 1; if (_children.TryGetValue(name, out var children)) children.ForEach(child => sum += CountLocked(child)); return sum; }
                }
            }
            List<string> ChildrenOf(string parent) { if (!_children.TryGetValue(parent, out var children)) _children[parent] = children = new(); return children; }
        }
        """);
}
