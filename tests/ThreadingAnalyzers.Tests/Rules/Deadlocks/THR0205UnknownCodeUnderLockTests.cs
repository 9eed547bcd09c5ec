using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Deadlocks.THR0205UnknownCodeUnderLock>;

namespace ThreadingAnalyzers.Tests.Rules.Deadlocks;

public class THR0205UnknownCodeUnderLockTests
{
    private static string Members(string members) => $$"""
        public class C
        {
            readonly object _o = new();
            readonly SemaphoreSlim _one = new(1, 1);
            readonly List<Action<int>> _all = new();
            readonly Dictionary<string, Func<int>> _byName = new();
            readonly CancellationTokenSource _cts = new();
            int _n;
            public event EventHandler Changed;
            public Action<int> Callback { get; set; }
            private Action _own;
            {{members}}
        }
        """;

    [Theory]
    [InlineData("public void M() { lock (_o) { _n++; Changed?[|.Invoke(this, EventArgs.Empty)|]; } }")]
    [InlineData("public void M() { lock (_o) { if (Changed != null) [|Changed(this, EventArgs.Empty)|]; } }")]
    [InlineData("public void M() { lock (_o) { var changed = Changed; if (changed != null) [|changed(this, EventArgs.Empty)|]; } }")]
    [InlineData("public void M() { lock (_o) { _n++; [|OnChanged()|]; } } protected virtual void OnChanged() => Changed?.Invoke(this, EventArgs.Empty);")]
    [InlineData("EventHandler _late; public event EventHandler Late { add { lock (_o) { if (_n == 0) _late += value; else { [|value(this, EventArgs.Empty)|]; } } } remove { lock (_o) _late -= value; } }")]
    [InlineData("public void M() { lock (_o) [|Callback(_n)|]; }")]
    [InlineData("public void M() { lock (_o) this.Callback?[|.Invoke(_n)|]; }")]
    [InlineData("public void M(Action<int> done) { lock (_o) { _n++; [|done(_n)|]; } }")]
    [InlineData("public int M(string key, Func<string, int> make) { lock (_o) { if (_n == 0) _n = [|make(key)|]; return _n; } }")]
    [InlineData("readonly Action<int> _done; public C(Action<int> done) { _done = done ?? throw new ArgumentNullException(); } public void M() { lock (_o) { _n++; [|_done(_n)|]; } }")]
    [InlineData("object _made, _other; readonly Func<object> _make; public C(Func<object> make) { _make = make; } public void M() { lock (_o) { if (_other == null) _made = [|_make()|]; } }")]
    [InlineData("public void Set(Action own) { _own = own; } public void M() { lock (_o) [|_own()|]; }")]
    [InlineData("public void Set(Action own) { _own += own; } public void M() { lock (_o) [|_own.Invoke()|]; }")]
    [InlineData("public void Register(Action<int> a) { lock (_o) _all.Add(a); } public void M() { lock (_o) foreach (var a in _all) [|a(_n)|]; }")]
    [InlineData("public void Register(string name, Func<int> f) => _byName[name] = f; public void M(string name) { lock (_o) _n += [|_byName[name]()|]; }")]
    [InlineData("public void Register(string name, Func<int> f) => _byName[name] = f; public void M(string name) { lock (_o) if (_byName.TryGetValue(name, out var f)) _n += [|f()|]; }")]
    [InlineData("readonly List<IObserver<int>> _watchers = new(); public void Subscribe(IObserver<int> o) => _watchers.Add(o); public void M() { lock (_o) foreach (var w in _watchers.ToArray()) [|w.OnNext(_n)|]; }")]
    [InlineData("public void M() { lock (_o) [|_cts.Cancel()|]; }")]
    [InlineData("CancellationTokenSource _now; public void M() { lock (_o) { _now?[|.Cancel()|]; _now = new(); } }")]
    [InlineData("readonly TaskCompletionSource<int> _tcs = new(); public void M() { lock (_o) [|_tcs.SetResult(1)|]; }")]
    [InlineData("TaskCompletionSource _tcs = new(TaskCreationOptions.None); public void M() { lock (_o) { if (_n > 0) [|_tcs.TrySetResult()|]; } }")]
    [InlineData("readonly Queue<TaskCompletionSource<int>> _waiting = new(); public Task<int> Wait() { var t = new TaskCompletionSource<int>(); lock (_o) _waiting.Enqueue(t); return t.Task; } public void M() { lock (_o) [|_waiting.Dequeue().TrySetResult(1)|]; }")]
    [InlineData("public async Task M() { await _one.WaitAsync(); try { _n++; Changed?[|.Invoke(this, EventArgs.Empty)|]; } finally { _one.Release(); } }")]
    [InlineData("public void M() { Monitor.Enter(_o); try { _n++; Changed?[|.Invoke(this, EventArgs.Empty)|]; } finally { Monitor.Exit(_o); } }")]
    [InlineData("public int P { get { lock (_o) return _n; } set { lock (_o) { _n = value; Changed?[|.Invoke(this, EventArgs.Empty)|]; } } }")]
    [InlineData("public static event Action Moved; static readonly object s_o = new(); public static void M() { lock (s_o) Moved?[|.Invoke()|]; }")]
    [InlineData("public void M() { lock (_o) foreach (Delegate d in Changed.GetInvocationList()) [|((EventHandler)d)(this, EventArgs.Empty)|]; }")]
    public Task Reports_unknown_code(string members) => Verify.VerifyAsync(Members(members));

