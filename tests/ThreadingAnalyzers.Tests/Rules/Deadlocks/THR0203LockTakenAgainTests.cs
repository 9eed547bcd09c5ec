using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Deadlocks.THR0203LockTakenAgain>;

namespace ThreadingAnalyzers.Tests.Rules.Deadlocks;

public class THR0203LockTakenAgainTests
{
    private static string Members(string members) => $$"""
        class C
        {
            readonly object _o = new();
            readonly SemaphoreSlim _one = new(1, 1), _many = new(4), _signal = new(0);
            readonly Semaphore _old = new(1, 1);
            readonly Mutex _mutex = new();
            readonly ReaderWriterLockSlim _rw = new(), _no = new(LockRecursionPolicy.NoRecursion), _re = new(LockRecursionPolicy.SupportsRecursion);
            SpinLock _spin = new();
            int _n;
            {{members}}
        }
        """;

    [Theory]
    [InlineData("async Task M() { await _one.WaitAsync(); try { await [|N()|]; } finally { _one.Release(); } } async Task N() { await _one.WaitAsync(); try { _n++; } finally { _one.Release(); } }")]
    [InlineData("void M() { _one.Wait(); try { [|N()|]; } finally { _one.Release(); } } void N() { _one.Wait(); try { _n++; } finally { _one.Release(); } }")]
    [InlineData("async Task M() { await _one.WaitAsync(); try { _n++; } finally { await [|_one.WaitAsync()|]; } } void N() { _one.Wait(); try { _n++; } finally { _one.Release(); } }")]
    [InlineData("void M() { _one.Wait(); try { [|_one.Wait()|]; _n++; _one.Release(); } finally { _one.Release(); } }")]
    [InlineData("async Task M() { await _one.WaitAsync(); try { await [|N()|].ConfigureAwait(false); } finally { _one.Release(); } } async Task<int> N() => await More(); async Task<int> More() { await _one.WaitAsync(); try { return _n; } finally { _one.Release(); } }")]
    [InlineData("async Task M() { await _one.WaitAsync(); try { _n = [|Count|]; } finally { _one.Release(); } } int Count { get { _one.Wait(); try { return _n; } finally { _one.Release(); } } }")]
    [InlineData("void M() { _old.WaitOne(); try { [|N()|]; } finally { _old.Release(); } } void N() { _old.WaitOne(); _n++; _old.Release(); }")]
    [InlineData("void M() { _rw.EnterWriteLock(); try { [|N()|]; } finally { _rw.ExitWriteLock(); } } void N() { _rw.EnterReadLock(); _rw.ExitReadLock(); }")]
    [InlineData("void M() { _no.EnterReadLock(); try { _n = [|P|]; } finally { _no.ExitReadLock(); } } int P { get { _no.EnterReadLock(); try { return _n; } finally { _no.ExitReadLock(); } } }")]
    [InlineData("void M() { _rw.EnterReadLock(); try { [|N()|]; } finally { _rw.ExitReadLock(); } } void N() { _rw.EnterWriteLock(); _rw.ExitWriteLock(); }")]
    [InlineData("void M() { _rw.EnterWriteLock(); try { if ([|_rw.TryEnterReadLock(5)|]) { _n++; _rw.ExitReadLock(); } } finally { _rw.ExitWriteLock(); } }")]
    [InlineData("void M() { bool t = false; _spin.Enter(ref t); try { [|N()|]; } finally { if (t) _spin.Exit(); } } void N() { bool t = false; _spin.Enter(ref t); _n++; if (t) _spin.Exit(); }")]
    [InlineData("readonly SemaphoreSlim _made; C() { _made = new SemaphoreSlim(1); } void M() { _made.Wait(); try { [|N()|]; } finally { _made.Release(); } } void N() { _made.Wait(); _made.Release(); }")]
    [InlineData("static readonly SemaphoreSlim s_one = new(1); static void M() { s_one.Wait(); try { [|N()|]; } finally { s_one.Release(); } } static void N() { s_one.Wait(); s_one.Release(); }")]
    [InlineData("string M(string[] terms) { _rw.EnterReadLock(); try { return string.Join(\",\", terms.Select(t => [|N(t)|])); } finally { _rw.ExitReadLock(); } } string N(string t) { _rw.EnterReadLock(); try { return t; } finally { _rw.ExitReadLock(); } }")]
    [InlineData("void M() { _one.Wait(); try { [|N().Wait()|]; } finally { _one.Release(); } } async Task N() { await _one.WaitAsync(); _one.Release(); }", false)]
    [InlineData("async Task M() { await _one.WaitAsync(); try { await [|N()|]; } finally { _one.Release(); } } Task N() => More(); async Task More() { await _one.WaitAsync(); _one.Release(); }")]
    public Task Reports_a_second_taking(string members, bool asMarked = true) =>
        Verify.VerifyAsync(Members(asMarked ? members : members.Replace("[|N().Wait()|]", "[|N()|].Wait()")));

