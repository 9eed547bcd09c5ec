using Microsoft.CodeAnalysis;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Deadlocks.THR0201OppositeLockOrder>;

namespace ThreadingAnalyzers.Tests.Rules.Deadlocks;

public class THR0201OppositeLockOrderTests
{
    private static string Members(string members) => $$"""
        class C
        {
            readonly object _a = new(), _b = new(), _gate = new();
            static readonly object s_a = new(), s_b = new();
            readonly SemaphoreSlim _one = new(1, 1), _many = new(4);
            readonly ReaderWriterLockSlim _rw = new();
            int _n;
            bool Ask() => true;
            {{members}}
        }
        """;

    [Theory]
    [InlineData("void M() { lock (_a) lock ([|_b|]) _n++; } void N() { lock (_b) lock (_a) _n--; }")]
    [InlineData("void M() { lock (this._a) { lock ([|this._b|]) { _n++; } } } void N() { lock (_b) { if (Ask()) lock (_a) _n--; } }")]
    [InlineData("static void M() { lock (s_a) lock ([|s_b|]) { } } static void N() { lock (s_b) { lock (s_a) { } } }")]
    [InlineData("void M() { lock (_a) [|Inner()|]; } void Inner() { lock (_b) _n++; } void N() { lock (_b) lock (_a) _n--; }")]
    [InlineData("void M() { lock (_a) [|Inner()|]; } void Inner() => More(); void More() { lock (_b) _n++; } void N() { lock (_b) Other(); } void Other() { lock (_a) _n--; }")]
    [InlineData("void M() { Monitor.Enter(_a); try { [|Monitor.Enter(_b)|]; try { _n++; } finally { Monitor.Exit(_b); } } finally { Monitor.Exit(_a); } } void N() { lock (_b) lock (_a) _n--; }")]
    [InlineData("int P { get { lock (_b) return _n; } } void M() { lock (_a) _n = [|P|]; } void N() { lock (_b) lock (_a) _n--; }")]
    [InlineData("int P { set { lock (_b) _n = value; } } void M() { lock (_a) [|P|] = 3; } void N() { lock (_b) lock (_a) _n--; }")]
    [InlineData("async Task M() { await _one.WaitAsync(); try { lock ([|_a|]) _n++; } finally { _one.Release(); } } void N() { lock (_a) { _one.Wait(); _one.Release(); } }")]
    [InlineData("void M() { _rw.EnterReadLock(); try { lock ([|_a|]) _n++; } finally { _rw.ExitReadLock(); } } void N() { lock (_a) { _rw.EnterWriteLock(); _rw.ExitWriteLock(); } }")]
    [InlineData("void M(Action go) { lock (_a) lock ([|_b|]) _n++; } void N() { Task.Run(() => { lock (_b) lock (_a) _n--; }); }")]
    [InlineData("void M() { var a = _a; lock (a) { var b = _b; lock ([|b|]) _n++; } } void N() { lock (_b) lock (_a) _n--; }")]
    [InlineData("void M() { void L() { lock (_b) _n++; } lock (_a) [|L()|]; } void N() { lock (_b) lock (_a) _n--; }")]
    [InlineData("void M(int[] items) { lock (_a) items.ToList().ForEach(i => { lock ([|_b|]) _n += i; }); } void N() { lock (_b) lock (_a) _n--; }")]
    [InlineData("void M() => Both(_a, _b); void N() => Both(_b, _a); void Both(object one, object two) { lock (one) lock ([|two|]) _n++; }")]
    [InlineData("void M() { lock (_a) lock ([|_b|]) lock (_gate) _n++; } void N() { lock (_b) lock (_gate) _n--; lock (_gate) { } lock (_b) lock (_a) { } }")]
    [InlineData("class D { readonly object _d = new(); public void Do(C c) { lock (_d) lock ([|c._a|]) { } } public void Go(C c) { lock (c._a) lock (_d) { } } }")]
    [InlineData("void M() { object a = new(), b = new(); Task.Run(() => { lock (a) lock ([|b|]) _n++; }); Task.Run(() => { lock (b) lock (a) _n--; }); }")]
    [InlineData("void M(object a, object b) { new Thread(() => { lock (a) lock ([|b|]) _n++; }).Start(); new Thread(() => { lock (b) lock (a) _n--; }).Start(); }")]
    [InlineData("readonly Lock _x = new(), _y = new(); void M() { using (_x.EnterScope()) using ([|_y.EnterScope()|]) _n++; } void N() { using (_y.EnterScope()) using (_x.EnterScope()) _n--; }")]
    [InlineData("readonly SemaphoreSlim _two = new(1); async Task M() { await _one.WaitAsync(); await [|_two.WaitAsync()|]; _two.Release(); _one.Release(); } async Task N() { await _two.WaitAsync(); await _one.WaitAsync(); _one.Release(); _two.Release(); }")]
    public Task Reports_opposite_orders(string members) => Verify.VerifyAsync(Members(members));