    [Theory]
    [InlineData("public void M() { lock (_o) _n++; Changed?.Invoke(this, EventArgs.Empty); }")]
    [InlineData("public void M() { EventHandler changed; lock (_o) { _n++; changed = Changed; } changed?.Invoke(this, EventArgs.Empty); }")]
    [InlineData("public void M() { Action<int>[] all; lock (_o) all = _all.ToArray(); foreach (var a in all) a(1); }")]
    // Delegates of its own.
    [InlineData("public C() { _own = () => _n++; } public void M() { lock (_o) _own(); }")]
    [InlineData("public void M() { Action add = () => _n++; lock (_o) add(); }")]
    [InlineData("public void M() { lock (_o) Each(i => _n += i); } private void Each(Action<int> a) { for (int i = 0; i < 3; i++) a(i); }")]
    [InlineData("public void M() { Each(i => _n += i); } private void Each(Action<int> a) { lock (_o) { _n = 0; a(1); } }")]
    [InlineData("public void M() { lock (_o) { void L(Action a) => a(); L(() => _n++); } }")]
    [InlineData("private readonly List<Action> _steps = new(); public C() { _steps.Add(() => _n++); } public void M() { lock (_o) foreach (var step in _steps) step(); }")]
    // Questions.
    [InlineData("readonly List<int> _items = new(); public int M(Predicate<int> match) { lock (_o) { foreach (var i in _items) if (match(i)) return i; return 0; } }")]
    [InlineData("readonly List<int> _items = new(); public int M(Func<int, bool> match) { lock (_o) { var n = 0; foreach (var i in _items) if (match(i)) n++; return n; } }")]
    [InlineData("readonly List<int> _items = new(); public void M(IComparer<int> order) { lock (_o) _items.Sort(order); }")]
    // Made to run code under the lock.
    [InlineData("public T Locked<T>(Func<T> body) { lock (_o) return body(); }")]
    [InlineData("public void Locked(Action body) { lock (_o) { body(); } }")]
    [InlineData("object _made; public object Made(Func<object> make) { lock (_o) return _made ??= make(); }")]
    [InlineData("object _made; readonly Func<object> _make; public C(Func<object> make) { _make = make; } public object Made() { if (_made == null) { lock (_o) { if (_made == null) { _n++; _made = _make(); } } } return _made; }")]
    [InlineData("object _made; readonly Func<object> _make; public C(Func<object> make) { _make = make; } public object Made() { lock (_o) { if (_made is null) Volatile.Write(ref _made, _make()); return _made; } }")]
    [InlineData("object _made; readonly Func<object> _make; public C(Func<object> make) { _make = make; } public object Made() { lock (_o) { if (_made is not null) return _made; _made = _make(); return _made; } }")]
    [InlineData("public T Locked<T>(Func<T> body) { _n = 1; lock (_o) return body(); }")]
    [InlineData("readonly System.Threading.Lock _lock = new(); public T Locked<T>(Func<T> body) { _n = 1; using (_lock.EnterScope()) return body(); }")]
    [InlineData("public static T Under<T>(object gate, Func<T> body) { lock (gate) { var made = body(); return made; } }")]
    [InlineData("public async Task M(Func<Task> work) { await _one.WaitAsync(); try { _n++; await work(); } finally { _one.Release(); } }")]
    // Continuations go elsewhere.
    [InlineData("readonly TaskCompletionSource<int> _tcs = new(TaskCreationOptions.RunContinuationsAsynchronously); public void M() { lock (_o) _tcs.SetResult(1); }")]
    [InlineData("readonly TaskCompletionSource<int> _tcs; public C(TaskCompletionSource<int> tcs) { _tcs = tcs; } public void M() { lock (_o) _tcs.SetResult(1); }")]
    [InlineData("public Task<int> M() { lock (_o) { var t = new TaskCompletionSource<int>(); t.SetResult(_n); return t.Task; } }")]
    [InlineData("class Reply : TaskCompletionSource<int> { public Reply() : base(TaskCreationOptions.RunContinuationsAsynchronously) { } } Reply _reply = new(); public void M() { lock (_o) _reply.SetResult(1); }")]
    // Later.
    [InlineData("public void M(Action done) { lock (_o) { _n++; Task.Run(done); } }")]
    [InlineData("public void M(Action done) { lock (_o) { _n++; Task.Run(() => done()); } }")]
    [InlineData("public Action M(Action done) { lock (_o) { return () => done(); } }")]
    [InlineData("public void M() { lock (_o) { _n++; _ = _cts.CancelAsync(); } }")]
    [InlineData("public void M() { lock (_o) { _n++; _cts.CancelAfter(100); } }")]
    public Task Accepts_known_code(string members) => Verify.VerifyAsync(Members(members));

