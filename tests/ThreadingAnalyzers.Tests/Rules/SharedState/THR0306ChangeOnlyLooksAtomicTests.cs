using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0306ChangeOnlyLooksAtomic>;
using VerifyFix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.SharedState.THR0306ChangeOnlyLooksAtomic, ThreadingAnalyzers.CodeFixes.SharedState.THR0306ChangeOnlyLooksAtomicCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0306ChangeOnlyLooksAtomicTests
{
    private static string Program(string body) => $$"""
        class C
        {
            volatile int _v; static volatile int s_v; volatile bool _flag; int _n; static Action s_hook; Action _hook; volatile string _s; static string s_plain = "";
            static ImmutableList<int> s_list = ImmutableList<int>.Empty; ImmutableDictionary<string, int> _map = ImmutableDictionary<string, int>.Empty;
            static ImmutableArray<int> S { get; set; }
            readonly object _gate = new();
            void M(int x, Action a) { {{body}} }
            void Locked() { lock (_gate) { } }
        }
        """;

    [Theory]
    [InlineData("[|_v++|];")]
    [InlineData("[|--_v|];")]
    [InlineData("[|_v += x|];")]
    [InlineData("[|this._v |= x|];")]
    [InlineData("[|_v = _v + 1|];")]
    [InlineData("[|_flag = !_flag|];")]
    [InlineData("[|s_v++|];")]
    [InlineData("[|C.s_v *= 2|];")]
    [InlineData("if ([|_v++|] > 3) Locked();")]
    [InlineData("var old = _v; [|_v = old + 1|];")]
    [InlineData("[|_s += x|];")]
    [InlineData("[|s_list = s_list.Add(x)|];")]
    [InlineData("[|s_list = s_list.Where(y => y > x).ToImmutableList()|];")]
    [InlineData("var l = s_list; [|s_list = l.Add(1)|];")]
    [InlineData("[|_map = _map.SetItem(\"\", x)|];")]
    [InlineData("[|S = S.Add(x)|];")]
    [InlineData("[|s_hook += a|];")]
    [InlineData("[|s_hook -= a|];")]
    [InlineData("[|s_hook = (Action)Delegate.Combine(s_hook, a)|];")]
    [InlineData("Task.Run(() => [|_v++|]);")]
    [InlineData("[|Interlocked.Exchange(ref _n, _n + 1)|];")]
    [InlineData("[|Interlocked.Exchange(ref s_list, s_list.Add(x))|];")]
    [InlineData("[|Volatile.Write(ref _n, Volatile.Read(ref _n) + 1)|];")]
    public Task Reports_two_steps(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("_v = x; _flag = true; x = _v;")]
    [InlineData("lock (_gate) _v++;")]
    [InlineData("lock (_gate) { s_list = s_list.Add(x); s_hook += a; }")]
    [InlineData("Interlocked.Increment(ref _v);")]
    [InlineData("ImmutableInterlocked.Update(ref s_list, l => l.Add(x));")]
    [InlineData("ImmutableList<int> old, next; do { old = s_list; next = old.Add(x); } while (Interlocked.CompareExchange(ref s_list, next, old) != old);")]
    [InlineData("s_list = ImmutableList<int>.Empty;")]
    [InlineData("s_list = ImmutableList<int>.Empty.Add(x);")]
    [InlineData("var list = ImmutableList<int>.Empty; list = list.Add(x);")]
    [InlineData("var c = new C(); c._v++;")]
    [InlineData("_n++; s_plain += x;")]
    [InlineData("_hook += a;")]
    [InlineData("s_hook = a;")]
    [InlineData("Volatile.Write(ref _n, _n + 1);")]
    [InlineData("var old = Interlocked.Exchange(ref _n, 0);")]
    [InlineData("Interlocked.Exchange(ref _n, _v);")]
    [InlineData("lock (_gate) Volatile.Write(ref _n, Volatile.Read(ref _n) + 1);")]
    public Task Accepts_one_step_and_locks(string body) => Verify.VerifyAsync(Program(body));

    [Fact]
    public Task Accepts_construction_and_single_threaded_state() => Verify.VerifyAsync("""
        class State
        {
            volatile int _v; static Action s_hook; static ImmutableList<int> s_all = ImmutableList<int>.Empty;
            public State() { _v++; Init(1); } void Init(int x) { _v++; Init(); } void Init() { _v += 2; }
            static State() { s_hook += () => { }; s_all = s_all.Add(1); }
        }
        class Parser
        {
            ImmutableList<int> _items = ImmutableList<int>.Empty;
            public ImmutableList<int> Items { get; private set; } = ImmutableList<int>.Empty;
            public void Add(int x) { _items = _items.Add(x); Items = Items.Add(x); }
        }
        """);

    [Fact]
    public Task Reports_accessors_of_an_event() => Verify.VerifyAsync("""
        class C
        {
            Action _changed; readonly object _gate = new(); Action _locked, _safe, _marked;
            public event Action Changed { add { [|_changed += value|]; } remove => [|_changed -= value|]; }
            public event Action Locked { add { lock (_gate) _locked += value; } remove { lock (_gate) _locked -= value; } }
            public event Action Marked { [MethodImpl(MethodImplOptions.Synchronized)] add { _marked += value; } [MethodImpl(MethodImplOptions.Synchronized)] remove { _marked -= value; } }
            public event Action Safe
            {
                add { Action old, next; do { old = _safe; next = old + value; } while (Interlocked.CompareExchange(ref _safe, next, old) != old); }
                remove { }
            }
        }
        """);

    /// <summary>Hooks and what heirs call come when the base class says so; what anybody else calls as well, or a thread of the object's own, does not.</summary>
    [Theory]
    [InlineData("protected void Set(int f) { {|#0:_state |= f|}; }", true)]
    [InlineData("protected override void OnRead() { Mark(); } void Mark() { {|#0:_state |= 4|}; }", true)]
    [InlineData("protected void Set(int f) { {|#0:_state |= f|}; } public void Write() => Set(2);", false)]
    [InlineData("protected void Set(int f) { {|#0:_state |= f|}; } public void Start() => Task.Run(() => Set(2));", false)]
    [InlineData("internal void Set(int f) { {|#0:_state |= f|}; }", false)]
    [InlineData("void Set(int f) { {|#0:_state |= f|}; }", false)]
    public Task Says_less_of_what_is_left_to_the_base_class(string members, bool isLess) => Verify.VerifyAsync($$"""
        public class Base { protected virtual void OnRead() { } }
        public class Channel : Base { volatile int _state; {{members}} }
        """, Verify.Finding().WithSeverity(isLess ? Microsoft.CodeAnalysis.DiagnosticSeverity.Info : Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0));

    /// <summary>The class around it holds a lock wherever it calls.</summary>
    [Theory]
    [InlineData("lock (_gate) _entry.Add(n);", "All = All.Add(n)")]
    [InlineData("_entry.Add(n);", "[|All = All.Add(n)|]")]
    public Task Tells_a_nested_object_under_the_lock_from_a_bare_one(string call, string change) => Verify.VerifyAsync($$"""
        public class Table
        {
            sealed class Entry { public ImmutableArray<int> All { get; set; } = ImmutableArray<int>.Empty; public void Add(int n) { {{change}}; } }
            readonly object _gate = new(); readonly Entry _entry = new();
            public void Put(int n) { {{call}} }
            public int Count { get { lock (_gate) return _entry.All.Length; } }
        }
        """);

    [Fact]
    public Task Reports_a_delegate_of_another_type() => Verify.VerifyAsync("""
        static class Hooks { public static Action Loaded; }
        class C { void M() => Parallel.For(0, 9, i => [|Hooks.Loaded += () => { }|]); }
        """);

    [Theory]
    [InlineData("[|_v++|];", "Interlocked.Increment(ref _v);")]
    [InlineData("[|_v += x|];", "Interlocked.Add(ref _v, x);")]
    [InlineData("[|s_list = s_list.Add(x)|]; // new", "ImmutableInterlocked.Update(ref s_list, old => old.Add(x)); // new")]
    public Task Fixes_by_one_step(string before, string after) => VerifyFix.FixesAsync(Class(before), Class(after));

    /// <summary>An atomic change beside one in several steps would only look safe.</summary>
    [Theory]
    [InlineData("[|_v++|];", "[|_v -= x|];", "Interlocked.Increment(ref _v);", "Interlocked.Add(ref _v, -x);")]
    [InlineData("[|_v++|];", "lock (this) _v--;", "Interlocked.Increment(ref _v);", "lock (this) _v--;")]
    [InlineData("[|_v++|];", "_v = 0;", "Interlocked.Increment(ref _v);", "_v = 0;")]
    public Task Fixes_all_changes_of_the_place(string one, string other, string first, string second) => VerifyFix.FixesAsync(Class(one, other), Class(first, second));

    [Fact]
    public Task Offers_no_step_beside_a_change_that_stays() => VerifyFix.OffersNothingAsync(Class("[|_v++|];", "[|_v *= 2|];"));

    [Theory]
    [InlineData("[|s_list = s_list.Add(Next())|];")]
    [InlineData("[|_flag = !_flag|];")]
    public Task Offers_no_change_of_meaning(string before) => VerifyFix.OffersNothingAsync(Class(before));

    private static string Class(string body, string other = "") => $$"""
        using System.Collections.Immutable;
        using System.Threading;

        class C
        {
            volatile int _v;
            volatile bool _flag;
            static ImmutableList<int> s_list = ImmutableList<int>.Empty;
            static int Next() => 1;
            void M(int x)
            {
                {{body}}
            }
            void N(int x)
            {
                {{other}}
            }
        }
        """;

    [Theory]
    [InlineData("var old = _array; var copy = new int[old.Length + 1]; old.CopyTo(copy, 0); [|_array = copy|];")]
    [InlineData("var copy = new List<int>(_list); copy.Add(n); [|_list = copy|];")]
    [InlineData("var next = _set.Add(n); [|Interlocked.Exchange(ref _set, next)|];")]
    public Task Reports_a_copy_that_replaces_what_it_was_made_from(string body) => Verify.VerifyAsync(Copies(body));

    [Theory]
    [InlineData("lock (_gate) { var copy = new List<int>(_list); copy.Add(n); _list = copy; }")]
    [InlineData("var copy = new List<int>(); copy.Add(n); _list = copy;")]
    [InlineData("var old = _list; _list = old;")]
    [InlineData("var next = ImmutableHashSet.Create(n); Interlocked.Exchange(ref _set, next);")]
    public Task Accepts_a_copy_under_a_lock_and_other_values(string body) => Verify.VerifyAsync(Copies(body));

    private static string Copies(string body) => $$"""
        class C
        {
            readonly object _gate = new(); volatile int[] _array = new int[0]; volatile List<int> _list = new(); ImmutableHashSet<int> _set = ImmutableHashSet<int>.Empty;
            public void Add(int n) { {{body}} }
        }
        """;
}
