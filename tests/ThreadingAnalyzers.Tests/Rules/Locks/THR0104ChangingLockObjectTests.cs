using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Locks.THR0104ChangingLockObject>;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0104ChangingLockObjectTests
{
    /// <summary>Who replaces the list that others lock.</summary>
    [Theory]
    [InlineData("public void Clear() { lock (_list) { [|_list = new()|]; } }")]
    [InlineData("public void Clear() { [|_list = new()|]; }")]
    [InlineData("public void Clear() => [|this._list = new()|];")]
    [InlineData("public List<int> List { set { [|_list = value|]; } }")]
    [InlineData("public C() { _list = new(); } public void Clear() { [|_list = new()|]; }")]
    [InlineData("public C() { Task.Run(() => { [|_list = new()|]; }); }")]
    [InlineData("public C() { Clear(); } void Clear() { [|_list = new()|]; } public void Reset() => Clear();")]
    [InlineData("public void Clear() { if (_list != null) [|_list = new()|]; }")]
    [InlineData("public void Clear() { Monitor.Enter(_list); try { [|_list = new()|]; } finally { Monitor.Exit(_list); } }")]
    public Task Reports_fields_that_are_replaced(string code) => VerifyFieldAsync(code);

    [Theory]
    [InlineData("public C() { _list = new(); }")]
    [InlineData("public C() { Init(); } void Init() { _list = new(); }")]
    [InlineData("public void Clear() { _list.Clear(); }")]
    [InlineData("public void Dispose() { _list = null; }")]
    [InlineData("public void Dispose() { _list = default; }")]
    [InlineData("[System.Runtime.Serialization.OnDeserialized] void Read(System.Runtime.Serialization.StreamingContext c) { _list = new(); }")]
    [InlineData("public C Clone() { var copy = (C)MemberwiseClone(); copy._list = new(); return copy; }")]
    [InlineData("public C Clone() => new C { _list = new() };")]
    [InlineData("public void Open() { _list ??= new(); }")]
    [InlineData("public void Open() { if (_list == null) _list = new(); }")]
    [InlineData("public void Open() { if (_list is null) { _list = new(); } }")]
    [InlineData("public void Clear() { _other = new(); }")]
    [InlineData("public void M() { var _list = new List<int>(); _list = new(); Console.WriteLine(_list); }")]
    public Task Accepts_fields_that_keep_their_object(string code) => VerifyFieldAsync(code);

    /// <summary>Who waits has the old one, and who comes next makes another.</summary>
    [Theory]
    [InlineData("var gate = _gates.GetOrAdd(key, _ => new(1, 1)); await gate.WaitAsync(); try { await work(); } finally { gate.Release(); [|_gates.TryRemove(key, out _)|]; }")]
    [InlineData("var gate = _gates.GetOrAdd(key, static _ => new SemaphoreSlim(1, 1)); gate.Wait(); try { await work(); } finally { [|_gates.TryRemove(key, out _)|]; gate.Release(); }")]
    [InlineData("var gate = _objects.GetOrAdd(key, new object()); lock (gate) { _done[key] = 1; [|_objects.TryRemove(key, out _)|]; }")]
    [InlineData("var gate = _objects.GetOrAdd(key, new object()); lock (gate) _done[key] = 1; _ = [|_objects.TryRemove(key, out object _)|];")]
    public Task Reports_locks_that_are_taken_out_of_their_table(string body) => VerifyKeyedAsync(body);

    [Theory]
    [InlineData("var gate = _gates.GetOrAdd(key, _ => new(1, 1)); await gate.WaitAsync(); try { await work(); } finally { gate.Release(); }")]
    [InlineData("var gate = _gates.GetOrAdd(key, _ => new(1, 1)); await gate.WaitAsync(); try { await work(); } finally { gate.Release(); if (--_users == 0) _gates.TryRemove(key, out _); }")]
    [InlineData("var gate = _objects.GetOrAdd(key, new object()); lock (gate) { if (!_done.ContainsKey(key)) _done[key] = 1; } _objects.TryRemove(key, out _);")]
    [InlineData("var gate = _objects.GetOrAdd(key, new object()); lock (gate) _done[key] = 1; _objects.TryRemove(key + 1, out _);")]
    [InlineData("var gate = _objects.GetOrAdd(key, new object()); lock (gate) _done[key] = 1; _done.TryRemove(key, out _);")]
    [InlineData("var gate = _objects.GetOrAdd(key, new object()); _objects.TryRemove(key, out _);")]
    public Task Accepts_locks_that_stay_or_are_asked_again(string body) => VerifyKeyedAsync(body);

    private static Task VerifyKeyedAsync(string body) => Verify.VerifyAsync($$"""
        class C
        {
            readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(); readonly ConcurrentDictionary<string, object> _objects = new(); readonly ConcurrentDictionary<string, int> _done = new(); int _users;
            public async Task M(string key, Func<Task> work) { {{body}} await work(); }
        }
        """);

    private static Task VerifyFieldAsync(string code) => Verify.VerifyAsync($$"""
        class C
        {
            List<int> _list = new(); List<int> _other = new();
            public void Add(int i) { lock (_list) _list.Add(i); }
            {{code}}
        }
        """);

    [Theory]
    [InlineData("List<int> _list; void Open() { _list = new(); } void M() { lock (_list) { } }")]
    [InlineData("List<int> _list = null; void Open() { _list = new(); } void M() { lock (_list) { } }")]
    [InlineData("List<int> _list = new(); void Open() { _list = new(); } void M() { var list = _list; lock (list) { } }")]
    [InlineData("List<int> _list = new(); void Open() { _list = new(); } void M() { lock (_list[0].GetType().Assembly) { } }")]
    [InlineData("string _name = \"\"; void Open() { _name = \"a\"; } void M() { lock (_name) { } }")]
    [InlineData("readonly object _gate = new(); void M() { lock (_gate) { } }")]
    [InlineData("object _gate = new(); void M() { lock (_gate) { } }")]
    public Task Accepts_a_first_object_and_copies(string code) => Verify.VerifyAsync($"class C {{ {code} }}");

    [Theory]
    [InlineData("List<int> _list; void Open() { lock (_list) [|_list = new()|]; }")]
    [InlineData("static object s_gate = new(); static void M() { lock (s_gate) { } } static void Reset() { [|s_gate = new()|]; }")]
    [InlineData("Lock _lock = new(); void M() { lock (_lock) { } } void Reset() { [|_lock = new()|]; }")]
    [InlineData("Lock _lock = new(); void M() { using (_lock.EnterScope()) { } } void Reset() { [|_lock = new()|]; }")]
    [InlineData("Action _all = () => { }; void M() { lock (_all) { } } void Add(Action one) { [|_all += one|]; }")]
    [InlineData("object _gate = new(); void M() { lock (_gate) { } } void Reset() { [|Interlocked.Exchange(ref _gate, new object())|]; }")]
    [InlineData("object Gate { get; set; } = new(); void M() { lock (Gate) { } } void Reset() { [|Gate = new()|]; }")]
    [InlineData("object _gate = new(); void M() { lock (_gate) { } } class D { C _c; void Reset() { _c._gate = new(); } } void Reset() { [|_gate = new()|]; }")]
    public Task Reports_every_kind_of_lock_and_variable(string code) => Verify.VerifyAsync($"class C {{ {code} }}");

    [Theory]
    [InlineData("lock ([|new object()|]) { }")]
    [InlineData("lock ([|new Lock()|]) { }")]
    [InlineData("Monitor.Enter([|new object()|]);")]
    [InlineData("lock ([|new { }|]) { }")]
    [InlineData("lock ([|new int[1]|]) { }")]
    [InlineData("lock ([|Fresh|]) { }")]
    [InlineData("lock ([|this.FreshByBody|]) { }")]
    [InlineData("lock ([|Make()|]) { }")]
    [InlineData("lock ([|MakeByBody(1)|]) { }")]
    [InlineData("object Local() => new(); lock ([|Local()|]) { }")]
    [InlineData("var gate = new object(); lock ([|gate|]) { } lock (gate) { }")]
    [InlineData("object gate; gate = new object(); lock ([|gate|]) { }")]
    [InlineData("var gate = new Lock(); [|gate|].Enter(); try { } finally { gate.Exit(); }")]
    [InlineData("var gate = new object(); Monitor.Enter([|gate|]); Monitor.Exit(gate);")]
    [InlineData("using var one = new SemaphoreSlim(1, 1); [|one|].Wait(); one.Release();")]
    [InlineData("var one = new ReaderWriterLockSlim(); [|one|].EnterReadLock(); one.ExitReadLock(); one.Dispose();")]
    [InlineData("Action a = () => { var gate = new object(); lock ([|gate|]) { } };")]
    public Task Reports_locks_that_nobody_shares(string code) => VerifyCodeAsync(code);

    [Theory]
    [InlineData("lock (_gate) { }")]
    [InlineData("lock (Kept) { }")]
    [InlineData("lock (Lazily) { }")]
    [InlineData("lock (Virtual) { }")]
    [InlineData("lock (Sometimes()) { }")]
    [InlineData("var gate = _gate; lock (gate) { }")]
    [InlineData("var gate = new object(); Parallel.For(0, 9, i => { lock (gate) { } });")]
    [InlineData("var gate = new object(); void Local() { lock (gate) { } } lock (gate) { } Task.Run(Local);")]
    [InlineData("var gate = new object(); _gate = gate; lock (gate) { }")]
    [InlineData("var gate = new object(); Take(gate); lock (gate) { }")]
    [InlineData("var gate = new object(); lock (gate) { Take(gate); }")]
    [InlineData("var list = new List<int>(); lock (list) { list.Add(1); }")]
    [InlineData("var gate = new object(); if (_gate != null) gate = _gate; lock (gate) { }")]
    [InlineData("using var pause = new SemaphoreSlim(0); pause.Wait(100);")]
    [InlineData("using var all = new Mutex(false, \"name\"); all.WaitOne(); all.ReleaseMutex();")]
    [InlineData("using var one = new SemaphoreSlim(1, 1); one.Wait(); Task.Run(() => one.Release());")]
    public Task Accepts_locks_that_others_may_share(string code) => VerifyCodeAsync(code);

    private static Task VerifyCodeAsync(string code) => Verify.VerifyAsync($$"""
        class C
        {
            object _gate = new();
            object Fresh => new();
            object FreshByBody { get { return new object(); } }
            object Kept { get; } = new();
            object Lazily => _gate ??= new();
            protected virtual object Virtual => new();
            object Make() => new List<int>();
            object MakeByBody(int i) { return new object(); }
            object Sometimes() => _gate == null ? new object() : _gate;
            void Take(object o) { }
            void M() { {{code}} }
        }
        """);

    [Fact]
    public Task Says_where_the_lock_is() => Verify.VerifyAsync(
        """
        class C
        {
            List<int> _list = new();
            void Add() { lock ({|#1:_list|}) { } }
            void Clear() { {|#0:_list = new()|}; }
            void Reset() { _list = new(); }
        }
        """,
        Verify.Finding().WithLocation(0).WithLocation(1).WithArguments("'_list' gets another object here, while it is the lock object at line 4: who locks the new object runs beside who locked the old one"));

    [Fact]
    public Task KnownMiss_a_first_object_that_is_set_twice() =>
        Verify.VerifyAsync("class C { List<int> _list; void Open() { _list = new(); } void M() { lock (_list) { } } void N() { Open(); Open(); } }");

    [Theory]
    [InlineData("object _gate; int _n; void M() { if (_gate == null) [|_gate = new object()|]; lock (_gate) _n++; }")]
    [InlineData("object _gate; int _n; void M() { [|_gate ??= new object()|]; lock (_gate) _n++; }")]
    [InlineData("object _gate; int _n; object Gate { get { if (_gate is null) { [|_gate = new object()|]; } return _gate; } } void M() { lock (Gate) _n++; }")]
    [InlineData("object _gate; int _n; object Gate => _gate ?? ([|_gate = new object()|]); void M() { lock (Gate) _n++; }")]
    [InlineData("static object s_gate; int _n; static object GateOf() { return [|s_gate ??= new object()|]; } void M() { lock (GateOf()) _n++; }")]
    public Task Reports_a_gate_that_two_threads_can_make(string members) => Verify.VerifyAsync($"class C {{ {members} }}");

    [Theory]
    [InlineData("object _gate; int _n; object Gate { get { if (_gate == null) Interlocked.CompareExchange(ref _gate, new object(), null); return _gate; } } void M() { lock (Gate) _n++; }")]
    [InlineData("object _gate; int _n; C() { if (_gate == null) _gate = new object(); } void M() { lock (_gate) _n++; }")]
    [InlineData("readonly object _first = new(); object _gate; int _n; object Gate { get { lock (_first) return _gate ??= new object(); } } void M() { lock (Gate) _n++; }")]
    [InlineData("object _gate = new(); int _n; void M() { _gate ??= new(); lock (_gate) _n++; }")]
    [InlineData("[ThreadStatic] static object s_gate; int _n; void M() { s_gate ??= new object(); lock (s_gate) _n++; }")]
    public Task Accepts_a_gate_that_only_one_thread_makes(string members) => Verify.VerifyAsync($"class C {{ {members} }}");

    /// <summary>Without a name, a lock of the system is one for each call.</summary>
    [Theory]
    [InlineData("using var own = new Mutex(); [|own|].WaitOne(); own.ReleaseMutex();")]
    [InlineData("using var own = new Semaphore(1, 1); [|own|].WaitOne(); own.Release();")]
    [InlineData("using var own = new Mutex(false, name); own.WaitOne(); own.ReleaseMutex();")]
    [InlineData("using var own = new Semaphore(0, 1); Task.Run(() => own.Release()); own.WaitOne();")]
    [InlineData("using var own = new Mutex(); new Thread(() => own.WaitOne()).Start(); own.WaitOne(); own.ReleaseMutex();")]
    public Task Knows_locks_of_the_system(string body) => Verify.VerifyAsync($$"""class C { void M(string name) { {{body}} } }""");

    [Theory]
    [InlineData("=> new(1, 1);", "var gate = Gate; [|gate|].Wait(); try { } finally { gate.Release(); }")]
    [InlineData("{ get; } = new(1, 1);", "var gate = Gate; gate.Wait(); try { } finally { gate.Release(); }")]
    [InlineData("=> new(1, 1);", "var gate = Gate; Task.Run(() => { gate.Wait(); gate.Release(); }); gate.Wait(); gate.Release();")]
    public Task Knows_locks_that_a_property_makes_each_time(string property, string body) => Verify.VerifyAsync($$"""class C { SemaphoreSlim Gate {{property}} void M() { {{body}} } }""");
}