    // One call that leads to several is one thing to move.
    [Fact]
    public Task Reports_a_call_once() => Verify.VerifyAsync(
        Members("public void M() { lock (_o) { _n++; [|Tell()|]; } } void Tell() { Changed?.Invoke(this, EventArgs.Empty); Callback?.Invoke(_n); }"));

    [Fact]
    public Task Says_what_runs_and_where() => Verify.VerifyAsync(
        Members("public void M() { lock ({|#1:_o|}) { _n++; {|#0:OnChanged()|}; } } protected virtual void OnChanged() => Changed?{|#2:.Invoke(this, EventArgs.Empty)|};"),
        Verify.Finding().WithLocation(0).WithLocation(1).WithLocation(2).WithArguments("OnChanged()", "raises the event 'Changed' at line 12", "_o"));

    [Fact]
    public Task KnownMiss_virtual_and_interface_calls() => Verify.VerifyAsync(
        "public interface IListener { void Heard(int n); } public class C { readonly object _o = new(); readonly IListener _to; public C(IListener to) { _to = to; } public void M() { lock (_o) _to.Heard(1); } }");

    [Theory]
    [InlineData("public static void M(Action body) { using var mutex = new Mutex(false, \"one\"); bool has = false; try { has = mutex.WaitOne(10); if (!has) throw new TimeoutException(); body(); } finally { if (has) mutex.ReleaseMutex(); } }")]
    [InlineData("public void M(Action body) { lock (_o) { Console.WriteLine(); body(); } }")]
    public Task Accepts_the_callers_work_where_nothing_else_is_done_under_the_lock(string members) => Verify.VerifyAsync(Members(members));

    [CSharpTheory(12)]
    [InlineData("public void M() { lock (_o) { _n++; foreach (EventHandler h in Changed?.GetInvocationList() ?? Array.Empty<Delegate>()) [|h(this, EventArgs.Empty)|]; } }")]
    [InlineData("readonly Dictionary<string, Entry> _entries = new(); public void Add(string k, Action<int> a) { lock (_o) _entries[k] = new Entry(k, a); } public void M(string k) { lock (_o) if (_entries.TryGetValue(k, out var e)) [|e.Handler(_n)|]; }")]
    [InlineData("readonly List<IStoreListener> _listeners = new(); public void Add(IStoreListener l) { lock (_o) _listeners.Add(l); } public void M() { lock (_o) { _n++; foreach (var l in _listeners) [|l.Changed(_n)|]; } }")]
    public Task Reports_code_that_came_in_another_object(string members) => Verify.VerifyAsync(Members(members) + Others);

