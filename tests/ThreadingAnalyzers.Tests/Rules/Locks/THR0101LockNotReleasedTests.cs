using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Locks.THR0101LockNotReleased,
    ThreadingAnalyzers.CodeFixes.Locks.THR0101LockNotReleasedCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Locks.THR0101LockNotReleased>;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0101LockNotReleasedTests
{
    private static string Program(string body) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Threading;

        class C
        {
            readonly object _o = new();
            readonly ReaderWriterLockSlim _rw = new();
            readonly ReaderWriterLock _old = new();
            readonly Mutex _mutex = new();
            SpinLock _spin = new();
            int _n;
            readonly List<int> _list = new();
            int M(bool b)
            {
        {{body}}
                return 0;
            }
            void Work() { }
        }
        """;

    [Fact]
    public Task Accepts_a_type_that_asks_itself_whether_it_holds_the_lock() => Verify.VerifyAsync("""
        class C
        {
            readonly ReaderWriterLockSlim _lock = new();
            bool IsLockHeld => _lock.IsReadLockHeld || _lock.IsWriteLockHeld;
            void Work() { }
            void M()
            {
                bool acquired = false;
                try
                {
                    if (!IsLockHeld) { _lock.EnterWriteLock(); acquired = true; }
                    Work();
                }
                finally
                {
                    if (acquired && IsLockHeld) _lock.ExitWriteLock();
                }
            }
        }
        """);

    [Theory]
    [InlineData("try { [|m.WaitOne()|]; } catch (AbandonedMutexException) { return false; } try { return true; } finally { m.ReleaseMutex(); }")]
    [InlineData("try { if (![|m.WaitOne(5)|]) return false; } catch (AbandonedMutexException) { return false; } m.ReleaseMutex(); return true;")]
    [InlineData("try { m.WaitOne(); } catch (AbandonedMutexException) { Console.Error.WriteLine(1); } try { return true; } finally { m.ReleaseMutex(); }")]
    [InlineData("try { [|m.WaitOne()|]; } catch (AbandonedMutexException) { File.Delete(\"a\"); } try { return true; } finally { m.ReleaseMutex(); }")]
    public Task Reports_an_abandoned_mutex_that_is_kept(string body) => Verify.VerifyAsync($"class A {{ readonly Mutex m = new(); bool M() {{ {body} }} }}");

    [Theory]
    [InlineData("[|Monitor.Enter(_o)|]; Work(); Monitor.Exit(_o);")]
    [InlineData("[|Monitor.Enter(_o)|]; if (b) return 1; Monitor.Exit(_o);")]
    [InlineData("if ([|Monitor.TryEnter(_o)|]) { Work(); Monitor.Exit(_o); }")]
    [InlineData("if (![|Monitor.TryEnter(_o, 10)|]) return 1; Work(); Monitor.Exit(_o);")]
    [InlineData("bool taken = false; [|Monitor.Enter(_o, ref taken)|]; Work(); if (taken) Monitor.Exit(_o);")]
    [InlineData("[|_rw.EnterReadLock()|]; Work(); _rw.ExitReadLock();")]
    [InlineData("[|_rw.EnterWriteLock()|]; try { Work(); } catch (InvalidOperationException) { _rw.ExitWriteLock(); throw; } _rw.ExitWriteLock();")]
    [InlineData("_rw.EnterReadLock(); try { Work(); } finally { _rw.ExitReadLock(); } [|_rw.EnterWriteLock()|]; Work(); _rw.ExitWriteLock();")]
    [InlineData("[|_old.AcquireWriterLock(100)|]; Work(); _old.ReleaseWriterLock();")]
    [InlineData("[|_mutex.WaitOne()|]; Work(); _mutex.ReleaseMutex();")]
    [InlineData("bool t = false; [|_spin.Enter(ref t)|]; Work(); if (t) _spin.Exit();")]
    [InlineData("[|Monitor.Enter(_o)|]; switch (_n) { case 1: Monitor.Exit(_o); return 1; case 2: return 2; } Monitor.Exit(_o);")]
    [InlineData("[|Monitor.Enter(_o)|]; Work(); try { Work(); } finally { Monitor.Exit(_o); }")]
    [InlineData("using var only = new Mutex(false, \"name\"); if (![|only.WaitOne(5)|]) return 1; Work(); only.ReleaseMutex();")]
    public Task Reports_a_path_that_keeps_the_lock(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("Monitor.Enter(_o); try { Work(); } finally { Monitor.Exit(_o); }")]
    [InlineData("bool taken = false; try { Monitor.Enter(_o, ref taken); Work(); } finally { if (taken) Monitor.Exit(_o); }")]
    [InlineData("bool taken = false; try { Monitor.TryEnter(_o, 5, ref taken); if (!taken) return 1; Work(); } finally { if (taken) Monitor.Exit(_o); }")]
    [InlineData("Monitor.Enter(_o); _n++; _list.Add(_n); Monitor.Exit(_o);")]
    [InlineData("if (!Monitor.TryEnter(_o)) return 1; try { Work(); } finally { Monitor.Exit(_o); }")]
    [InlineData("lock (_o) { Work(); if (b) return 1; }")]
    [InlineData("lock (_o) { Monitor.Wait(_o); } Monitor.Enter(_o); try { Monitor.Pulse(_o); } finally { Monitor.Exit(_o); }")]
    [InlineData("_rw.EnterUpgradeableReadLock(); try { _rw.EnterWriteLock(); try { Work(); } finally { _rw.ExitWriteLock(); } } finally { _rw.ExitUpgradeableReadLock(); }")]
    [InlineData("if (b) Monitor.Enter(_o); try { Work(); } finally { if (b) Monitor.Exit(_o); }")]
    [InlineData("var mine = new object(); Monitor.Enter(mine); Work(); Monitor.Exit(mine);")]
    [InlineData("Monitor.Enter(_o); Action release = () => Monitor.Exit(_o); try { Work(); } finally { release(); }")]
    [InlineData("_old.AcquireReaderLock(-1); try { Work(); } finally { _old.ReleaseReaderLock(); }")]
    public Task Accepts_a_lock_that_is_given_back(string body) => Verify.VerifyAsync(Program(body));

    [Fact]
    public Task Accepts_members_that_only_enter_and_only_leave() => Verify.VerifyAsync("""
        using System.Threading;
        class Turnstile
        {
            readonly object _o = new();
            public void Enter() => Monitor.Enter(_o);
            public bool TryEnter(int n) { Monitor.Enter(_o); if (n < 0) { Monitor.Exit(_o); return false; } return true; }
            public void Leave() => Monitor.Exit(_o);
        }
        """);

    [Fact]
    public Task Reports_a_scope_that_nobody_keeps() => Verify.VerifyAsync("""
        using System.Threading;
        class C
        {
            readonly Lock _gate = new();
            int _n;
            void M() { [|_gate.EnterScope()|]; _n++; }
            void N() { using (_gate.EnterScope()) _n++; using var scope = _gate.EnterScope(); _n++; lock (_gate) _n++; }
        }
        """);

    [Fact]
    public Task Says_what_throws() => Verify.VerifyAsync(
        Program("{|#0:Monitor.Enter(_o)|};\nWork();\nMonitor.Exit(_o);"),
        Verify.Finding().WithLocation(0).WithLocation(18, 1).WithLocation(17, 1).WithArguments("_o", "when 'Work()' at line 17 throws"));

    [Fact]
    public Task Fixes_a_monitor_with_the_lock_statement() => Fix.FixesAsync(
        Program("        // before\n        [|Monitor.Enter(_o)|];\n        Work();\n        // done\n        Monitor.Exit(_o); // free\n        _n = 1;"),
        Program("        // before\n        lock (_o)\n        {\n            Work();\n            // done\n            // free\n        }\n        _n = 1;"));

    [Fact]
    public Task Fixes_another_lock_with_a_finally_block() => Fix.FixesAsync(
        Program("        [|_rw.EnterReadLock()|];\n        if (b)\n            return _n;\n        _rw.ExitReadLock();"),
        Program("        _rw.EnterReadLock();\n        try\n        {\n            if (b)\n                return _n;\n        }\n        finally\n        {\n            _rw.ExitReadLock();\n        }"));

    [Fact]
    public Task Accepts_a_lock_that_the_caller_may_hold_already() => Verify.VerifyAsync("""
        class C
        {
            readonly ReaderWriterLockSlim _rw = new(LockRecursionPolicy.SupportsRecursion);
            int _n;
            void M()
            {
                bool isMine = !_rw.IsWriteLockHeld;
                if (isMine)
                    _rw.EnterWriteLock();
                try { _n++; }
                finally { if (isMine) _rw.ExitWriteLock(); }
            }
        }
        """);

    // Tests take locks in wrong ways to see what happens.
    [Fact]
    public Task Accepts_tests() => Verify.VerifyAsync(
        """
        public class TestMethodAttribute : Attribute { }
        public class LockTests
        {
            private ReaderWriterLockSlim _lock;
            [TestMethod]
            public void Counts() { _lock = new ReaderWriterLockSlim(); _lock.EnterReadLock(); Console.WriteLine(_lock.CurrentReadCount); _lock.ExitReadLock(); }
        }
        """);

    [Theory]
    [InlineData("var o = _o; [|Monitor.Enter(o)|]; Work(); Monitor.Exit(o);")]
    [InlineData("var rw = _rw; [|rw.EnterReadLock()|]; Work(); rw.ExitReadLock();")]
    [InlineData("var mutex = this._mutex; [|mutex.WaitOne()|]; Work(); _mutex.ReleaseMutex();")]
    public Task Knows_a_lock_by_its_second_name(string body) => Verify.VerifyAsync(Program(body));
}
