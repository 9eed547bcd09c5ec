using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Locks.THR0106LockHeldAcrossAwait>;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0106LockHeldAcrossAwaitTests
{
    private static string Members(string members) => $$"""
        public class C
        {
            readonly object _o = new();
            static readonly object s_o = new();
            readonly Lock _lock = new();
            readonly Mutex _mutex = new();
            readonly ReaderWriterLockSlim _rw = new();
            readonly ReaderWriterLock _old = new();
            readonly SemaphoreSlim _one = new(1, 1);
            int _n;
            {{members}}
        }
        """;

    [Theory]
    [InlineData("Monitor.Enter(_o); try { [|await Task.Delay(1)|]; } finally { Monitor.Exit(_o); }")]
    [InlineData("Monitor.Enter(_o); await Task.Yield(); Monitor.Exit(_o);", "[|await Task.Yield()|]")]
    [InlineData("if (Monitor.TryEnter(_o)) { try { [|await Task.Delay(1)|]; } finally { Monitor.Exit(_o); } }")]
    [InlineData("bool t = false; try { Monitor.TryEnter(s_o, 10, ref t); if (!t) return; [|await Task.Delay(1).ConfigureAwait(false)|]; } finally { if (t) Monitor.Exit(s_o); }")]
    [InlineData("_lock.Enter(); try { [|await Task.Delay(1)|]; } finally { _lock.Exit(); }")]
    [InlineData("_mutex.WaitOne(); try { [|await Task.Delay(1)|]; } finally { _mutex.ReleaseMutex(); }")]
    [InlineData("_rw.EnterReadLock(); try { [|await Task.Delay(1)|]; } finally { _rw.ExitReadLock(); }")]
    [InlineData("_rw.EnterWriteLock(); try { [|await Task.Delay(1)|]; } finally { _rw.ExitWriteLock(); }")]
    [InlineData("_rw.EnterUpgradeableReadLock(); try { [|await Task.Delay(1)|]; } finally { _rw.ExitUpgradeableReadLock(); }")]
    [InlineData("_old.AcquireReaderLock(10); try { [|await Task.Delay(1)|]; } finally { _old.ReleaseReaderLock(); }")]
    [InlineData("Monitor.Enter(_o); try { [|await|] foreach (var i in Items()) _n += i; } finally { Monitor.Exit(_o); }")]
    [InlineData("Monitor.Enter(_o); try { [|await|] using var s = new MemoryStream(); } finally { Monitor.Exit(_o); }")]
    [InlineData("Monitor.Enter(_o); try { [|await|] using (new MemoryStream()) _n++; } finally { Monitor.Exit(_o); }")]
    [InlineData("if (_n > 0) return; bool own = _n == 0; if (own) Monitor.Enter(_o); try { [|await Task.Delay(1)|]; } finally { if (own) Monitor.Exit(_o); }")]
    [InlineData("bool t = false; try { Monitor.TryEnter(_o, 10, ref t); [|await Task.Delay(1)|]; } finally { if (t) Monitor.Exit(_o); }")]
    // One finding for a lock, at the first await.
    [InlineData("Monitor.Enter(_o); try { [|await Task.Delay(1)|]; await Task.Delay(2); } finally { Monitor.Exit(_o); }")]
    [InlineData("Func<Task> f = async () => { Monitor.Enter(_o); try { [|await Task.Delay(1)|]; } finally { Monitor.Exit(_o); } }; await f();")]
    [InlineData("async Task L() { Monitor.Enter(_o); try { [|await Task.Delay(1)|]; } finally { Monitor.Exit(_o); } } await L();")]
    public Task Reports_an_await_under_the_lock(string body, string marked = "")
    {
        var text = marked.Length == 0 ? body : body.Replace(marked.Replace("[|", "").Replace("|]", ""), marked);
        return Verify.VerifyAsync(Members($"async IAsyncEnumerable<int> Items() {{ await Task.Yield(); yield return 1; }} async Task M() {{ {text} }}"));
    }

    [Theory]
    [InlineData("public IEnumerable<int> M() { lock (_o) { [|yield return _n;|] } }")]
    [InlineData("public IEnumerable<int> M() { Monitor.Enter(_o); try { for (int i = 0; i < _n; i++) [|yield return i;|] } finally { Monitor.Exit(_o); } }")]
    [InlineData("public IEnumerator<int> M() { _rw.EnterReadLock(); try { [|yield return 1;|] yield return 2; } finally { _rw.ExitReadLock(); } }")]
    [InlineData("public IEnumerable<int> M() { using (_lock.EnterScope()) { _n++; } lock (_o) [|yield return _n;|] }")]
    [InlineData("public IEnumerable<int> P { get { lock (_o) { [|yield return _n;|] } } }")]
    public Task Reports_a_yield_under_the_lock(string members) => Verify.VerifyAsync(Members(members));

    [Theory]
    [InlineData("async Task M() { Monitor.Enter(_o); try { _n++; } finally { Monitor.Exit(_o); } await Task.Delay(1); }")]
    [InlineData("async Task M() { await _one.WaitAsync(); try { await Task.Delay(1); } finally { _one.Release(); } }")]
    [InlineData("async Task M() { lock (_o) _n++; await Task.Delay(1); lock (_o) _n--; }")]
    [InlineData("async Task M() { Func<Task> f; lock (_o) { f = async () => await Task.Delay(1); } await f(); }")]
    [InlineData("async Task M() { if (Monitor.TryEnter(_o)) { _n++; Monitor.Exit(_o); } else await Task.Delay(1); }")]
    [InlineData("async Task M() { bool t = false; try { Monitor.TryEnter(_o, ref t); if (t) _n++; } finally { if (t) Monitor.Exit(_o); } await Task.Delay(1); }")]
    [InlineData("Task M() { lock (_o) return Task.Delay(1); }")]
    [InlineData("async Task M() { bool t = false; Monitor.Enter(_o, ref t); try { _n++; Leave(_o, ref t); await Task.Delay(1); if (!t) Monitor.Enter(_o, ref t); _n--; } finally { Leave(_o, ref t); } } static void Leave(object o, ref bool t) { if (t) { Monitor.Exit(o); t = false; } }")]
    [InlineData("IEnumerable<int> M() { int n; lock (_o) n = _n; yield return n; }")]
    [InlineData("IEnumerable<int> M() { lock (_o) { foreach (var i in L()) _n += i; } yield break; IEnumerable<int> L() { yield return 1; } }")]
    [InlineData("IEnumerable<int> M() { lock (_o) { if (_n == 0) yield break; } yield return 1; }")]
    public Task Accepts_a_lock_that_is_given_back_before(string members) => Verify.VerifyAsync(Members(members));

    [Fact]
    public Task Shows_where_it_was_taken_and_all_awaits() => Verify.VerifyAsync(
        Members("async Task M() { {|#1:Monitor.Enter(_o)|}; try { {|#0:await Task.Delay(1)|}; {|#2:await Task.Delay(2)|}; } finally { Monitor.Exit(_o); } }"),
        Verify.Finding().WithLocation(0).WithLocation(1).WithLocation(2).WithArguments("_o", "await Task.Delay(1)", "the code behind it may run on another thread, which cannot give it back"));

    [Theory]
    [InlineData("using (Read(_rw)) { [|await Task.Delay(1)|]; }")]
    [InlineData("using var scope = Read(_rw); [|await Task.Delay(1)|];")]
    [InlineData("using (_gate.Enter()) { _n++; [|await Task.Delay(1)|]; }")]
    [InlineData("_gate.EnterPlain(); try { [|await Task.Delay(1)|]; } finally { _gate.Exit(); }")]
    public Task Reports_an_await_under_a_lock_of_the_users_own_that_belongs_to_a_thread(string body) => Verify.VerifyAsync(WithOwnLocks(body));

    [Theory]
    [InlineData("using (Read(_rw)) { _n++; } await Task.Delay(1);")]
    [InlineData("using (await _async.LockAsync()) { await Task.Delay(1); }")]
    [InlineData("using (_gate.Peek()) { await Task.Delay(1); }")]
    [InlineData("using (_unknown.Enter()) { await Task.Delay(1); }")]
    [InlineData("var n = _gate.EnterAndLeave(); await Task.Delay(n);")]
    [InlineData("bool own = _n == 0; if (own) { Monitor.Enter(_o); Monitor.Exit(_o); } await Task.Delay(1);")]
    [InlineData("bool own = _n == 0; if (own) Monitor.Enter(_o); if (!own) await Task.Delay(1); if (own) Monitor.Exit(_o);")]
    public Task Accepts_other_locks_of_the_users_own_and_what_is_given_back(string body) => Verify.VerifyAsync(WithOwnLocks(body));

    private static string WithOwnLocks(string body) => $$"""
        class OwnGate
        {
            readonly object _o = new();
            int _n;
            public Scope Enter() { Monitor.Enter(_o); return new Scope(_o); }
            public void EnterPlain() => Monitor.Enter(_o);
            public void Exit() => Monitor.Exit(_o);
            public int EnterAndLeave() { Monitor.Enter(_o); try { return _n; } finally { Monitor.Exit(_o); } }
            public IDisposable Peek() => new MemoryStream();
            public readonly struct Scope : IDisposable { readonly object o; public Scope(object o) => this.o = o; public void Dispose() => Monitor.Exit(o); }
        }
        class AsyncGate
        {
            readonly SemaphoreSlim _one = new(1, 1);
            public async Task<IDisposable> LockAsync() { await _one.WaitAsync(); return new Releaser(_one); }
            class Releaser : IDisposable { readonly SemaphoreSlim one; public Releaser(SemaphoreSlim one) => this.one = one; public void Dispose() => one.Release(); }
        }
        interface IGate { IDisposable Enter(); }
        class C
        {
            readonly ReaderWriterLockSlim _rw = new();
            readonly object _o = new();
            readonly OwnGate _gate = new();
            readonly AsyncGate _async = new();
            readonly IGate _unknown;
            int _n;
            static IDisposable Read(ReaderWriterLockSlim l) { l.EnterReadLock(); return new Leave(l); }
            class Leave : IDisposable { readonly ReaderWriterLockSlim l; public Leave(ReaderWriterLockSlim l) => this.l = l; public void Dispose() => l.ExitReadLock(); }
            async Task M() { {{body}} }
        }
        """;

    [Theory]
    [InlineData("class C { readonly object _o = new(); int _n; public IEnumerable<int> M() { lock ({|#1:_o|}) { {|#0:yield return _n;|} } } }")]
    [InlineData("public class C { readonly object _o = new(); int _n; IEnumerable<int> M() { lock ({|#1:_o|}) { {|#0:yield return _n;|} } } }")]
    public Task Reports_less_loudly_an_iterator_of_the_assembly_s_own(string source) => Verify.VerifyAsync(source, Verify.Finding().WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithLocation(0).WithLocation(1));
}
