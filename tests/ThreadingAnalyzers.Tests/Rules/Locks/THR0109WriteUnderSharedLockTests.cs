using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Locks.THR0109WriteUnderSharedLock,
    ThreadingAnalyzers.CodeFixes.Locks.THR0109WriteUnderSharedLockCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Locks.THR0109WriteUnderSharedLock>;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0109WriteUnderSharedLockTests
{
    private static string Program(string members) => $$"""
        public class C
        {
            readonly ReaderWriterLockSlim _rw = new();
            readonly ReaderWriterLock _old = new();
            static readonly ReaderWriterLockSlim s_rw = new();
            readonly object _gate = new();
            readonly Dictionary<int, string> _map = new();
            readonly List<int> _list = new();
            static readonly HashSet<int> s_set = new();
            readonly ConcurrentDictionary<int, int> _safe = new();
            int _count;
            volatile bool _dirty;
            string _name, _cached;
            string Title { get; set; }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("public void M() { _rw.EnterReadLock(); try { [|_map[1] = \"\"|]; } finally { _rw.ExitReadLock(); } }")]
    [InlineData("public void M() { _rw.EnterReadLock(); try { [|this._list.Add(1)|]; } finally { _rw.ExitReadLock(); } }")]
    [InlineData("public void M() { _rw.EnterReadLock(); try { [|_count++|]; } finally { _rw.ExitReadLock(); } }")]
    [InlineData("public void M() { _rw.EnterReadLock(); try { [|_count += 2|]; } finally { _rw.ExitReadLock(); } }")]
    [InlineData("public static void M() { s_rw.EnterReadLock(); try { [|s_set.Add(1)|]; } finally { s_rw.ExitReadLock(); } }")]
    [InlineData("public void M() { _old.AcquireReaderLock(-1); try { [|_map.Remove(1)|]; } finally { _old.ReleaseReaderLock(); } }")]
    [InlineData("public void M() { if (_rw.TryEnterReadLock(5)) try { [|_list.Clear()|]; } finally { _rw.ExitReadLock(); } }")]
    [InlineData("public void M() { _rw.EnterReadLock(); try { Put(); } finally { _rw.ExitReadLock(); } } void Put() => [|_map.Add(1, \"\")|];")]
    [InlineData("public void M() { _rw.EnterReadLock(); try { if (!_map.ContainsKey(1)) [|_map[1] = \"\"|]; _map.Remove(2); } finally { _rw.ExitReadLock(); } }")]
    [InlineData("public void M(string s) { _rw.EnterReadLock(); try { [|_name = s|]; } finally { _rw.ExitReadLock(); } } public string N() { _rw.EnterReadLock(); try { return _name; } finally { _rw.ExitReadLock(); } }")]
    [InlineData("public void M(string s) { _rw.EnterReadLock(); try { [|Title = s|]; } finally { _rw.ExitReadLock(); } } public string N() { _rw.EnterReadLock(); try { return Title; } finally { _rw.ExitReadLock(); } }")]
    [InlineData("public void M() { _rw.EnterUpgradeableReadLock(); try { [|_list.Add(1)|]; } finally { _rw.ExitUpgradeableReadLock(); } }")]
    [InlineData("public void M() { _rw.EnterReadLock(); try { new List<int>().ForEach(n => [|_list.Add(n)|]); } finally { _rw.ExitReadLock(); } }")]
    public Task Reports_a_write_under_the_read_lock(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("public void M() { _rw.EnterWriteLock(); try { _map[1] = \"\"; _count++; } finally { _rw.ExitWriteLock(); } }")]
    [InlineData("public void M() { _rw.EnterUpgradeableReadLock(); try { if (_map.ContainsKey(1)) return; _rw.EnterWriteLock(); try { _map[1] = \"\"; } finally { _rw.ExitWriteLock(); } } finally { _rw.ExitUpgradeableReadLock(); } }")]
    [InlineData("public void M() { _rw.EnterReadLock(); try { lock (_gate) _map[1] = \"\"; } finally { _rw.ExitReadLock(); } }")]
    [InlineData("public void M() { _rw.EnterReadLock(); try { _safe[1] = 2; Interlocked.Increment(ref _count); _dirty = true; } finally { _rw.ExitReadLock(); } }")]
    [InlineData("public void M() { _rw.EnterReadLock(); try { if (_cached == null) _cached = \"x\" + _count; } finally { _rw.ExitReadLock(); } } public string N() { _rw.EnterReadLock(); try { return _cached; } finally { _rw.ExitReadLock(); } }")]
    [InlineData("public int M() { _rw.EnterReadLock(); try { var copy = new List<int>(_list); copy.Add(1); int n = 0; n++; return n + _map.Count; } finally { _rw.ExitReadLock(); } }")]
    [InlineData("public void M(string s) { _rw.EnterReadLock(); try { _name = s; } finally { _rw.ExitReadLock(); } }")]
    [InlineData("public C() { _rw.EnterReadLock(); try { _map[1] = \"\"; } finally { _rw.ExitReadLock(); } }")]
    [InlineData("public void M() { _rw.EnterReadLock(); try { _ = _map[1]; } finally { _rw.ExitReadLock(); } _list.Add(1); }")]
    [InlineData("public void M() { _old.AcquireReaderLock(-1); try { var cookie = _old.UpgradeToWriterLock(-1); try { _map[1] = \"\"; } finally { _old.DowngradeFromWriterLock(ref cookie); } } finally { _old.ReleaseReaderLock(); } }")]
    [InlineData("public void M() { _rw.EnterReadLock(); try { Put(); } finally { _rw.ExitReadLock(); } } public void N() { _rw.EnterWriteLock(); try { Put(); } finally { _rw.ExitWriteLock(); } } public void Put() => _list.Add(1);")]
    public Task Accepts_reads_and_writes_that_something_orders(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("public void M() { _rw.EnterReadLock(); try { if (_count == 0) { [|_rw.EnterWriteLock()|]; try { _count = 1; } finally { _rw.ExitWriteLock(); } } } finally { _rw.ExitReadLock(); } }")]
    [InlineData("public void M() { _rw.EnterReadLock(); [|_rw.EnterUpgradeableReadLock()|]; _rw.ExitUpgradeableReadLock(); _rw.ExitReadLock(); }")]
    [InlineData("public void M() { _old.AcquireReaderLock(-1); try { [|_old.AcquireWriterLock(-1)|]; _count = 1; _old.ReleaseWriterLock(); } finally { _old.ReleaseReaderLock(); } }")]
    public Task Reports_the_write_lock_on_top_of_the_read_lock(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("public void M() { _rw.EnterReadLock(); try { Put(); } finally { _rw.ExitReadLock(); } } void Put() { _rw.EnterWriteLock(); try { _count = 1; } finally { _rw.ExitWriteLock(); } }")]
    [InlineData("public void M() { _rw.EnterReadLock(); _rw.ExitReadLock(); _rw.EnterWriteLock(); _rw.ExitWriteLock(); }")]
    [InlineData("public void M(bool b) { if (b) _rw.EnterReadLock(); else _rw.EnterWriteLock(); if (b) _rw.ExitReadLock(); else _rw.ExitWriteLock(); }")]
    [InlineData("public void M() { _rw.EnterReadLock(); try { s_rw.EnterWriteLock(); s_rw.ExitWriteLock(); } finally { _rw.ExitReadLock(); } }")]
    [InlineData("public void M() { _rw.EnterWriteLock(); try { _rw.EnterReadLock(); _rw.ExitReadLock(); } finally { _rw.ExitWriteLock(); } }")]
    public Task Accepts_modes_that_go_together(string members) => Verify.VerifyAsync(Program(members));

    [Fact]
    public Task Says_what_and_why() => Verify.VerifyAsync(
        Program("public void M() { {|#1:_rw.EnterReadLock()|}; try { {|#0:_count++|}; } finally { {|#2:_rw.ExitReadLock()|}; } }"),
        Verify.Finding().WithLocation(0).WithLocation(1).WithLocation(2).WithArguments("_count++", "changes '_count' under the read lock of '_rw', which other threads hold at the same time"));

    [Fact]
    public Task Fixes_the_mode() => Fix.FixesAsync(
        """
        using System.Collections.Generic;
        using System.Threading;

        class Routes
        {
            private readonly ReaderWriterLockSlim _lock = new();
            private readonly Dictionary<string, string> _routes = new();

            public void Add(string host, string target)
            {
                _lock.EnterReadLock(); // take
                try
                {
                    [|_routes[host] = target|];
                }
                finally
                {
                    _lock.ExitReadLock();
                }
            }
        }
        """,
        """
        using System.Collections.Generic;
        using System.Threading;

        class Routes
        {
            private readonly ReaderWriterLockSlim _lock = new();
            private readonly Dictionary<string, string> _routes = new();

            public void Add(string host, string target)
            {
                _lock.EnterWriteLock(); // take
                try
                {
                    _routes[host] = target;
                }
                finally
                {
                    _lock.ExitWriteLock();
                }
            }
        }
        """);

    [Fact]
    public Task Fixes_an_upgrade() => Fix.FixesAsync(
        """
        using System.Threading;

        class C
        {
            private readonly ReaderWriterLockSlim _lock = new();
            private int _n;

            public void M()
            {
                _lock.EnterReadLock();
                try
                {
                    if (_n > 0)
                        return;
                    [|_lock.EnterWriteLock()|];
                    try { _n = 1; }
                    finally { _lock.ExitWriteLock(); }
                }
                finally { _lock.ExitReadLock(); }
            }
        }
        """,
        """
        using System.Threading;

        class C
        {
            private readonly ReaderWriterLockSlim _lock = new();
            private int _n;

            public void M()
            {
                _lock.EnterUpgradeableReadLock();
                try
                {
                    if (_n > 0)
                        return;
                    _lock.EnterWriteLock();
                    try { _n = 1; }
                    finally { _lock.ExitWriteLock(); }
                }
                finally { _lock.ExitUpgradeableReadLock(); }
            }
        }
        """);

    [Fact]
    public Task Offers_nothing_where_the_caller_has_the_lock() => Fix.OffersNothingAsync("""
        using System.Threading;
        class C
        {
            private readonly ReaderWriterLockSlim _lock = new();
            private int _n;
            public void M() { _lock.EnterReadLock(); try { N(); } finally { _lock.ExitReadLock(); } }
            private void N() => [|_n++|];
        }
        """);

    [Fact]
    public Task Reports_a_write_under_a_read_scope_of_the_users_own() => Verify.VerifyAsync("""
        static class Scopes
        {
            public static IDisposable Read(this ReaderWriterLockSlim l) { l.EnterReadLock(); return new Reading(l); }
            public static IDisposable Write(this ReaderWriterLockSlim l) { l.EnterWriteLock(); return new Writing(l); }
            class Reading : IDisposable { readonly ReaderWriterLockSlim l; public Reading(ReaderWriterLockSlim l) => this.l = l; public void Dispose() => l.ExitReadLock(); }
            class Writing : IDisposable { readonly ReaderWriterLockSlim l; public Writing(ReaderWriterLockSlim l) => this.l = l; public void Dispose() => l.ExitWriteLock(); }
        }
        class C
        {
            readonly ReaderWriterLockSlim _rw = new();
            readonly List<int> _list = new();
            void M() { using (_rw.Read()) { [|_list.Add(1)|]; } }
            void N() { using (_rw.Write()) { _list.Add(1); } }
            int O() { using var reading = _rw.Read(); return _list.Count; }
        }
        """);

    [Fact]
    public Task Accepts_what_is_kept_beside_the_object_that_is_locked() => Verify.VerifyAsync(
        """
        public class Table { public readonly ReaderWriterLockSlim Gate = new(); public List<int> Rows = new(); }
        public class Query
        {
            private readonly Table _table;
            private int _at;
            public Query(Table table) { _table = table; }
            public void Find() { _table.Gate.EnterUpgradeableReadLock(); try { _at = _table.Rows.Count; } finally { _table.Gate.ExitUpgradeableReadLock(); } }
            public void Next() { _table.Gate.EnterUpgradeableReadLock(); try { _at = _table.Rows[_at]; } finally { _table.Gate.ExitUpgradeableReadLock(); } }
        }
        """);

    /// <summary>What another object makes is no lock that is held from then on.</summary>
    [Theory]
    [InlineData("string made = _store.Make(1);")]
    [InlineData("string made; using (var part = _store.Open(1)) made = part.ToString();")]
    public Task Reports_a_write_behind_a_call_of_another_object(string make) => Verify.VerifyAsync($$"""
        public interface IStore { string Make(int key); IDisposable Open(int key); }
        public class C
        {
            readonly ReaderWriterLockSlim _rw = new();
            readonly Dictionary<int, string> _map = new();
            readonly IStore _store;
            public void M() { _rw.EnterReadLock(); try { {{make}} [|_map[1] = made|]; } finally { _rw.ExitReadLock(); } }
        }
        """);
}