    [Theory]
    [InlineData("void M() { lock (_o) N(); } void N() { lock (_o) _n++; }")]
    [InlineData("void M() { _mutex.WaitOne(); try { N(); } finally { _mutex.ReleaseMutex(); } } void N() { _mutex.WaitOne(); _mutex.ReleaseMutex(); }")]
    [InlineData("void M() { _re.EnterReadLock(); try { N(); } finally { _re.ExitReadLock(); } } void N() { _re.EnterReadLock(); _re.ExitReadLock(); }")]
    [InlineData("void M() { _rw.EnterUpgradeableReadLock(); try { N(); } finally { _rw.ExitUpgradeableReadLock(); } } void N() { _rw.EnterWriteLock(); _rw.ExitWriteLock(); }")]
    [InlineData("void M() { _rw.EnterUpgradeableReadLock(); _rw.EnterReadLock(); _rw.ExitUpgradeableReadLock(); _rw.ExitReadLock(); }")]
    [InlineData("void M() { _many.Wait(); try { N(); } finally { _many.Release(); } } void N() { _many.Wait(); _many.Release(); }")]
    [InlineData("void M() { _signal.Wait(); _signal.Wait(); }")]
    [InlineData("void M() { _one.Wait(); _n++; _one.Release(); N(); } void N() { _one.Wait(); _n++; _one.Release(); }")]
    [InlineData("void M() { _one.Wait(); try { if (_one.Wait(10)) _one.Release(); } finally { _one.Release(); } }")]
    [InlineData("void M() { _one.Wait(); try { if (_one.Wait(0)) _one.Release(); } finally { _one.Release(); } }")]
    // Not waited for: the other method waits its turn.
    [InlineData("Task M() { _one.Wait(); try { return N(); } finally { _one.Release(); } } async Task N() { await _one.WaitAsync(); _one.Release(); }")]
    [InlineData("void M() { _one.Wait(); try { _ = N(); } finally { _one.Release(); } } async Task N() { await _one.WaitAsync(); _one.Release(); }")]
    [InlineData("void M() { _one.Wait(); try { Task.Run(() => N()); } finally { _one.Release(); } } void N() { _one.Wait(); _one.Release(); }")]
    [InlineData("void M() { Monitor.Enter(_one); _one.Wait(); _one.Release(); Monitor.Exit(_one); }")]
    [InlineData("async Task M() { await N(); } Task N() { _one.Wait(); try { return More(); } finally { _one.Release(); } } async Task More() { await _one.WaitAsync(); _one.Release(); }")]
    // Lazily, or of another object.
    [InlineData("IEnumerable<int> M(int[] items) { _one.Wait(); try { return items.Select(i => N(i)); } finally { _one.Release(); } } int N(int i) { _one.Wait(); _one.Release(); return i; }")]
    [InlineData("void M(C other) { _one.Wait(); try { other.N(); } finally { _one.Release(); } } void N() { _one.Wait(); _one.Release(); }")]
    // Several permits of a signal that others give.
    [InlineData("readonly SemaphoreSlim _items = new(1); void M() { _items.Wait(); _items.Wait(); } void Put() => _items.Release();")]
    [InlineData("readonly ReaderWriterLockSlim _given; C(ReaderWriterLockSlim given) { _given = given; } void M() { _given.EnterReadLock(); try { N(); } finally { _given.ExitReadLock(); } } void N() { _given.EnterReadLock(); _given.ExitReadLock(); }")]
    [InlineData("IEnumerable<int> N() { _one.Wait(); try { yield return 1; } finally { _one.Release(); } } IEnumerable<int> M() { _one.Wait(); try { return N(); } finally { _one.Release(); } }")]
    public Task Accepts_what_its_holder_may_take(string members) => Verify.VerifyAsync(Members(members));

