using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0303TwoGuards>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0303TwoGuardsTests
{
    [Theory]
    [InlineData("public void Clear() { lock (_two) [|_items.Clear()|]; }")]
    [InlineData("public bool Has(int i) { lock (_two) return [|_items.Contains(i)|]; }")]
    [InlineData("public bool Has(int i) { lock (_rest) return [|_items.Contains(i)|]; }")]
    [InlineData("public bool Has(int i) { lock (this) return [|_items.Contains(i)|]; }")]
    [InlineData("public void Clear() { using (_three.EnterScope()) [|_items.Clear()|]; }")]
    [InlineData("public void Clear() { lock (_two) Helper(); } void Helper() => [|_items.Clear()|];")]
    [InlineData("public void Down() { lock (_two) [|_n--|]; }")]
    [InlineData("public void Down() { lock (_two) { [|_n = 0|]; } }")]
    public Task Reports_a_second_lock(string member) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _one = new(), _two = new();
            readonly Lock _three = new();
            readonly List<int> _items = new(), _rest = new();
            int _n;
            public void Add(int i) { lock (_one) { _items.Add(i); _n++; } }
            public void Remove(int i) { lock (_one) { _items.Remove(i); _n += 2; } }
            {{member}}
        }
        """);

    [Theory]
    [InlineData("public void Clear() { lock (_two) lock (_one) _items.Clear(); }")]
    [InlineData("public void Clear() => _items.Clear();")]
    [InlineData("public void Clear() { lock (_alias) _items.Clear(); }")]
    [InlineData("public void Clear() { lock (Gate) _items.Clear(); }")]
    [InlineData("public void Clear() { lock (_given) _items.Clear(); }")]
    [InlineData("public int N { get { lock (_two) return _n; } }")]
    [InlineData("public int Count { get { lock (_two) return _items.Count; } }")]
    [InlineData("public void Dispose() { lock (_two) _items.Clear(); }")]
    public Task Accepts_one_lock_and_what_may_be_one(string member) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _one = new(), _two = new(), _alias, _given;
            readonly List<int> _items = new();
            int _n;
            object Gate => _one;
            public C(object given) { _alias = _one; _given = given; }
            public void Add(int i) { lock (_one) { _items.Add(i); _n++; } }
            public void Remove(int i) { lock (_one) { _items.Remove(i); _n--; } }
            {{member}}
        }
        """);

    [Fact]
    public Task Accepts_readers_of_what_writers_change_under_both() => Verify.VerifyAsync("""
        class C
        {
            readonly object _one = new(), _two = new();
            readonly List<int> _items = new();
            public void Add(int i) { lock (_one) lock (_two) _items.Add(i); }
            public bool Has(int i) { lock (_one) return _items.Contains(i); }
            public bool HasNot(int i) { lock (_two) return !_items.Contains(i); }
        }
        """);

    [Fact]
    public Task Says_which_two() => Verify.VerifyAsync("""
        class C
        {
            static readonly object s_one = new(), s_two = new();
            static int s_n;
            public static void A() { lock (s_one) {|#1:s_n++|}; }
            public static void B() { lock (s_one) {|#2:s_n--|}; }
            public static void D() { lock (s_two) {|#0:s_n--|}; }
        }
        """, Verify.Finding().WithLocation(0).WithLocation(1).WithLocation(2).WithArguments("s_n", "s_two", 2, 3, "s_one", "read, changed and written back", ", such as the update at line 5", "two locks do not exclude each other"));

    /// <summary>All changes hold the queue's own lock; who asks for its size under the other one alone breaks nothing.</summary>
    [Fact]
    public Task Accepts_changes_that_have_a_lock_in_common() => Verify.VerifyAsync("""
        public class C
        {
            private readonly object _monitor = new();
            private readonly Queue<int> _queue = new();
            public void Add(int item) { lock (_queue) _queue.Enqueue(item); }
            public void Work() { lock (_monitor) { while (_queue.Count > 0) { lock (_queue) _queue.Dequeue(); } } }
            public void Drop() { lock (_monitor) lock (_queue) _queue.Clear(); }
        }
        """);
}