    [Theory]
    [InlineData("void M() { lock (_a) lock (_b) _n++; } void N() { lock (_a) lock (_b) _n--; }")]
    [InlineData("void M() { lock (_a) lock (_b) _n++; } void N() { lock (_b) _n--; lock (_a) _n--; }")]
    // A gate keeps them apart.
    [InlineData("void M() { lock (_gate) lock (_a) lock (_b) _n++; } void N() { lock (_gate) lock (_b) lock (_a) _n--; }")]
    [InlineData("void M() { lock (_gate) First(); } void First() { lock (_a) lock (_b) _n++; } void N() { lock (_gate) { lock (_b) lock (_a) _n--; } }")]
    // Taken before, and only again.
    [InlineData("void M() { lock (_a) lock (_b) lock (_a) _n++; }")]
    [InlineData("void M() { lock (_a) { lock (_b) Again(); } } void Again() { lock (_a) _n++; }")]
    [InlineData("void M() { lock (_a) lock (_b) _n++; } void N() { lock (_a) { lock (_b) { lock (_a) _n--; } } }")]
    // Given back in between, or only tried.
    [InlineData("void M() { lock (_a) lock (_b) _n++; } void N() { Monitor.Enter(_b); Monitor.Exit(_b); lock (_a) _n--; }")]
    [InlineData("void M() { lock (_a) lock (_b) _n++; } void N() { lock (_b) if (Monitor.TryEnter(_a)) { _n--; Monitor.Exit(_a); } }")]
    [InlineData("void M() { lock (_a) lock (_b) _n++; } void N() { lock (_b) if (Monitor.TryEnter(_a, 100)) { _n--; Monitor.Exit(_a); } }")]
    // Readers do not exclude each other.
    [InlineData("readonly ReaderWriterLockSlim _s = new(); void M() { _rw.EnterReadLock(); _s.EnterReadLock(); _s.ExitReadLock(); _rw.ExitReadLock(); } void N() { _s.EnterReadLock(); _rw.EnterReadLock(); _rw.ExitReadLock(); _s.ExitReadLock(); }")]
    // A throttle is no lock.
    [InlineData("void M() { _many.Wait(); lock (_a) _n++; _many.Release(); } void N() { lock (_a) { _many.Wait(); _many.Release(); } }")]
    // What runs later does not run under the lock.
    [InlineData("void M() { lock (_a) lock (_b) _n++; } void N() { lock (_b) Task.Run(() => { lock (_a) _n--; }); }")]
    [InlineData("void M() { lock (_a) lock (_b) _n++; } Action N() { lock (_b) return () => { lock (_a) _n--; }; }")]
    [InlineData("void M() { lock (_a) lock (_b) _n++; } async Task Later() { await Task.Yield(); lock (_a) _n--; } void N() { lock (_b) _ = Later(); }")]
    // Nobody else has the object while it is made.
    [InlineData("C() { lock (_b) lock (_a) _n--; } void M() { lock (_a) lock (_b) _n++; }")]
    // Locals of two runs.
    [InlineData("object Find(int key) => _a; void M(int x, int y) { var a = Find(x); var b = Find(y); lock (a) lock (b) _n++; lock (b) lock (a) _n--; }")]
    // The locks of two objects.
    [InlineData("void M() { lock (_a) lock (_b) _n++; } static void N(C x, C y) { lock (x._b) lock (y._a) { } }")]
    public Task Accepts_one_order(string members) => Verify.VerifyAsync(Members(members));