    [Fact]
    public Task Says_where_it_is_held_and_why_it_hangs() => Verify.VerifyAsync(
        Members("void M() { {|#1:_one.Wait()|}; try { {|#0:N()|}; } finally { _one.Release(); } } void N() { {|#2:_one.Wait()|}; _one.Release(); }"),
        Verify.Finding().WithLocation(0).WithLocation(1).WithLocation(2).WithArguments("N()", "_one", "the only permit is its own, so that it waits for itself for ever"));

    [Fact]
    public Task KnownMiss_awaited_later() => Verify.VerifyAsync(
        Members("async Task M() { await _one.WaitAsync(); try { var t = N(); await t; } finally { _one.Release(); } } async Task N() { await _one.WaitAsync(); _one.Release(); }"));

    [CSharpTheory(12)]
    [InlineData("async Task M() { using (await _gate.LockAsync()) await [|N()|]; } async Task N() { using (await _gate.LockAsync()) _n++; }")]
    [InlineData("async Task M() { using var a = await _gate.LockAsync(); await [|N()|]; } async Task N() { using var b = await _gate.LockAsync().ConfigureAwait(false); _n++; }")]
    [InlineData("void M() { using (Write(_rw)) { _n = [|P|]; } } int P { get { using (Write(_rw)) return _n; } }")]
    public Task Reports_a_lock_of_the_users_own_that_does_not_count(string members) => Verify.VerifyAsync(WithOwnLocks(members));

    [CSharpTheory(12)]
    [InlineData("async Task M() { using (await _gate.LockAsync()) _n++; await N(); } async Task N() { using (await _gate.LockAsync()) _n++; }")]
    [InlineData("async Task M() { using (await _gate.MaybeLockAsync()) await N(); } async Task N() { using (await _gate.MaybeLockAsync()) _n++; }")]
    [InlineData("void M() { using (_monitor.Enter()) N(); } void N() { using (_monitor.Enter()) _n++; }")]
    [InlineData("async Task M() { using (await _several.LockAsync()) await N(); } async Task N() { using (await _several.LockAsync()) _n++; }")]
    public Task Accepts_locks_of_the_users_own_that_may_be_taken_again(string members) => Verify.VerifyAsync(WithOwnLocks(members));