    [CSharpTheory(12)]
    [InlineData("readonly Dictionary<string, Entry> _entries = new(); public void Add(string k) { lock (_o) _entries[k] = new Entry(k, Own); } void Own(int n) { } public void M(string k) { lock (_o) if (_entries.TryGetValue(k, out var e)) e.Handler(_n); }")]
    [InlineData("readonly List<IStoreListener> _listeners = new(); public void Add(IStoreListener l) { lock (_o) _listeners.Add(l); } public void M() { IStoreListener[] all; lock (_o) { _n++; all = _listeners.ToArray(); } foreach (var l in all) l.Changed(_n); }")]
    public Task Accepts_own_code_in_another_object_and_snapshots(string members) => Verify.VerifyAsync(Members(members) + Others);

    private const string Others = """
        public class Entry(string key, Action<int> handler) { public string Key => key; public Action<int> Handler { get; } = handler; }
        public interface IStoreListener { void Changed(int n); }
        """;

    /// <summary>What a primary constructor is given, the object keeps like a field.</summary>
    [CSharpTheory(12)]
    [InlineData("public void M() { lock (_o) { _n++; {|#0:done(_n)|}; } }")]
    [InlineData("public void M() { lock (_o) {|#0:done(_n)|}; }")]
    public Task Reports_what_a_primary_constructor_is_given(string member) => Verify.VerifyAsync(
        $"public class C(Action<int> done) {{ readonly object _o = new(); int _n; {member.Replace("lock (_o)", "lock ({|#1:_o|})")} }}",
        Verify.Finding().WithLocation(0).WithLocation(1).WithArguments("done(_n)", "calls the delegate in 'done', which other code has set,", "_o"));

    private const string AsyncLock = """
        public sealed class AsyncLock
        {
            readonly SemaphoreSlim _one = new(1, 1);
            public async Task<IDisposable> EnterAsync() { await _one.WaitAsync(); return new Releaser(_one); }
            public IDisposable Enter() { _one.Wait(); return new Releaser(_one); }
            sealed class Releaser : IDisposable { readonly SemaphoreSlim _one; public Releaser(SemaphoreSlim one) { _one = one; } public void Dispose() => _one.Release(); }
        }
        public interface IOtherLock { Task<IDisposable> LockAsync(); }
        public sealed class Gate : IDisposable { readonly object _o = new(); public Gate Enter() { Monitor.Enter(_o); return this; } public void Dispose() => Monitor.Exit(_o); }
        """;

    [CSharpTheory(12)]
    [InlineData("using (await _lock.EnterAsync()) { _n++; _n = await load(_n); }")]
    [InlineData("using (_lock.Enter()) { _n++; _n = await load(_n); }")]
    [InlineData("using var held = await _lock.EnterAsync().ConfigureAwait(false); _n++; _n = await load(_n);")]
    [InlineData("using (await _other.LockAsync()) { _n++; _n = await load(_n); }")]
    [InlineData("using (await EnterAsync()) { _n++; _n = await load(_n); }")]
    [InlineData("using (_gate.Enter()) { _n++; _ = [|load(_n)|]; } await Task.Yield();")]
    [InlineData("using (await _lock.EnterAsync()) { _n++; [|Changed()|]; }")]
    public Task Takes_a_lock_that_is_made_of_a_semaphore_for_one(string body) => Verify.VerifyAsync($$"""
        public class C(Func<int, Task<int>> load, IOtherLock other)
        {
            readonly AsyncLock _lock = new(); readonly Gate _gate = new(); readonly IOtherLock _other = other; readonly SemaphoreSlim _one = new(1, 1); int _n; public event Action Changed;
            public async Task M() { {{body}} }
            async Task<IDisposable> EnterAsync() { await _one.WaitAsync(); return new Turn(_one); }
            sealed class Turn(SemaphoreSlim turn) : IDisposable { public void Dispose() => turn.Release(); }
        }
        """ + AsyncLock);

    /// <summary>Where a called method has nothing of the object's either, the lock is for the caller's work.</summary>
    [Theory]
    [InlineData("private bool WaitCore(Func<bool> condition) { while (!condition()) Monitor.Wait(_gate); return true; }", "mutate()")]
    [InlineData("int _n; private bool WaitCore(Func<bool> condition) { _n++; while (!condition()) Monitor.Wait(_gate); return true; }", "[|mutate()|]")]
    public Task Follows_calls_of_its_own(string member, string call) => Verify.VerifyAsync($$"""
        public class C
        {
            readonly object _gate = new();
            public bool When(Func<bool> condition, Action mutate) { lock (_gate) { if (!WaitCore(condition)) return false; {{call}}; Monitor.PulseAll(_gate); return true; } }
            {{member}}
        }
        """);
}