    [Theory]
    [InlineData("public void Transfer(C to) { lock (_a) lock ([|to._a|]) { to._n++; _n--; } }")]
    [InlineData("public static void Transfer(C from, C to) { lock (from._a) { lock ([|to._a|]) { to._n++; } } }")]
    [InlineData("public static void Transfer(C from, C to) { lock (from) lock ([|to|]) to._n++; }")]
    [InlineData("public void Transfer(C to) { lock (_a) [|to.Add(1)|]; } void Add(int n) { lock (_a) _n += n; }")]
    [InlineData("public void Copy(C from) { lock (_a) _n = [|from.Count|]; } public int Count { get { lock (_a) return _n; } }")]
    [InlineData("public override bool Equals(object o) { if (o is not C other) return false; return Same(other); } public bool Same(C other) { lock (_a) lock ([|other._a|]) return _n == other._n; } public override int GetHashCode() => 0;")]
    public Task Reports_one_lock_of_two_objects(string members) => Verify.VerifyAsync(Members(members));

    [Theory]
    [InlineData("int _id; public void Transfer(C to) { var first = _id < to._id ? this : to; var second = _id < to._id ? to : this; lock (first._a) lock (second._a) to._n++; }")]
    [InlineData("int _id; public static void Transfer(C from, C to) { if (from._id > to._id) (from, to) = (to, from); lock (from._a) lock (to._a) to._n++; }")]
    [InlineData("int _id; public static void Transfer(C from, C to) { if (from._id < to._id) { lock (from._a) lock (to._a) to._n++; } else { lock (to._a) lock (from._a) to._n++; } }")]
    [InlineData("int _id; public void Transfer(C to) { if (_id > to._id) { to.Transfer(this); return; } lock (_a) lock (to._a) to._n++; }")]
    [InlineData("C _parent; public void Up() { lock (_a) lock (_parent._a) _n++; }")]
    [InlineData("List<C> _children; public void Down() { lock (_a) foreach (var child in _children) lock (child._a) child._n++; }")]
    [InlineData("public void Transfer(C to) { lock (s_a) lock (_a) lock (to._a) to._n++; }")]
    [InlineData("public void Transfer(C to) { lock (_a) _n--; lock (to._a) to._n++; }")]
    [InlineData("public void Transfer(C to) { lock (to._a) to._n++; }")]
    public Task Accepts_two_objects_in_an_order(string members) => Verify.VerifyAsync(Members(members));

    [Theory]
    [InlineData("", DiagnosticSeverity.Warning)]
    [InlineData("C _parent;", DiagnosticSeverity.Info)]
    [InlineData("readonly List<C> _children = new();", DiagnosticSeverity.Info)]
    [InlineData("static C s_default;", DiagnosticSeverity.Warning)]
    public Task Only_informs_where_the_objects_may_form_a_tree(string member, DiagnosticSeverity severity) => Verify.VerifyAsync(
        Members(member + " public void Add(C to) { lock (_a) lock ({|#0:to._a|}) to._n++; }"),
        Verify.Finding().WithLocation(0).WithSeverity(severity).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));

    [Fact]
    public Task Names_both_orders_and_shows_both_ways() => Verify.VerifyAsync(
        Members("void M() { lock ({|#1:_a|}) {|#0:Inner()|}; } void Inner() { lock ({|#2:_b|}) _n++; } void N() { lock ({|#3:_b|}) lock ({|#4:_a|}) _n--; }"),
        Verify.Finding().WithLocation(0).WithLocation(1).WithLocation(2).WithLocation(3).WithLocation(4)
            .WithArguments("_b", "_a", "and '_a' while '_b' is held in 'N' (line 9)"));

    [Fact]
    public Task KnownMiss_cycles_of_three_locks() => Verify.VerifyAsync(Members(
        "void M() { lock (_a) lock (_b) _n++; } void N() { lock (_b) lock (_gate) _n--; } void O() { lock (_gate) lock (_a) { } }"));
}
