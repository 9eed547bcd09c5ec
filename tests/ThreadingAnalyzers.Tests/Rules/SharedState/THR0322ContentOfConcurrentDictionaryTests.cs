using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0322ContentOfConcurrentDictionary>;
using VerifyFix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.SharedState.THR0322ContentOfConcurrentDictionary, ThreadingAnalyzers.CodeFixes.SharedState.THR0322ContentOfConcurrentDictionaryCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0322ContentOfConcurrentDictionaryTests
{
    private static string Program(string body) => $$"""
        class Stat { public int Hits; public int Errors { get; set; } public readonly object Gate = new(); }
        class C
        {
            readonly ConcurrentDictionary<string, int> _d = new(); readonly ConcurrentDictionary<string, List<int>> _lists = new(); readonly ConcurrentDictionary<string, Stat> _stats = new();
            readonly ConcurrentDictionary<string, int> _never = new(); readonly ConcurrentQueue<int> _q = new(); readonly object _gate = new();
            readonly ConcurrentDictionary<Thread, Stat> _byThread = new(); readonly ConcurrentDictionary<int, Stat> _byId = new();
            public void Set(string k, int v) { _d[k] = v; _q.Enqueue(v); }
            object M(string k, List<KeyValuePair<string, int>> target) { {{body}} return null; }
        }
        """;

    [Theory]
    [InlineData("return [|_d|].ToList();")]
    [InlineData("return Enumerable.ToList([|_d|]);")]
    [InlineData("return [|this._d|].OrderBy(p => p.Value).Take(3).ToArray();")]
    [InlineData("return [|_d|].OrderByDescending(p => p.Value).First();")]
    [InlineData("return [|_d|].Reverse().ToList();")]
    [InlineData("return new List<KeyValuePair<string, int>>([|_d|]);")]
    [InlineData("target.AddRange([|_d|]);")]
    [InlineData("return [|_d|].ToImmutableArray();")]
    public Task Reports_a_copy_in_two_steps(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("[|_lists.GetOrAdd(k, x => new List<int>()).Add(1)|];")]
    [InlineData("[|_lists[k].Add(1)|];")]
    [InlineData("var list = _lists.GetOrAdd(k, x => new List<int>()); [|list.Add(1)|];")]
    [InlineData("if (_lists.TryGetValue(k, out var list)) [|list.Remove(1)|];")]
    [InlineData("if (!_lists.TryGetValue(k, out var list)) { list = new List<int>(); list.Add(0); _lists.TryAdd(k, list); } [|list.Add(1)|];")]
    [InlineData("List<int> list; if (!_lists.TryGetValue(k, out list)) _lists[k] = list = new List<int>(); [|list.Add(1)|];")]
    [InlineData("_lists.AddOrUpdate(k, x => new List<int> { 1 }, (x, old) => { [|old.Add(1)|]; return old; });")]
    [InlineData("[|_stats.GetOrAdd(k, x => new Stat()).Hits++|];")]
    [InlineData("var stat = _stats[k]; [|stat.Errors += 2|];")]
    public Task Reports_a_value_that_is_changed(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("return _d.ToArray();")]
    [InlineData("return _d.ToArray().ToList();")]
    [InlineData("return _d.Keys.ToList();")]
    [InlineData("return _d.Values.OrderBy(x => x).ToArray();")]
    [InlineData("return _d.Where(p => p.Value > 1).ToList();")]
    [InlineData("return _d.Select(p => p.Key).OrderBy(x => x).ToList();")]
    [InlineData("return _d.ToDictionary(p => p.Key, p => p.Value);")]
    [InlineData("return new Dictionary<string, int>(_d);")]
    [InlineData("return _q.ToList();")]
    [InlineData("return _never.ToList();")]
    [InlineData("var own = new ConcurrentDictionary<string, int>(); own[k] = 1; return own.ToList();")]
    [InlineData("var list = _lists.GetOrAdd(k, x => new List<int>()); lock (list) list.Add(1);")]
    [InlineData("if (_lists.TryGetValue(k, out var list)) lock (list) { list.Add(1); }")]
    [InlineData("lock (_gate) { _lists[k].Add(1); }")]
    [InlineData("if (_lists.TryRemove(k, out var list)) list.Clear();")]
    [InlineData("return _lists[k].Count;")]
    [InlineData("var stat = _stats[k]; Interlocked.Increment(ref stat.Hits);")]
    [InlineData("var stat = _stats[k]; lock (stat.Gate) stat.Hits++;")]
    [InlineData("if (_byThread.TryGetValue(Thread.CurrentThread, out var own)) own.Hits += 2;")]
    [InlineData("_byId.GetOrAdd(Environment.CurrentManagedThreadId, x => new Stat()).Hits++;")]
    public Task Accepts_snapshots_and_locks(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("[|_d|].ToList()", "_d.ToArray().ToList()")]
    [InlineData("[|_d|]\n            .OrderBy(p => p.Value) // low first\n            .ToList()", "_d.ToArray()\n            .OrderBy(p => p.Value) // low first\n            .ToList()")]
    [InlineData("new List<KeyValuePair<string, int>>([|_d|])", "new List<KeyValuePair<string, int>>(_d.ToArray())")]
    public Task Fixes_by_its_own_copy(string before, string after) => VerifyFix.FixesAsync(Class(before), Class(after));

    private static string Class(string copy) => $$"""
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Linq;

        class C
        {
            readonly ConcurrentDictionary<string, int> _d = new();
            public void Set(string k, int v) => _d[k] = v;
            public object Copy() => {{copy}};
        }
        """;
}
