using Atomic = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0307AtomicAndPlainAccess>;
using Check = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0310CheckThenAct>;
using DoubleCheck = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0316BrokenDoubleCheck>;
using Guards = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0303TwoGuards>;
using LooksAtomic = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0306ChangeOnlyLooksAtomic>;
using Once = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0325OnceFlag>;
using Swap = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0313CompareAndSwap>;
using Update = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>What good libraries do, and what it looks like; each beside the defect that it resembles.</summary>
public class LibraryShapesTests
{
    private static string Type(string members) => $$"""
        enum Kind { Sum, Gauge, Histogram }
        struct Offset { public int Page; public int Byte; }
        class C
        {
            {{members}}
        }
        """;

    [Theory]
    [InlineData("readonly Kind _kind; long _n; readonly object _gate = new(); public void Put() { switch (_kind) { case Kind.Sum: Interlocked.Increment(ref _n); break; case Kind.Histogram: Slowly(); break; } } void Slowly() { lock (_gate) _n++; }")]
    [InlineData("readonly Kind _kind; long _n, _seen; public void Put() { switch (_kind) { case Kind.Sum: case Kind.Gauge: Interlocked.Add(ref _n, 2); break; } } public void Take() { switch (_kind) { case Kind.Sum: _seen = Interlocked.Read(ref _n); break; case Kind.Histogram: _seen = _n; _n = 0; break; } }")]
    [InlineData("long _word; public bool Lock() { long w = _word; return Interlocked.CompareExchange(ref _word, w | 1, w) == w; } public void A() { _word |= 2; } public void B() { _word |= 4; } public void D() { _word |= 8; } public void E() { _word &= ~2; } public void F() { _word &= ~4; } public void G() { _word &= ~8; }")]
    [InlineData("int _n; readonly ConcurrentQueue<Action> _q = new(); public void Add() { Interlocked.Increment(ref _n); } public void Drain(Action a) { Interlocked.Decrement(ref _n); a(); if (_n == 0) Console.Write(1); }")]
    [InlineData("int _n; int[] _rest; public void Add() { _rest[_n++] = 1; } public void Grow() { _rest = _rest; } public void Dispose() { Interlocked.Exchange(ref _n, 0); }")]
    [InlineData("int _used; public void Take() { Interlocked.Increment(ref _used); } public bool Evict() { if (_used < -1000) return false; _used = int.MinValue; return true; }")]
    public Task Accepts_plain_and_atomic_changes_apart(string members) => Atomic.VerifyAsync(Type(members));

    [Theory]
    [InlineData("readonly Kind _kind; long _n; readonly object _gate = new(); public void Put() { switch (_kind) { case Kind.Sum: Interlocked.Increment(ref _n); break; case Kind.Histogram: Slowly(); break; } } public void Slowly() { lock (_gate) [|_n++|]; }")]
    [InlineData("Kind _kind; long _n; readonly object _gate = new(); public void Put() { switch (_kind) { case Kind.Sum: Interlocked.Increment(ref _n); _kind = Kind.Histogram; break; case Kind.Histogram: Slowly(); break; } } void Slowly() { lock (_gate) [|_n++|]; }")]
    [InlineData("int _n; public bool Add() { Interlocked.Increment(ref _n); Console.Write(2); return [|_n|] > 3; }")]
    [InlineData("int _n; public void Add() { [|_n++|]; } public void Dispose() { Interlocked.Decrement(ref _n); }")]
    public Task Reports_those_that_meet(string members) => Atomic.VerifyAsync(Type(members));

    [Theory]
    [InlineData("Offset _tail; public void Start() { for (int i = 0; i < 3; i++) Task.Run(() => Next()); } public int Next() { Offset t = _tail; if (t.Byte > 9) { t.Page++; t.Byte = 0; } return t.Page; }")]
    public Task Accepts_a_copy_of_a_struct(string members) => Update.VerifyAsync(Type(members));

    [Theory]
    [InlineData("readonly object _g = new(); bool _failed; bool _busy; public void Do(Action a) { lock (_g) { if (_failed) return; _busy = true; } try { a(); } catch { lock (_g) { _failed = true; } throw; } }")]
    [InlineData("readonly object _g = new(); bool _open = true; public bool IsOpen(Func<bool> healthy) { lock (_g) { if (!_open) return false; } if (healthy()) return true; lock (_g) { _open = false; } return false; }")]
    [InlineData("readonly ConcurrentDictionary<string, ConcurrentBag<int>> _d = new(); public void Add(string k, int i) { _d.GetOrAdd(k, _ => new()).Add(i); } public void Trim(string k) { if (_d.TryGetValue(k, out var v) && v.IsEmpty && _d.TryRemove(k, out var gone) && !gone.IsEmpty) foreach (var i in gone) Add(k, i); }")]
    public Task Accepts_marks_for_what_happened_meanwhile(string members) => Check.VerifyAsync(Type(members));

