using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0312EscapingState>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0312EscapingStateTests
{
    [Theory]
    [InlineData("public List<int> All() { lock (_gate) return [|_items|]; }")]
    [InlineData("public IReadOnlyList<int> All { get { lock (_gate) { return [|_items|]; } } }")]
    [InlineData("public IEnumerable<int> All() { lock (_gate) { return [|_items.Where(i => i > 1)|]; } }")]
    [InlineData("public IEnumerable<int> All() { lock (_gate) return [|_items.OrderBy(i => i).Skip(1)|]; }")]
    [InlineData("public IReadOnlyList<int> All() { lock (_gate) return [|_items.AsReadOnly()|]; }")]
    [InlineData("public ICollection<string> Names { get { lock (_gate) return [|_map.Keys|]; } }")]
    [InlineData("internal List<int> All() { lock (_gate) return [|_items|]; }")]
    [InlineData("public List<int> All(List<int> other) { lock (_gate) return [|other ?? _items|]; }")]
    [InlineData("public List<int> All(bool b) { lock (_gate) return [|b ? _items : null|]; }")]
    [InlineData("public List<int> All => [|_items|];")]
    [InlineData("public IReadOnlyList<int> All { get { return [|_items|]; } }")]
    [InlineData("public int Sum() { List<int> copy; lock (_gate) copy = _items; int sum = 0; foreach (var i in [|copy|]) sum += i; return sum; }")]
    [InlineData("public int Sum() { IEnumerable<int> some; lock (_gate) some = _items.Where(i => i > 1); return [|some|].Sum(); }")]
    [InlineData("public void Put() { List<int> list; lock (_gate) { list = _items; } [|list|].Add(1); }")]
    public Task Reports_what_leaves_the_lock(string member) => Verify.VerifyAsync($$"""
        public class C
        {
            readonly object _gate = new();
            readonly List<int> _items = new();
            readonly Dictionary<string, int> _map = new();
            public void Add(int i) { lock (_gate) { _items.Add(i); _map[""] = i; } }
            public void Remove(int i) { lock (_gate) { _items.Remove(i); _map.Remove(""); } }
            {{member}}
        }
        """);

    [Theory]
    [InlineData("public List<int> All() { lock (_gate) return _items.ToList(); }")]
    [InlineData("public List<int> All() { lock (_gate) return new List<int>(_items); }")]
    [InlineData("public int[] All() { lock (_gate) return _items.Where(i => i > 1).ToArray(); }")]
    [InlineData("public int Count { get { lock (_gate) return _items.Count; } }")]
    [InlineData("public int First { get { lock (_gate) return _items.First(); } }")]
    [InlineData("public bool IsMade { get { lock (_gate) return _items != null; } }")]
    [InlineData("List<int> All() { lock (_gate) return _items; }")]
    [InlineData("internal List<int> AllNoLock() => _items;")]
    [InlineData("/* Callers must hold the lock. */ public List<int> All() => _items;")]
    [InlineData("public int Sum() { List<int> copy; lock (_gate) copy = _items.ToList(); int sum = 0; foreach (var i in copy) sum += i; return sum; }")]
    [InlineData("public int Sum() { lock (_gate) { var list = _items; int sum = 0; foreach (var i in list) sum += i; return sum; } }")]
    [InlineData("public List<int> Take() { lock (_gate) { var all = _batch; _batch = new(); return all; } }")]
    [InlineData("public int Take() { List<int> all; lock (_gate) { all = _batch; _batch = new(); } return all.Sum(); }")]
    public Task Accepts_copies_and_what_stays(string member) => Verify.VerifyAsync($$"""
        public class C
        {
            readonly object _gate = new();
            readonly List<int> _items = new();
            List<int> _batch = new();
            public void Add(int i) { lock (_gate) { _items.Add(i); _batch.Add(i); } }
            public void Remove(int i) { lock (_gate) _items.Remove(i); }
            {{member}}
        }
        """);

    [Fact]
    public Task Accepts_a_snapshot_that_nobody_changes() => Verify.VerifyAsync("""
        public class C
        {
            readonly object _gate = new();
            List<int> _items = new();
            public void Add(int i) { lock (_gate) _items = new List<int>(_items) { i }; }
            public List<int> All { get { lock (_gate) return _items; } }
            public List<int> Now => _items;
        }
        """);

    [Theory]
    [InlineData("lock (_gate) { var q = _items.Where(i => i > 0); return [|q|]; }")]
    [InlineData("lock (_gate) { var q = from i in _items where i > 0 select i; return [|q|]; }")]
    [InlineData("lock (_gate) return [|from i in _items where i > 0 select i|];")]
    [InlineData("lock (_gate) { var all = _items; return [|all|]; }")]
    public Task Reports_what_an_internal_type_gives_out(string body) => Verify.VerifyAsync(Internal(body));

    [Theory]
    [InlineData("lock (_gate) { var all = _items.ToList(); return all; }")]
    [InlineData("lock (_gate) { var all = _items; _items = new(); return all; }")]
    [InlineData("lock (_gate) { IEnumerable<int> all = _items; all = all.ToArray(); return all; }")]
    public Task Accepts_copies_that_an_internal_type_gives_out(string body) => Verify.VerifyAsync(Internal(body));

    private static string Internal(string body) => $$"""
        class C
        {
            readonly object _gate = new(); List<int> _items = new();
            public void Add(int i) { lock (_gate) _items.Add(i); }
            public IEnumerable<int> All() { {{body}} }
        }
        """;

    [Theory]
    [InlineData("public List<int> Of(string k) { lock (_gate) return [|_lists.TryGetValue(k, out var list) ? list : null|]; }")]
    [InlineData("public List<int> Of(string k) { lock (_gate) return [|_lists[k]|]; }")]
    [InlineData("public IEnumerable<int> Of(string k) { lock (_gate) { if (!_lists.ContainsKey(k)) return null; return [|_lists[k].Where(i => i > 1)|]; } }")]
    [InlineData("public List<int> Of(string k) { lock (_gate) { _lists.TryGetValue(k, out List<int> list); return [|list|]; } }")]
    [InlineData("public List<int> Of(string k) { lock (_gate) return _lists[k].ToList(); }")]
    [InlineData("public int Of(string k) { lock (_gate) return _lists[k].Count; }")]
    [InlineData("List<int> Of(string k) { lock (_gate) return _lists[k]; }")]
    public Task Reports_a_list_that_a_guarded_dictionary_holds(string member) => Verify.VerifyAsync($$"""
        public class C
        {
            readonly object _gate = new(); readonly Dictionary<string, List<int>> _lists = new();
            public void Add(string k, int i) { lock (_gate) { if (!_lists.TryGetValue(k, out var list)) _lists.Add(k, list = new()); list.Add(i); } }
            {{member}}
        }
        """);

    [Fact]
    public Task Accepts_lists_that_nobody_changes() => Verify.VerifyAsync("""
        public class C
        {
            readonly object _gate = new(); readonly Dictionary<string, List<int>> _lists = new();
            public void Put(string k, List<int> list) { lock (_gate) _lists[k] = list; }
            public List<int> Of(string k) { lock (_gate) return _lists[k]; }
        }
        """);

    [Fact]
    public Task Accepts_a_lock_that_the_caller_knows() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate; readonly Queue<int> _values = new();
            public C(object gate) => _gate = gate;
            public Queue<int> Values => _values;
            public void Add(int i) { lock (_gate) _values.Enqueue(i); }
            public void Clear() { lock (_gate) _values.Clear(); }
        }
        """);

    /// <summary>An element that is taken to outside of the lock, where others go on to change it.</summary>
    [Theory]
    [InlineData("List<int> list; lock (_lists) { if (!_lists.TryGetValue(key, out list)) return; } foreach (var i in [|list|]) Console.WriteLine(i);")]
    [InlineData("List<int> list; lock (_lists) { list = _lists[key]; } Console.WriteLine(list.Count);")]
    [InlineData("List<int> list; lock (_lists) { if (!_lists.TryGetValue(key, out list)) return; } Console.WriteLine([|list[0]|]);", true)]
    [InlineData("int[] copy; lock (_lists) { if (!_lists.TryGetValue(key, out var list)) return; copy = list.ToArray(); } foreach (var i in copy) Console.WriteLine(i);")]
    [InlineData("List<int> list; lock (_lists) { if (!_lists.TryGetValue(key, out list)) return; _lists.Remove(key); } foreach (var i in list) Console.WriteLine(i);")]
    [InlineData("List<int> list; lock (_lists) { if (!_lists.TryGetValue(key, out list)) return; } lock (list) foreach (var i in list) Console.WriteLine(i);")]
    public Task Reports_elements_that_are_used_outside(string code, bool isIndex = false) => Verify.VerifyAsync($$"""
        class C
        {
            readonly Dictionary<string, List<int>> _lists = new();
            public void Add(string key, int i) { lock (_lists) { if (!_lists.TryGetValue(key, out var list)) _lists[key] = list = new(); list.Add(i); } }
            public void Show(string key) { {{(isIndex ? code.Replace("[|list[0]|]", "[|list|][0]") : code)}} }
        }
        """);
}
