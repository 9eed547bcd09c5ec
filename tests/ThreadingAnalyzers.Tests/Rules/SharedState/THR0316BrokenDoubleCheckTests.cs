using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0316BrokenDoubleCheck,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0316BrokenDoubleCheckCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0316BrokenDoubleCheck>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0316BrokenDoubleCheckTests
{
    private static string InType(string members) => $$"""
        class X { public int Size { get; set; } public int N; public void Init() { } public int Compute() => 1; public X Load() => this; }
        class C
        {
            static X s_x; X _x; static readonly object s_gate = new(); readonly object _gate = new(); List<int> _list; int[] _array; int? _number; decimal _sum; (int, int) _pair; bool _ready; volatile bool _safe; string _text;
            Thread _thread; readonly SemaphoreSlim _permit = new(1, 1); readonly Dictionary<int, X> _map = new(); static readonly HashSet<int> s_set = new(); readonly Hashtable _table = new(); X X2 { get; set; }
            static X Make() => new(); void Fill(List<int> list) { } void LoadAll() { _text = ""; } void Tell() { }
            {{members}}
        }
        """.Replace("Hashtable _table", "System.Collections.Hashtable _table");

    [Theory]
    [InlineData("static X M() { if (s_x == null) { lock (s_gate) { if (s_x == null) { [|s_x = new X()|]; s_x.Init(); } } } return s_x; }")]
    [InlineData("X M() { if (_x is null) lock (_gate) if (_x is null) { [|_x = new X()|]; _x.Size = 3; } return _x; }")]
    [InlineData("X M() { if (_x != null) return _x; lock (_gate) { if (_x != null) return _x; [|_x = new X()|]; _x.N = 3; return _x; } }")]
    [InlineData("X M() { if (null == this._x) { lock (_gate) { if (null == this._x) { [|this._x = Make()|]; this._x.Load(); } } } return this._x; }")]
    [InlineData("List<int> M() { if (_list == null) lock (_gate) { if (_list == null) { [|_list = new()|]; foreach (var i in new[] { 1, 2 }) _list.Add(i); } } return _list; }")]
    [InlineData("List<int> M() { if (_list == null) lock (_gate) { if (_list == null) { [|_list = new()|]; Fill(_list); } } return _list; }")]
    [InlineData("int[] M() { if (_array == null) lock (_gate) { if (_array == null) { [|_array = new int[3]|]; _array[0] = 1; } } return _array; }")]
    [InlineData("X M() { var x = _x; if (x == null) { lock (_gate) { x = _x; if (x == null) { x = new X(); [|_x = x|]; x.Init(); } } } return x; }")]
    [InlineData("X M() { var x = Volatile.Read(ref _x); if (x == null) { lock (_gate) { if (_x == null) { x = new X(); [|Volatile.Write(ref _x, x)|]; x.Init(); } } } return _x; }")]
    [InlineData("X M() { if (X2 == null) { lock (_gate) { if (X2 == null) { [|X2 = new X()|]; X2.Init(); } } } return X2; }")]
    [InlineData("async Task<X> M() { if (_x == null) { await _permit.WaitAsync(); try { if (_x == null) { [|_x = new X()|]; _x.Init(); } } finally { _permit.Release(); } } return _x; }")]
    [InlineData("X M() { if (_x == null) { Monitor.Enter(_gate); try { if (_x == null) { [|_x = new X()|]; _x.Init(); } } finally { Monitor.Exit(_gate); } } return _x; }")]
    [InlineData("X M() { if (_x == null) Load(); return _x; } void Load() { lock (_gate) { if (_x != null) return; [|_x = new X()|]; _x.Init(); } }")]
    [InlineData("X M() { if (_x != null) return _x; return Load(); } X Load() { lock (_gate) { if (_x == null) { [|_x = new X()|]; _x.N = 1; } return _x; } }")]
    [InlineData("X M() { if (_x == null && _text != null) lock (_gate) if (_x == null) { [|_x = new X()|]; _x.Init(); } return _x; }")]
    public Task Reports_an_object_that_is_completed_after_it_is_stored(string members) => Verify.VerifyAsync(InType(members));

    [Theory]
    [InlineData("void M() { if (!_ready) { lock (_gate) { if (!_ready) { [|_ready = true|]; _text = \"x\"; } } } }")]
    [InlineData("void M() { if (!_safe) { lock (_gate) { if (!_safe) { [|_safe = true|]; LoadAll(); } } } }")]
    [InlineData("void M() { if (_safe) return; lock (_gate) { if (_safe) return; [|_safe = true|]; _map.Add(1, new X()); } }")]
    [InlineData("void M() { if (!_safe) Load(); } void Load() { lock (_gate) { if (_safe) return; [|_safe = true|]; LoadAll(); } }")]
    [InlineData("void M() { if (![|_ready|]) { lock (_gate) { if (!_ready) { LoadAll(); _ready = true; } } } }")]
    [InlineData("void M() { if ([|_ready|]) return; lock (_gate) { if (_ready) return; _text = \"x\"; _ready = true; } }")]
    public Task Reports_a_flag_that_tells_too_early(string members) => Verify.VerifyAsync(InType(members));

    [Theory]
    [InlineData("int M() { if ([|_number|] == null) lock (_gate) { if (_number == null) _number = 3; } return _number.Value; }")]
    [InlineData("int M() { if (![|_number|].HasValue) lock (_gate) { if (!_number.HasValue) _number = 3; } return _number.Value; }")]
    [InlineData("(int, int)? _both; (int, int) M() { if ([|_both|] is null) lock (_gate) { if (_both is null) _both = (1, 2); } return _both.Value; }")]
    public Task Reports_a_value_of_several_parts(string members) => Verify.VerifyAsync(InType(members));

    [Theory]
    [InlineData("X M(int k) { if (![|_map|].TryGetValue(k, out var x)) lock (_gate) { if (!_map.TryGetValue(k, out x)) _map[k] = x = new X(); } return x; }")]
    [InlineData("X M(int k) { if ([|_map|].ContainsKey(k)) return _map[k]; lock (_gate) { if (!_map.ContainsKey(k)) _map.Add(k, new X()); return _map[k]; } }")]
    [InlineData("void M(int k) { if ([|s_set|].Contains(k)) return; lock (s_set) s_set.Add(k); }")]
    [InlineData("void M(int k) { foreach (var i in [|s_set|]) if (i == k) return; lock (s_set) { s_set.Add(k); } }")]
    public Task Reports_a_collection_that_is_looked_up_without_the_lock(string members) => Verify.VerifyAsync(InType(members));

    [Theory]
    [InlineData("X M() { if (_x == null) lock (_gate) if (_x == null) _x = new X(); return _x; }")]
    [InlineData("X M() { if (_x == null) lock (_gate) if (_x == null) { var x = new X(); x.Init(); _x = x; } return _x; }")]
    [InlineData("X M() { lock (_gate) { if (_x == null) { _x = new X(); _x.Init(); } return _x; } }")]
    [InlineData("X M() { if (_x == null) lock (_gate) if (_x == null) { _x = new X(); _x.Compute(); } return _x; }")]
    [InlineData("void M() { if (_thread == null) lock (_gate) if (_thread == null) { _thread = new Thread(LoadAll); _thread.Start(); } }")]
    [InlineData("void M() { if (_x == null) lock (_gate) if (_x == null) { _x = new X(); _x.Init(); } }")]
    [InlineData("void M() { if (!_safe) { lock (_gate) { if (!_safe) { LoadAll(); _safe = true; } } } }")]
    [InlineData("void M() { if (!Volatile.Read(ref _ready)) { lock (_gate) { if (!_ready) { LoadAll(); _ready = true; } } } }")]
    [InlineData("void M() { lock (_gate) { if (!_ready) { _ready = true; LoadAll(); } } }")]
    [InlineData("void M() { if (!_ready) { lock (_gate) { if (!_ready) { _ready = true; } } } }")]
    [InlineData("void M() { if (!_safe) { lock (_gate) { if (!_safe) { _safe = true; _text = null; } } } }")]
    [InlineData("void M() { if (!_ready) { lock (_gate) { if (!_ready) { Tell(); _ready = true; } } } }")]
    [InlineData("void M() { if (!_ready) { lock (_gate) { if (!_ready) { Action later = () => _text = \"x\"; later(); _ready = true; } } } }")]
    [InlineData("void M() { if (!_ready) { lock (_gate) { if (!_ready) { LoadAll(); Thread.MemoryBarrier(); _ready = true; } } } }")]
    [InlineData("void M(int k) { if (s_set.Contains(k)) s_set.Clear(); lock (_gate) { s_set.Add(k); } }")]
    [InlineData("object M(int k) { var x = _table[k]; if (x == null) lock (_gate) { _table[k] = x = new X(); } return x; }")]
    [InlineData("X M(int k) { lock (_gate) { if (!_map.TryGetValue(k, out var x)) _map[k] = x = new X(); return x; } }")]
    [InlineData("void M(int k) { if (_map.Count > 9) return; lock (_gate) { _map[k] = new X(); } }")]
    [InlineData("C() { if (!_map.ContainsKey(1)) lock (_gate) _map[1] = new X(); }")]
    [InlineData("X M() { lock (_gate) return N(); } private X N() { if (_x == null) { _x = new X(); _x.Init(); } return _x; }")]
    [InlineData("int M() { if (_x == null || _list == null) { lock (_gate) { if (_x == null || _list == null) { _x = new X(); _list = new(); } } } return _list.Count; }")]
    public Task Accepts_what_is_complete_or_locked(string members) => Verify.VerifyAsync(InType(members));

    [Fact]
    public Task Fixes_with_a_local() => Fix.FixesAsync(
        """
        using System.Collections.Generic;

        class C
        {
            static Dictionary<string, int> s_map;
            static readonly object s_gate = new();
            static Dictionary<string, int> Map(string[] words)
            {
                if (s_map == null)
                    lock (s_gate)
                        if (s_map == null)
                        {
                            [|s_map = new()|]; // empty
                            foreach (var word in words)
                                s_map[word] = word.Length;
                            s_map.Remove("");
                        }
                return s_map;
            }
        }
        """,
        """
        using System.Collections.Generic;

        class C
        {
            static Dictionary<string, int> s_map;
            static readonly object s_gate = new();
            static Dictionary<string, int> Map(string[] words)
            {
                if (s_map == null)
                    lock (s_gate)
                        if (s_map == null)
                        {
                            Dictionary<string, int> map = new(); // empty
                            foreach (var word in words)
                                map[word] = word.Length;
                            map.Remove("");
                            s_map = map;
                        }
                return s_map;
            }
        }
        """);

    [Fact]
    public Task Fixes_a_flag_with_a_volatile_read() => Fix.FixesAsync(
        """
        class C
        {
            bool _ready; string _text;
            string M()
            {
                if (![|_ready|])
                    lock (this)
                        if (!_ready)
                        {
                            _text = "";
                            _ready = true;
                        }
                return _text;
            }
        }
        """,
        """
        using System.Threading;

        class C
        {
            bool _ready; string _text;
            string M()
            {
                if (!Volatile.Read(ref _ready))
                    lock (this)
                        if (!_ready)
                        {
                            _text = "";
                            _ready = true;
                        }
                return _text;
            }
        }
        """);

    [Fact]
    public Task Offers_no_fix_where_control_may_leave() => Fix.OffersNothingAsync("""
        class C
        {
            object[] _all;
            object[] M()
            {
                if (_all == null)
                    lock (this)
                        if (_all == null)
                        {
                            [|_all = new object[2]|];
                            if (_all.Length > 3) return null;
                            _all[0] = "";
                        }
                return _all;
            }
        }
        """);

    [Theory]
    [InlineData("readonly IDictionary<int, X> _all = new Dictionary<int, X>(); X M(int k) { if (!_all.TryGetValue(k, out var x)) lock (_gate) _all[k] = x = new X(); return x; }")]
    public Task KnownMiss_across_interfaces(string members) => Verify.VerifyAsync(InType(members));

    [Theory]
    [InlineData("X M() { Load(); return _x; } void Load() { lock (_gate) { if (_x != null) return; _x = new X(); _x.Init(); } }")]
    [InlineData("X M() { if (_x == null) Load(); return _x; } void Load() { lock (_gate) { if (_x != null) return; var x = new X(); x.Init(); _x = x; } }")]
    [InlineData("X M() { lock (_gate) { if (_x == null) Load(); return _x; } } void Load() { lock (_gate) { if (_x != null) return; _x = new X(); _x.Init(); } }")]
    public Task Accepts_a_lock_in_another_member(string members) => Verify.VerifyAsync(InType(members));

    /// <summary>A flag that is set before what it says has been waited for.</summary>
    [Theory]
    [InlineData("[|_ready = true|]; await LoadAsync();")]
    [InlineData("await LoadAsync(); _ready = true;")]
    [InlineData("[|_ready = true|]; await LoadAsync().ConfigureAwait(false); await LoadAsync();")]
    public Task Reports_flags_before_the_wait(string code) => Verify.VerifyAsync($$"""
        class C
        {
            readonly SemaphoreSlim _gate = new(1, 1); volatile bool _ready;
            Task LoadAsync() => Task.Delay(3);
            public async Task EnsureAsync()
            {
                if (_ready) return;
                await _gate.WaitAsync();
                try { if (_ready) return; {{code}} }
                finally { _gate.Release(); }
            }
        }
        """);

    /// <summary>A reference that says that two things are ready, when one of them is.</summary>
    [Theory]
    [InlineData("[|_map = Make()|]; _name = \"a\";")]
    [InlineData("_name = \"a\"; _map = Make();")]
    public Task Reports_references_before_what_they_announce(string code) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new(); Dictionary<int, int> _map; string _name;
            Dictionary<int, int> Make() => new() { [1] = 2 };
            void Ensure() { if (_map != null) return; lock (_gate) { if (_map != null) return; {{code}} } }
            public int Of(int i) { Ensure(); return _map[i]; }
            public string Name { get { Ensure(); return _name; } }
        }
        """);
}