    private static string WithOwnLocks(string members) => $$"""
        class Releaser(SemaphoreSlim one) : IDisposable { public void Dispose() => one?.Release(); }
        class AsyncGate
        {
            readonly SemaphoreSlim _one = new(1, 1);
            readonly AsyncLocal<bool> _isHeld = new();
            public async Task<IDisposable> LockAsync() { await _one.WaitAsync(); return new Releaser(_one); }
            public async Task<IDisposable> MaybeLockAsync() { if (_isHeld.Value) return new Releaser(null); await _one.WaitAsync(); return new Releaser(_one); }
        }
        class Throttle
        {
            readonly SemaphoreSlim _many = new(4);
            public async Task<IDisposable> LockAsync() { await _many.WaitAsync(); return new Releaser(_many); }
        }
        class OwnMonitor
        {
            readonly object _o = new();
            public IDisposable Enter() { Monitor.Enter(_o); return new Leave(_o); }
            class Leave(object o) : IDisposable { public void Dispose() => Monitor.Exit(o); }
        }
        class C
        {
            readonly AsyncGate _gate = new();
            readonly Throttle _several = new();
            readonly OwnMonitor _monitor = new();
            readonly ReaderWriterLockSlim _rw = new();
            int _n;
            static IDisposable Write(ReaderWriterLockSlim l) { l.EnterWriteLock(); return new LeaveWrite(l); }
            class LeaveWrite(ReaderWriterLockSlim l) : IDisposable { public void Dispose() => l.ExitWriteLock(); }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("async Task<T> Locked<T>(Func<Task<T>> f) { await _one.WaitAsync(); try { return await f(); } finally { _one.Release(); } } Task<int> N() => Locked(() => Task.FromResult(_n)); Task<int> M() => Locked(async () => await [|N()|] + 1);")]
    [InlineData("void Locked(Action f) { _rw.EnterWriteLock(); try { f(); } finally { _rw.ExitWriteLock(); } } void N() => Locked(() => _n++); void M() { Locked(() => { _n = 0; [|N()|]; }); }")]
    public Task Reports_what_a_delegate_does_that_is_run_under_the_lock(string members) => Verify.VerifyAsync(Members(members));

    [Theory]
    [InlineData("void Later(Action f) { _one.Wait(); try { Task.Run(f); } finally { _one.Release(); } } void N() { _one.Wait(); _n++; _one.Release(); } void M() { Later(() => N()); }")]
    [InlineData("void Locked(Action f) { lock (_o) { f(); } } void N() => Locked(() => _n++); void M() { Locked(() => { _n = 0; N(); }); }")]
    [InlineData("void Around(Action f) { _one.Wait(); _n++; _one.Release(); f(); } void N() { _one.Wait(); _n++; _one.Release(); } void M() { Around(() => N()); }")]
    public Task Accepts_delegates_that_run_elsewhere(string members) => Verify.VerifyAsync(Members(members));

    // The callee takes the lock only where it is told to.
    [Theory]
    [InlineData("false", "if (takeLock) _lock.EnterWriteLock(); try { _n--; } finally { if (takeLock) _lock.ExitWriteLock(); }")]
    [InlineData("false", "if (!takeLock) { _n--; return; } _lock.EnterWriteLock(); try { _n--; } finally { _lock.ExitWriteLock(); }")]
    [InlineData("!_lock.IsWriteLockHeld", "if (takeLock) _lock.EnterWriteLock(); try { _n--; } finally { if (takeLock) _lock.ExitWriteLock(); }")]
    public Task Accepts_a_lock_that_the_call_switches_off(string flag, string body) => Verify.VerifyAsync(Switched("Remove(" + flag + ");", body));

    // The callee lets it go, calls somebody, and takes it back.
    [Theory]
    [InlineData("async Task M() { await _one.WaitAsync(); try { await N(); } finally { _one.Release(); } } async Task N() { _one.Release(); try { await Task.Yield(); } finally { await _one.WaitAsync(); } }")]
    [InlineData("async Task M() { await _one.WaitAsync(); try { await N(); } finally { _one.Release(); } } async Task N() { for (int i = 0; i < 3; i++) { try { await Task.Delay(1); } catch (Exception) { _one.Release(); await Task.Yield(); await _one.WaitAsync(); } } }")]
    public Task Accepts_a_permit_that_the_callee_lends(string members) => Verify.VerifyAsync(Members(members));

    [Fact]
    public Task Reports_a_lock_that_the_call_switches_on() => Verify.VerifyAsync(
        Switched("[|Remove(true)|];", "if (takeLock) _lock.EnterWriteLock(); try { _n--; } finally { if (takeLock) _lock.ExitWriteLock(); }"));

    private static string Switched(string call, string body) =>
        "public class C { readonly ReaderWriterLockSlim _lock = new(); int _n; public void M() { _lock.EnterWriteLock(); try { " + call + " } finally { _lock.ExitWriteLock(); } } public void Remove(bool takeLock) { " + body + " } }";
}
