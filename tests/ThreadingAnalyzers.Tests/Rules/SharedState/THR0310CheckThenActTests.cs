using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0310CheckThenAct>;
using VerifyFix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.SharedState.THR0310CheckThenAct, ThreadingAnalyzers.CodeFixes.SharedState.THR0310CheckThenActCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0310CheckThenActTests
{
    private static string Program(string body, string members = "") => $$"""
        class Item { public int N; public Item(int n) => N = n; }
        class C
        {
            readonly ConcurrentDictionary<string, int> _d = new(); static readonly ConcurrentDictionary<string, Item> s_d = new(); ConcurrentDictionary<string, List<int>> Lists { get; } = new();
            readonly ConcurrentQueue<Item> _q = new(); readonly ConcurrentStack<int> _s = new(); readonly BlockingCollection<int> _b = new(); readonly object _gate = new();
            static int Make(string k) => 1; void Use(int n) { } void Use(Item n) { }
            int M(string k, string other, int n) { {{body}} return 0; }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("if (![|_d.ContainsKey(k)|]) _d[k] = 1;")]
    [InlineData("if (![|_d.ContainsKey(k)|]) { Use(n); _d[k] = Make(k); }")]
    [InlineData("if ([|_d.ContainsKey(k)|]) return 1; _d[k] = 1;")]
    [InlineData("if ([|_d.ContainsKey(k)|] == false) _d[k] = 1;")]
    [InlineData("if ([|_d.ContainsKey(k)|]) { Use(n); } else { _d[k] = 1; }")]
    [InlineData("bool known = [|_d.ContainsKey(k)|]; if (!known) _d[k] = 1;")]
    [InlineData("if ([|_d.ContainsKey(k)|] || n > 3) return 1; _d[k] = n;")]
    [InlineData("if (![|s_d.TryGetValue(k, out var item)|]) { item = new Item(1); s_d[k] = item; }")]
    [InlineData("if (![|s_d.TryGetValue(k, out var item)|]) { item = new Item(1); s_d.TryAdd(k, item); } Use(item);")]
    [InlineData("if (![|Lists.TryGetValue(k, out var list)|]) Lists[k] = list = new List<int>();")]
    [InlineData("if ([|_d.ContainsKey(k)|]) return 1; _d.AddOrUpdate(k, n, (key, old) => n);")]
    [InlineData("if ([|_d.ContainsKey(k)|]) _d[k]++; else _d[k] = 1;")]
    [InlineData("var d = _d; if (![|d.ContainsKey(k)|]) d[k] = 1;")]
    [InlineData("lock (_gate) { Use(n); } if (![|_d.ContainsKey(k)|]) lock (_gate) _d[k] = 1;")]
    public Task Reports_a_check_before_a_set(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("[|_d[k]++|];")]
    [InlineData("[|--_d[k]|];")]
    [InlineData("[|_d[k] += n|];")]
    [InlineData("[|this._d[k] -= n|];")]
    [InlineData("[|_d[k] = _d[k] + 1|];")]
    [InlineData("var old = _d[k]; [|_d[k] = old + 1|];")]
    [InlineData("_d.TryGetValue(k, out var old); [|_d[k] = old + 1|];")]
    [InlineData("[|_d[k] = _d.GetValueOrDefault(k) + 1|];")]
    [InlineData("if (_d.TryGetValue(k, out var old)) [|_d[k] = old + 1|];")]
    [InlineData("Task.Run(() => [|_d[k]++|]);")]
    [InlineData("if (_d.ContainsKey(k)) [|_d[k]++|];")]
    public Task Reports_a_change_in_two_calls(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("if ([|_q.Count|] > 0) { _q.TryDequeue(out var item); Use(item); }")]
    [InlineData("if (![|_q.IsEmpty|]) { _q.TryDequeue(out var item); Use(item); }")]
    [InlineData("while ([|_q.Count|] > 0) { _q.TryDequeue(out var item); Use(item); }")]
    [InlineData("if ([|_s.Count|] == 0) return 1; _s.TryPop(out var x); Use(x);")]
    [InlineData("if ([|_b.Count|] > 0) Use(_b.Take());")]
    public Task Reports_a_size_before_an_element(string body) => Verify.VerifyAsync(Program(body));

    [Fact]
    public Task Reports_a_key_that_may_be_gone() => Verify.VerifyAsync(Program("if ([|_d.ContainsKey(k)|]) return _d[k];", "void Drop(string k) => _d.TryRemove(k, out _);"));

    [Theory]
    [InlineData("_d.TryAdd(k, 1); _d.AddOrUpdate(k, 1, (key, old) => old + 1); _d[k] = 2;")]
    [InlineData("if (!_d.ContainsKey(k)) _d.TryAdd(k, 1);")]
    [InlineData("if (!_d.ContainsKey(k)) _d.AddOrUpdate(k, 1, (key, old) => old + n);")]
    [InlineData("if (!_d.ContainsKey(k)) _d.AddOrUpdate(k, 1, (key, old) => throw new InvalidOperationException());")]
    [InlineData("if (_d.ContainsKey(k)) return _d[k];")]
    [InlineData("if (_d.ContainsKey(k)) _d[k] = 3;")]
    [InlineData("if (_d.ContainsKey(k)) _d.TryRemove(k, out _);")]
    [InlineData("if (!_d.ContainsKey(other)) _d[k] = 1;")]
    [InlineData("if (!_d.ContainsKey(k)) s_d[k] = new Item(1);")]
    [InlineData("lock (_gate) { if (!_d.ContainsKey(k)) _d[k] = 1; }")]
    [InlineData("if (!s_d.TryGetValue(k, out var x)) lock (_gate) { if (!s_d.TryGetValue(k, out x)) s_d[k] = x = new Item(1); }")]
    [InlineData("lock (string.Intern(k)) { if (!_d.ContainsKey(k)) _d[k] = 1; }")]
    [InlineData("lock (_gate) { _d[k]++; }")]
    [InlineData("var own = new ConcurrentDictionary<string, int>(); if (!own.ContainsKey(k)) own[k] = 1; own[k]++;")]
    [InlineData("var plain = new Dictionary<string, int>(); if (!plain.ContainsKey(k)) plain[k] = 1; plain[k]++;")]
    [InlineData("int seen; do { seen = _d[k]; } while (!_d.TryUpdate(k, seen + 1, seen));")]
    [InlineData("if (!s_d.TryGetValue(k, out var item)) { item = new Item(1); if (!s_d.TryAdd(k, item)) item = s_d[k]; } Use(item);")]
    [InlineData("if (_q.Count > 0 && _q.TryDequeue(out var item)) Use(item);")]
    [InlineData("while (!_q.IsEmpty) { if (_q.TryDequeue(out var item)) Use(item); }")]
    [InlineData("if (_q.Count > 5) _s.TryPop(out _);")]
    [InlineData("var value = _d.GetOrAdd(k, Make); Use(value);")]
    public Task Accepts_single_calls_and_locks(string body) => Verify.VerifyAsync(Program(body));

    [Fact]
    public Task Accepts_construction() => Verify.VerifyAsync("""
        class C
        {
            readonly ConcurrentDictionary<string, int> _d = new();
            static readonly ConcurrentDictionary<string, int> s_d = new();
            public C() { if (!_d.ContainsKey("")) _d[""] = 1; _d[""]++; }
            static C() { s_d[""]++; }
        }
        """);

    [Fact]
    public Task Suggests_one_call_for_a_cache_that_overwrites() => Verify.VerifyAsync(
        Program("if ({|#0:_d.TryGetValue(k, out var v)|}) return v; {|#1:_d.AddOrUpdate(k, n, (key, old) => n)|};"),
        Verify.Finding().WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithLocation(0).WithLocation(1).WithArguments("'_d' (a ConcurrentDictionary)", "comes in between, both find the key missing, and the second value replaces the first"));

    [Theory]
    [InlineData("if (!_d.TryGetValue(k, out var v)) _d[k] = v = Make(k);")]
    public Task Suggests_one_call_for_a_cache(string body) => Verify.VerifyAsync(Program(body.Replace("_d.TryGetValue(k, out var v)", "{|#0:_d.TryGetValue(k, out var v)|}").Replace("_d[k]", "{|#1:_d[k]|}")),
        Verify.Finding().WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithLocation(0).WithLocation(1).WithArguments("'_d' (a ConcurrentDictionary)", "comes in between, both find the key missing, and the second value replaces the first"));

    [Fact]
    public Task KnownMiss_a_limit() => Verify.VerifyAsync(Program("if (_q.Count < 10) _q.Enqueue(new Item(1));"));

    [Fact]
    public Task KnownMiss_a_value_tested_before_its_removal() => Verify.VerifyAsync(Program("if (_d.TryGetValue(k, out var v) && v == n) _d.TryRemove(k, out _);"));

    private static string Locked(string body) => $$"""
        class C
        {
            readonly object _gate = new(), _other = new(); int _balance; bool _started; readonly Queue<int> _queue = new(); readonly Dictionary<int, int> _map = new(); readonly HashSet<int> _set = new();
            void Use(int n) { }
            void M(int n) { {{body}} }
        }
        """;

    [Theory]
    [InlineData("bool enough; lock (_gate) enough = _balance >= n; if (enough) lock (_gate) [|_balance -= n|];")]
    [InlineData("bool enough = false; lock (_gate) { enough = _balance >= n; } if (!enough) return; Use(n); lock (_gate) { [|_balance -= n|]; }")]
    [InlineData("bool known; lock (_gate) { known = _map.ContainsKey(n); } if (!known) { lock (_gate) { [|_map.Add(n, n)|]; } }")]
    [InlineData("int count; lock (_gate) count = _queue.Count; if (count > 0) { lock (_gate) Use([|_queue.Dequeue()|]); }")]
    [InlineData("lock (_gate) { if (_queue.Count == 0) return; } lock (_gate) { Use([|_queue.Dequeue()|]); }")]
    [InlineData("bool first; lock (_gate) first = !_started; if (first) { Use(n); lock (_gate) [|_started = true|]; }")]
    public Task Reports_a_check_and_an_act_under_one_lock_taken_twice(string body) => Verify.VerifyAsync(Locked(body));

    [Theory]
    [InlineData("lock (_gate) { if (_balance >= n) _balance -= n; }")]
    [InlineData("bool enough; lock (_gate) enough = _balance >= n; if (enough) lock (_gate) { if (_balance >= n) _balance -= n; }")]
    [InlineData("bool known; lock (_gate) known = _map.ContainsKey(n); if (!known) { int made = n * 2; lock (_gate) _map[n] = made; }")]
    [InlineData("bool known; lock (_gate) known = _set.Contains(n); if (!known) lock (_gate) _set.Add(n);")]
    [InlineData("lock (_gate) _balance += n; lock (_gate) _balance -= n;")]
    [InlineData("bool b; lock (_gate) b = _started; if (b) lock (_gate) _balance--;")]
    [InlineData("bool b; lock (_gate) b = _balance > 3; if (b) lock (_other) _balance--;")]
    [InlineData("lock (_gate) { if (_started) return; _started = true; } Use(n); lock (_gate) { _started = false; }")]
    [InlineData("lock (_gate) { if (_started) return; } Use(n); lock (_gate) { if (!_started) _started = true; }")]
    public Task Accepts_locks_taken_once_or_checks_repeated(string body) => Verify.VerifyAsync(Locked(body));

    [Theory]
    [InlineData("[|_d[k]++|];", "_d.AddOrUpdate(k, 1, (_, old) => old + 1);")]
    [InlineData("[|_d[k] -= n|]; // paid", "_d.AddOrUpdate(k, -n, (_, old) => old - n); // paid")]
    [InlineData("if ([|_d.ContainsKey(k)|])\n            _d[k]++;\n        else\n            _d[k] = 1;", "_d.AddOrUpdate(k, 1, (_, old) => old + 1);")]
    [InlineData("// once\n        if (![|_d.ContainsKey(k)|])\n            _d[k] = n;", "// once\n        _d.TryAdd(k, n);")]
    [InlineData("if (![|_d.ContainsKey(k)|])\n        {\n            _d[k] = n;\n            Use(n);\n        }", "if (_d.TryAdd(k, n))\n        {\n            Use(n);\n        }")]
    [InlineData("if (![|_d.TryGetValue(k, out var value)|])\n        {\n            value = Make(k);\n            _d[k] = value;\n        }\n\n        Use(value);", "var value = _d.GetOrAdd(k, _ => Make(k));\n\n        Use(value);")]
    [InlineData("if (![|_d.TryGetValue(k, out int value)|])\n            _d[k] = value = Make(k);\n        Use(value);", "int value = _d.GetOrAdd(k, _ => Make(k));\n        Use(value);")]
    [InlineData("if (![|_d.ContainsKey(k)|])\n            _d[k] = Make(k); // once", "_d.GetOrAdd(k, _ => Make(k)); // once")]
    public Task Fixes_by_one_call(string before, string after) => VerifyFix.FixesAsync(Class(before), Class(after));

    [Theory]
    [InlineData("if (![|_d.ContainsKey(k)|])\n        {\n            _d[k] = Make(k);\n            Use(1);\n        }")]
    [InlineData("[|_d[k] *= 2|];")]
    [InlineData("[|_d[k] += Make(k)|];")]
    [InlineData("Use([|_d[k]++|]);")]
    public Task Offers_nothing_where_unsure(string before) => VerifyFix.OffersNothingAsync(Class(before));

    private static string Class(string body) => $$"""
        using System.Collections.Concurrent;

        class C
        {
            readonly ConcurrentDictionary<string, int> _d = new();
            static int Make(string k) => 1;
            void Use(int n) { }

            void M(string k, int n)
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("if (_groups.TryGetValue(k, out var g)) { g.TryRemove(n, out _); if ([|g.IsEmpty|]) _groups.TryRemove(k, out _); }")]
    [InlineData("var g = _groups[k]; if ([|g.Count|] == 0) _groups.TryRemove(k, out _);")]
    [InlineData("if (_groups.TryGetValue(k, out var g) && [|g.Count|] < 1) _groups.TryRemove(k, out var gone);")]
    [InlineData("foreach (var pair in _groups) if ([|pair.Value.IsEmpty|]) _groups.TryRemove(pair.Key, out _);")]
    [InlineData("if ([|_groups[k].Count|] == 0) _groups.TryRemove(k, out _);")]
    public Task Reports_a_value_that_is_removed_when_it_is_found_empty(string body) => Verify.VerifyAsync(Groups(body));

    [Theory]
    [InlineData("if (_groups.TryGetValue(k, out var g)) lock (g) { if (g.IsEmpty) _groups.TryRemove(k, out _); }")]
    [InlineData("if (_groups.TryGetValue(k, out var g) && g.Count > 0) _groups.TryRemove(k, out _);")]
    [InlineData("if (_groups.TryGetValue(k, out var g) && g.IsEmpty) _groups.TryRemove(k + 1, out _);")]
    [InlineData("if (_groups.IsEmpty) return; _groups.TryRemove(k, out _);")]
    public Task Accepts_a_removal_that_no_size_decides(string body) => Verify.VerifyAsync(Groups(body));

    private static string Groups(string body) => $$"""
        class C
        {
            readonly ConcurrentDictionary<string, ConcurrentDictionary<int, object>> _groups = new();
            public void Add(string k, int n, object o) => _groups.GetOrAdd(k, x => new()).TryAdd(n, o);
            public void Remove(string k, int n) { {{body}} }
        }
        """;

    [Theory]
    [InlineData("while (Count > 0) { int x; lock (_gate) x = [|_q.Dequeue()|]; Use(x); }")]
    [InlineData("if (!HasItems()) return; lock (_gate) { Use([|_q.Dequeue()|]); }")]
    public Task Reports_a_member_that_is_asked_before_the_lock_is_taken(string body) => Verify.VerifyAsync(Queue(body));

    [Theory]
    [InlineData("while (Count > 0) { int x; lock (_gate) { if (_q.Count == 0) return; x = _q.Dequeue(); } Use(x); }")]
    [InlineData("lock (_gate) { while (Count > 0) Use(_q.Dequeue()); }")]
    [InlineData("if (Count > 0) lock (_gate) _q.Enqueue(1);")]
    public Task Accepts_a_second_look_under_the_lock(string body) => Verify.VerifyAsync(Queue(body));

    private static string Queue(string body) => $$"""
        class C
        {
            readonly object _gate = new(); readonly Queue<int> _q = new();
            public int Count { get { lock (_gate) return _q.Count; } }
            public bool HasItems() { lock (_gate) { return _q.Count > 0; } }
            public void Add(int x) { lock (_gate) _q.Enqueue(x); }
            public void Run() { {{body}} }
            void Use(int x) { }
        }
        """;

    [Theory]
    [InlineData("if ([|_q.IsEmpty|]) return null; _q.TryPeek(out var x); return x;")]
    [InlineData("if ([|_q.Count|] > 0) { _q.TryDequeue(out var x); return x; } return null;")]
    public Task Reports_an_element_that_is_taken_for_granted(string body) => Verify.VerifyAsync(Bounded(body));

    [Theory]
    [InlineData("if (_q.Count > 100) _q.TryDequeue(out _); return null;")]
    [InlineData("while (_q.Count > 100) _q.TryDequeue(out var _); return null;")]
    [InlineData("return _q.TryPeek(out var x) ? x : null;")]
    public Task Accepts_an_element_that_nobody_needs(string body) => Verify.VerifyAsync(Bounded(body));

    private static string Bounded(string body) => $$"""
        class C
        {
            readonly ConcurrentQueue<string> _q = new();
            public void Add(string s) => _q.Enqueue(s);
            public string M() { {{body}} }
        }
        """;

    [Fact]
    public Task KnownMiss_a_value_that_decides_its_own_removal() => Verify.VerifyAsync("""
        class C
        {
            readonly ConcurrentDictionary<string, int> _uses = new();
            public void Take(string k) => _uses.AddOrUpdate(k, 1, (_, n) => n + 1);
            public void Sweep(string k) { if (_uses.TryGetValue(k, out var n) && n == 0) _uses.TryRemove(k, out _); }
        }
        """);

    /// <summary>Members of the type stand between, which only pass on what the collection says, or change it without a look.</summary>
    [Theory]
    [InlineData("if (![|Has(k)|]) Register(k, n);")]
    [InlineData("if (![|Has(k)|]) _d[k] = n;")]
    [InlineData("if (![|_d.ContainsKey(k)|]) Register(k, n);")]
    [InlineData("if (![|Find(k, out var found)|]) this.Register(k, n);")]
    [InlineData("if ([|HasWork|]) { _q.TryDequeue(out var item); Use(item); }")]
    [InlineData("while ([|Waiting|] > 0) Use(Next());")]
    [InlineData("if (![|Has(k)|]) Local(k); void Local(string key) => _d[key] = n;")]
    public Task Reports_a_check_or_a_change_in_another_member(string body) => Verify.VerifyAsync(Program(body, Passing));

    [Theory]
    [InlineData("if (!Has(k)) Register(other, n);")]
    [InlineData("if (Has(k)) Register(k, n);")]
    [InlineData("lock (_gate) { if (!Has(k)) Register(k, n); }")]
    [InlineData("if (!Has(k)) RegisterOnce(k, n);")]
    [InlineData("if (HasWork) Use(n);")]
    [InlineData("if (!HasAndCounts(k)) Register(k, n);")]
    public Task Accepts_members_that_do_more(string body) => Verify.VerifyAsync(Program(body, Passing));

    private const string Passing = """
        bool Has(string key) => _d.ContainsKey(key);
        bool Find(string key, out int found) { return _d.TryGetValue(key, out found); }
        bool HasAndCounts(string key) { if (key == "") return false; return _d.ContainsKey(key); }
        void Register(string key, int value) { _d[key] = value; }
        void RegisterOnce(string key, int value) => _d.TryAdd(key, value);
        bool HasWork => !_q.IsEmpty;
        int Waiting { get { return _q.Count; } }
        Item Next() { _q.TryDequeue(out var item); return item; }
        """;

    [Theory]
    [InlineData("if ([|_q.IsEmpty|]) Refill(); _q.TryDequeue(out var item); item.N++;")]
    [InlineData("if ([|_q.Count|] == 0) { Refill(); } _q.TryDequeue(out Item item); Use(item.N);")]
    public Task Reports_an_element_taken_for_granted_after_a_refill(string body) => Verify.VerifyAsync(Program(body, "void Refill() => _q.Enqueue(new Item(1));"));

    [Theory]
    [InlineData("if (_q.IsEmpty) Refill(); if (_q.TryDequeue(out var item)) item.N++;")]
    [InlineData("if (_q.IsEmpty) Refill(); _q.TryDequeue(out var item); if (item != null) Use(item);")]
    public Task Accepts_an_element_that_is_looked_at_after_a_refill(string body) => Verify.VerifyAsync(Program(body, "void Refill() => _q.Enqueue(new Item(1));"));

    [Theory]
    [InlineData("if (!_d.TryGetValue(k, out var old) || old < n) [|_d[k] = n|];")]
    [InlineData("if (_d.TryGetValue(k, out var old) && n > old) [|_d[k] = n|];")]
    [InlineData("if (_d.TryGetValue(k, out var old) && old > 3) _d[other] = n;")]
    public Task Reports_a_set_that_the_old_value_decides(string body) => Verify.VerifyAsync(Program(body));

    /// <summary>The lock is not always a lock statement.</summary>
    [Theory]
    [InlineData("_rw.EnterReadLock(); bool found; try { found = [|_map|].ContainsKey(k); } finally { _rw.ExitReadLock(); } if (found) return; _rw.EnterWriteLock(); try { {|#0:_map.Add(k, 1)|}; } finally { _rw.ExitWriteLock(); }")]
    [InlineData("_rw.EnterReadLock(); try { if ([|_map|].ContainsKey(k)) return; } finally { _rw.ExitReadLock(); } _rw.EnterWriteLock(); try { {|#0:_map.Add(k, 1)|}; } finally { _rw.ExitWriteLock(); }")]
    [InlineData("_one.Wait(); try { if ([|_map|].ContainsKey(k)) return; } finally { _one.Release(); } _one.Wait(); try { {|#0:_map.Add(k, 1)|}; } finally { _one.Release(); }")]
    [InlineData("Item old; Monitor.Enter(_gate); try { [|_items|].TryGetValue(k, out old); } finally { Monitor.Exit(_gate); } if (old == null) lock (_gate) {|#0:_items.Add(k, new Item(1))|};")]
    [InlineData("lock (_gate) { if (k == null) return; if ([|_map|].ContainsKey(k)) return; } lock (_gate) { {|#0:_map.Add(k, 1)|}; }")]
    public Task Reports_two_regions_of_other_locks(string body) => Verify.VerifyAsync(
        Regions(body.Replace("[|", "{|#1:", StringComparison.Ordinal).Replace("|]", "|}", StringComparison.Ordinal)),
        Verify.Finding().WithLocation(0).WithLocation(1).WithArguments(body.Contains("_items") ? "'_items'" : "'_map'", $"comes in between, what was seen at line 5 under the lock '{(body.Contains("_rw") ? "_rw" : body.Contains("_one") ? "_one" : "_gate")}' no longer holds here, where the lock is taken a second time"));

    [Theory]
    [InlineData("_rw.EnterReadLock(); try { if (_map.ContainsKey(k)) return; } finally { _rw.ExitReadLock(); } _rw.EnterUpgradeableReadLock(); try { if (_map.ContainsKey(k)) return; _rw.EnterWriteLock(); try { _map.Add(k, 1); } finally { _rw.ExitWriteLock(); } } finally { _rw.ExitUpgradeableReadLock(); }")]
    [InlineData("_rw.EnterUpgradeableReadLock(); try { if (_map.ContainsKey(k)) return; _rw.EnterWriteLock(); try { _map.Add(k, 1); } finally { _rw.ExitWriteLock(); } } finally { _rw.ExitUpgradeableReadLock(); }")]
    [InlineData("_rw.EnterReadLock(); try { if (_map.ContainsKey(k)) return; } finally { _rw.ExitReadLock(); } _rw.EnterWriteLock(); try { if (!_map.ContainsKey(k)) _map.Add(k, 1); } finally { _rw.ExitWriteLock(); }")]
    [InlineData("_rw.EnterReadLock(); try { if (_map.ContainsKey(k)) return; } finally { _rw.ExitReadLock(); } _rw.EnterWriteLock(); try { _map[k] = 1; } finally { _rw.ExitWriteLock(); }")]
    [InlineData("lock (_gate) { _rw.EnterReadLock(); try { if (_map.ContainsKey(k)) return; } finally { _rw.ExitReadLock(); } _rw.EnterWriteLock(); try { _map.Add(k, 1); } finally { _rw.ExitWriteLock(); } }")]
    [InlineData("lock (_gate) { if (k != null) { if (_map.ContainsKey(k)) return; throw new Exception(); } } lock (_gate) { _map.Add(k, 1); }")]
    public Task Accepts_one_region_or_a_second_look(string body) => Verify.VerifyAsync(Regions(body));

    private static string Regions(string body) => $$"""
        class Item { public Item(int n) { } }
        class C
        {
            readonly ReaderWriterLockSlim _rw = new(); readonly SemaphoreSlim _one = new(1, 1); readonly object _gate = new(); readonly Dictionary<string, int> _map = new(); readonly Dictionary<string, Item> _items = new();
            public void M(string k) { {{body}} }
        }
        """;

    /// <summary>A file alone: the calls cannot be bound, since the types of their arguments are not known.</summary>
    [Theory]
    [InlineData("Entry e; if (![|_d.TryGetValue(c.Id, out e)|]) { e = new Entry(c); _d[c.Id] = e; }")]
    [InlineData("if ([|_d.ContainsKey(c.Id)|]) return; _d[c.Id] = new Entry(c);")]
    [InlineData("Entry e = new Entry(c); if (_d.TryGetValue(c.Id, out var old)) { e.Since = old.Since; [|_d[c.Id] = e|]; }")]
    [InlineData("if (!_d.TryAdd(c.Id, new Entry(c))) return;")]
    [InlineData("var e = _d.GetOrAdd(c.Id, new Entry(c));")]
    [InlineData("lock (_gate) { if (!_d.ContainsKey(c.Id)) _d[c.Id] = new Entry(c); }")]
    public Task Reports_calls_that_cannot_be_bound(string body) => Verify.VerifyAloneAsync($$"""
        class Entry { public Entry(Connection c) { } public int Since; }
        class C : Unknown { readonly object _gate = new(); readonly ConcurrentDictionary<string, Entry> _d = new(); public void M(Connection c) { {{body}} } }
        """);

    [Fact]
    public Task Accepts_a_helper_that_throws_where_the_key_is_there_by_then() => Verify.VerifyAsync(Program(
        "if (_d.ContainsKey(k)) throw new ArgumentException(k); Insert(k);", "void Insert(string k) { if (!_d.TryAdd(k, 1)) throw new ArgumentException(k); }"));

    /// <summary>Each member takes the lock for itself, and both together do not.</summary>
    [Theory]
    [InlineData("if (Available(k) < n) return; [|Take(k, n)|];")]
    [InlineData("if (!Has(k)) { [|Insert(k, n)|]; }")]
    [InlineData("while (Count > 0) { [|Pull()|]; }")]
    [InlineData("if (Has(k)) [|this.Take(k, n)|];")]
    [InlineData("lock (_gate) { if (Available(k) >= n) Take(k, n); }")]
    [InlineData("if (Available(k) < n) return; TryTake(k, n);")]
    [InlineData("if (n > 3) Take(k, n);")]
    [InlineData("if (Has(k)) Put(k, n);")]
    [InlineData("if (Other()) Take(k, n);")]
    [InlineData("if (Known < 9) Insert(k, n);")]
    public Task Reports_members_that_are_asked_and_called(string body) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new(); readonly Dictionary<string, int> _stock = new(); readonly Queue<int> _queue = new(); bool _other;
            public void Add(string k, int n) { lock (_gate) { _stock[k] = n; _queue.Enqueue(n); } }
            public int Available(string k) { lock (_gate) return _stock.TryGetValue(k, out var n) ? n : 0; }
            public bool Has(string k) { lock (_gate) { return _stock.ContainsKey(k); } }
            public bool Other() { lock (_gate) { return _other; } }
            public int Count { get { lock (_gate) return _queue.Count; } }
            public int Known { get { lock (_gate) return _stock.Count; } }
            void Take(string k, int n) { lock (_gate) _stock[k] -= n; }
            void TryTake(string k, int n) { lock (_gate) { if (_stock[k] >= n) _stock[k] -= n; } }
            void Insert(string k, int n) { lock (_gate) _stock.Add(k, n); }
            void Put(string k, int n) { lock (_gate) _stock[k] = n; }
            int Pull() { lock (_gate) return _queue.Dequeue(); }
            public void M(string k, int n) { {{body}} }
        }
        """);

    [Theory]
    [InlineData("public void Leave(string k) { if (_rooms.TryGetValue(k, out var room)) { room.Leave(); if ([|room.IsEmpty|]) _rooms.TryRemove(k, out _); } }")]
    [InlineData("public void Leave(string k) { if (_rooms.TryGetValue(k, out var room) && [|room.Count|] == 0) _rooms.TryRemove(k, out _); }")]
    [InlineData("public void Leave(string k) { if (_rooms.TryGetValue(k, out var room) && room.Closed) _rooms.TryRemove(k, out _); }")]
    public Task Reports_an_object_that_is_removed_when_it_is_found_empty(string member) => Verify.VerifyAsync($$"""
        class Room { public bool IsEmpty { get; set; } public bool Closed { get; set; } public int Count; public void Join() { } public void Leave() { } }
        class C
        {
            readonly ConcurrentDictionary<string, Room> _rooms = new();
            public void Join(string k) => _rooms.GetOrAdd(k, x => new Room()).Join();
            {{member}}
        }
        """.Replace("public int Count;", "public int Count { get; set; }"));

    /// <summary>An update in two members, each of which takes the lock for itself.</summary>
    [Theory]
    [InlineData("[|Set(key, Balance(key) - 3)|];")]
    [InlineData("var old = Balance(key); if (old < 3) return; [|Set(key, old - 3)|];")]
    [InlineData("var old = Balance(key); var next = old * 2; [|Set(key, next)|];")]
    [InlineData("[|Total(Sum + 1)|];")]
    [InlineData("lock (_gate) Set(key, Balance(key) - 3);")]
    [InlineData("Set(key, Balance(other));")]
    [InlineData("Set(key, Balance(other) + 1);")]
    [InlineData("Set(key, 3 + 4);")]
    public Task Reports_updates_of_two_members(string code) => Verify.VerifyAsync($$"""
        public class C
        {
            readonly object _gate = new();
            readonly Dictionary<string, decimal> _balances = new();
            decimal _sum;
            public decimal Sum { get { lock (_gate) return _sum; } }
            public void Total(decimal sum) { lock (_gate) { _sum = sum; } }
            public decimal Balance(string key) { lock (_gate) { return _balances.TryGetValue(key, out var balance) ? balance : 0; } }
            public void Set(string key, decimal balance) { lock (_gate) { _balances[key] = balance; } }
            public void M(string key, string other) { {{code}} }
        }
        """);

    /// <summary>A property whose accessors each take the lock.</summary>
    [Theory]
    [InlineData("[|Sum += 3|];")]
    [InlineData("[|Sum++|];")]
    [InlineData("lock (_gate) Sum += 3;")]
    [InlineData("Sum = 3;")]
    [InlineData("Plain += 3;")]
    public Task Reports_updates_of_locked_properties(string code) => Verify.VerifyAsync($$"""
        public class C
        {
            readonly object _gate = new();
            int _sum;
            public int Sum { get { lock (_gate) return _sum; } set { lock (_gate) { _sum = value; } } }
            public int Plain { get; set; }
            public void M() { {{code}} }
        }
        """);

    [Theory]
    [InlineData("while (!q.IsCompleted) { int n = [|q.Take()|]; Use(n); }")]
    [InlineData("while (true) { if (q.IsCompleted) break; Use([|q.Take()|]); }")]
    [InlineData("while (!q.IsAddingCompleted) Use([|q.Take()|]);")]
    [InlineData("while (!q.IsCompleted) { try { Use(q.Take()); } catch (InvalidOperationException) { } }")]
    [InlineData("while (!q.IsCompleted) { if (q.TryTake(out var n, 100)) Use(n); }")]
    [InlineData("for (int i = 0; i < 3; i++) Use(q.Take());")]
    public Task Knows_collections_that_end_behind_the_question(string consume) => Verify.VerifyAsync($$"""
        class C
        {
            void M() { var q = new BlockingCollection<int>(); var t = Task.Run(() => { for (int i = 0; i < 9; i++) q.Add(i); q.CompleteAdding(); }); {{consume}} t.Wait(); }
            void Use(int n) { }
        }
        """);
}