    [Theory]
    [InlineData("readonly object _g = new(); bool _started; public void Start() { lock (_g) { if (_started) return; } new Thread(() => { }).Start(); lock (_g) { [|_started = true|]; } }")]
    [InlineData("readonly object _g = new(); bool _started; public void Start() { bool known; lock (_g) { known = _started; } if (!known) { new Thread(() => { }).Start(); lock (_g) { [|_started = true|]; } } }")]
    [InlineData("readonly ConcurrentDictionary<string, ConcurrentBag<int>> _d = new(); public void Add(string k, int i) { _d.GetOrAdd(k, _ => new()).Add(i); } public void Trim(string k) { if (_d.TryGetValue(k, out var v) && [|v.IsEmpty|]) _d.TryRemove(k, out var gone); }")]
    public Task Reports_what_the_check_alone_decides(string members) => Check.VerifyAsync(Type(members));

    [Theory]
    [InlineData("readonly object _g = new(); string _v; readonly Dictionary<string, string> _in = new(); public string Get() { if (_v == null) lock (_g) { if (_v == null) { _v = \"x\"; SetValue(_v); } } return _v; } public void SetValue(string v) { _v = v; }")]
    [InlineData("class Log { public void Size(long n) { } } static class Source { public static readonly Log Out = new(); } readonly object _g = new(); volatile bool _done; long _size; public void Ensure() { if (_done) return; lock (_g) { if (_done) return; _size = 3; _done = true; Source.Out.Size(_size); } }")]
    public Task Accepts_what_is_complete(string members) => DoubleCheck.VerifyAsync(Type(members));

    [Theory]
    [InlineData("ImmutableList<int> _all = ImmutableList<int>.Empty; readonly object _g = new(); public void Add(int i) { lock (_g) _all = _all.Add(i); } public int Drop() { return Interlocked.Exchange(ref _all, _all.Clear()).Count; }")]
    public Task Accepts_what_only_empties(string members) => LooksAtomic.VerifyAsync("using System.Collections.Immutable;\n" + Type(members));

    [Fact]
    public Task Accepts_growth_that_others_have_done() => Swap.VerifyAsync(Type("int _size = 2, _count; public void Add() { int n = _size; if (Interlocked.Increment(ref _count) / n > 5) Interlocked.CompareExchange(ref _size, 2 * n, n); }"));

    [Fact]
    public Task Accepts_one_at_a_time_behind_a_count() => Once.VerifyAsync(Type(
        "int _rounds, _active; readonly ConcurrentQueue<Action> _q = new(); public void Drain() { if (Interlocked.Increment(ref _rounds) != 1) return; do { if (Volatile.Read(ref _active) == 0 && _q.TryDequeue(out var a)) { Interlocked.Exchange(ref _active, 1); a(); } } while (Interlocked.Decrement(ref _rounds) != 0); }"));

    [Fact]
    public Task Reports_two_locks_of_one_member_that_anybody_calls() => Guards.VerifyAsync(Type(
        "readonly object _a = new(), _b = new(); string _now; public string Take() { string now = _now; if (now == null) { lock (_a) { now = _now; if (now == null) _now = now = \"x\"; } } lock (_b) { [|_now = null|]; } return now; }").Replace("class C", "public class C"));

    [Fact]
    public Task Accepts_two_locks_of_which_one_is_always_held() => Guards.VerifyAsync(Type(
        "readonly object _a = new(), _b = new(); string _now; public void Set(string s) { lock (_b) { lock (_a) _now = s; } } public void Clear() { lock (_b) { lock (_a) { _now = null; } } } public string Now() { lock (_a) return _now; }"));

    [Fact]
    public Task Reports_a_flag_that_announces_an_element() => DoubleCheck.VerifyAsync(Type(
        "readonly object _g = new(); bool _ready; readonly string[] _all = new string[3]; public string First() { Ensure(); return _all[0]; } void Ensure() { if ([|_ready|]) return; lock (_g) { if (!_ready) { _all[0] = new string('x', 3); _ready = true; } } }"));

    [Fact]
    public Task Accepts_an_array_that_is_looked_at_under_another_lock() => Guards.VerifyAsync(Type(
        "readonly object _a = new(), _b = new(); readonly string[] _m = new string[9]; int _n; public void Add(string s) { lock (_a) { _m[_n] = s; _n++; } } public void Set(int i) { lock (_a) _m[i] = null; } public string First() { lock (_b) return _m[0]; }"));
}
