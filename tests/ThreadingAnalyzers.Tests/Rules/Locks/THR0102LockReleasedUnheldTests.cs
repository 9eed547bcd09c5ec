using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Locks.THR0102LockReleasedUnheld>;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0102LockReleasedUnheldTests
{
    private static string Program(string body) => $$"""
        class C
        {
            readonly object _o = new();
            readonly object _p = new();
            readonly Lock _lock = new();
            readonly ReaderWriterLockSlim _rw = new();
            readonly Mutex _mutex = new();
            readonly bool _shared;
            void M(bool b)
            {
                {{body}}
            }
            void Work() { }
        }
        """;

    [Theory]
    [InlineData("Monitor.Enter(_o); Monitor.Exit(_o); [|Monitor.Exit(_o)|];")]
    [InlineData("try { Work(); Monitor.Enter(_o); } finally { [|Monitor.Exit(_o)|]; }")]
    [InlineData("_lock.Enter(); try { Work(); } catch { _lock.Exit(); throw; } finally { [|_lock.Exit()|]; }")]
    [InlineData("_rw.EnterReadLock(); try { Work(); } finally { [|_rw.ExitWriteLock()|]; }")]
    [InlineData("bool t = false; try { Monitor.TryEnter(_o, 10, ref t); Work(); } finally { [|Monitor.Exit(_o)|]; }")]
    [InlineData("bool t = false; Monitor.TryEnter(_o, ref t); Work(); [|Monitor.Exit(_o)|];")]
    [InlineData("if (b) Monitor.Enter(_o); try { Work(); } finally { [|Monitor.Exit(_o)|]; }")]
    [InlineData("Monitor.Enter(_o); try { Work(); } finally { [|Monitor.Exit(_p)|]; }")]
    [InlineData("_rw.EnterWriteLock(); try { Work(); } finally { [|_rw.ExitUpgradeableReadLock()|]; }")]
    [InlineData("try { if (b) return; _mutex.WaitOne(); } finally { [|_mutex.ReleaseMutex()|]; }")]
    [InlineData("if (!Monitor.TryEnter(_o)) { [|Monitor.Exit(_o)|]; return; } Monitor.Exit(_o);")]
    public Task Reports_a_release_of_what_is_not_held(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("bool own = false; try { own = _mutex.WaitOne(5); } catch (AbandonedMutexException) { own = true; } try { Work(); } finally { if (own) _mutex.ReleaseMutex(); }")]
    [InlineData("try { _mutex.WaitOne(); } catch (AbandonedMutexException) { Work(); } try { Work(); } finally { _mutex.ReleaseMutex(); }")]
    [InlineData("try { if (!_mutex.WaitOne(5)) return; } catch (AbandonedMutexException) { } try { Work(); } finally { _mutex.ReleaseMutex(); }")]
    public Task Accepts_an_abandoned_mutex_which_is_held(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("try { Monitor.Enter(_o); Work(); } finally { Monitor.Exit(_o); }")]
    [InlineData("bool t = false; try { Work(); Monitor.Enter(_o, ref t); Work(); } finally { if (t) Monitor.Exit(_o); }")]
    [InlineData("try { Work(); Monitor.Enter(_o); Work(); } finally { if (Monitor.IsEntered(_o)) Monitor.Exit(_o); }")]
    [InlineData("try { Work(); _rw.EnterReadLock(); } finally { if (_rw.IsReadLockHeld) _rw.ExitReadLock(); }")]
    [InlineData("if (_shared) _rw.EnterReadLock(); else _rw.EnterWriteLock(); try { Work(); } finally { if (_shared) _rw.ExitReadLock(); else _rw.ExitWriteLock(); }")]
    [InlineData("Monitor.Exit(_o); try { Work(); } finally { Monitor.Enter(_o); }")]
    [InlineData("Monitor.Exit(_o);")]
    [InlineData("bool t = false; try { Monitor.Enter(_o, ref t); if (!Monitor.IsEntered(_o)) Work(); } finally { if (t) Monitor.Exit(_o); }")]
    [InlineData("Monitor.Enter(_o); Monitor.Enter(_p); Monitor.Exit(_p); Monitor.Exit(_o);")]
    [InlineData("switch (b) { case true: Monitor.Enter(_o); break; default: Monitor.Exit(_o); break; }")]
    [InlineData("if (b) { Monitor.Enter(_o); return; } else { Monitor.Exit(_o); }")]
    [InlineData("Monitor.Enter(_o); Monitor.Exit(_o); Console.WriteLine(Monitor.TryEnter(_o)); Monitor.Exit(_o);")]
    [InlineData("for (int i = 0; i < 3; i++) { _rw.EnterWriteLock(); try { if (b) continue; Work(); } finally { _rw.ExitWriteLock(); } }")]
    [InlineData("_rw.EnterUpgradeableReadLock(); try { _rw.EnterWriteLock(); try { Work(); } finally { _rw.ExitWriteLock(); } } finally { _rw.ExitUpgradeableReadLock(); }")]
    [InlineData("lock (_o) { Monitor.Exit(_o); try { Work(); } finally { Monitor.Enter(_o); } }")]
    [InlineData("var i = WaitHandle.WaitAny(new WaitHandle[] { _mutex }, 5); try { if (i == 1) _mutex.WaitOne(); Work(); } finally { _mutex.ReleaseMutex(); }")]
    public Task Accepts_a_release_of_what_is_or_may_be_held(string body) => Verify.VerifyAsync(Program(body));

    [Fact]
    public Task Says_why_and_shows_where_it_is_taken() => Verify.VerifyAsync(
        Program("{|#1:_rw.EnterReadLock()|}; {|#0:_rw.ExitWriteLock()|};"),
        Verify.Finding().WithLocation(0).WithLocation(1).WithArguments("_rw", "it is held in another mode"));

    [Theory]
    [InlineData("bool t = false; try { Monitor.TryEnter(_o, 10, ref t); System.Diagnostics.Debug.Assert(t); Work(); } finally { Monitor.Exit(_o); }")]
    [InlineData("bool t = false; Monitor.TryEnter(_o, 10, ref t); if (!t) throw new TimeoutException(); try { Work(); } finally { Monitor.Exit(_o); }")]
    [InlineData("bool t = false; Monitor.TryEnter(_o, 10, ref t); var u = t; if (u) { Work(); Monitor.Exit(_o); }")]
    public Task Accepts_a_flag_that_somebody_looks_at(string body) => Verify.VerifyAsync(Program(body));

    [Fact]
    public Task Accepts_a_variable_that_stands_for_one_lock_after_the_other() => Verify.VerifyAsync("""
        public class C
        {
            private readonly List<object> _taken = new();
            public void M(IEnumerable<object> gates)
            {
                object gate;
                try
                {
                    foreach (object each in gates) { gate = each; Monitor.Enter(gate); _taken.Add(gate); }
                }
                finally
                {
                    for (int i = _taken.Count - 1; i >= 0; i--)
                    {
                        gate = _taken[i];
                        if (gate == this) { Monitor.Exit(gate); continue; }
                        Monitor.Exit(gate);
                    }
                }
            }
        }
        """);
}
