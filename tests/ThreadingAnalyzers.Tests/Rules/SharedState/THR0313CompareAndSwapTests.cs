using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0313CompareAndSwap>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0313CompareAndSwapTests
{
    private static string Program(string body) => $$"""
        class Node { public Node Next; }
        class C
        {
            int _n; double _sum; object _o; Node _head; static int s_n; int _state; string _text; ImmutableList<int> _list = ImmutableList<int>.Empty;
            void Begin() { }
            void M(int v, Node node, bool b) { {{body}} }
        }
        """;

    [Theory]
    [InlineData("[|Interlocked.CompareExchange(ref _n, _n + 1, _n)|];")]
    [InlineData("[|Interlocked.CompareExchange(ref _sum, _sum + v, _sum)|];")]
    [InlineData("[|Interlocked.CompareExchange(ref s_n, v, s_n)|];")]
    [InlineData("if ([|Interlocked.CompareExchange(ref _n, v, _n)|] == v) Begin();")]
    [InlineData("var old = _n; [|Interlocked.CompareExchange(ref _n, old + 1, Volatile.Read(ref _n))|];")]
    [InlineData("node.Next = _head; [|Interlocked.CompareExchange(ref _head, node, _head)|];")]
    public Task Reports_a_comparand_that_is_read_again(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("var old = _n; [|Interlocked.CompareExchange(ref _n, old + 1, old)|];")]
    [InlineData("var old = Volatile.Read(ref _n); var next = old * 2; [|Interlocked.CompareExchange(ref _n, next, old)|];")]
    [InlineData("int max = _n; if (v > max) [|Interlocked.CompareExchange(ref _n, v, max)|];")]
    [InlineData("var old = _list; [|Interlocked.CompareExchange(ref _list, old.Add(v), old)|];")]
    [InlineData("if (_state == 0) { [|Interlocked.CompareExchange(ref _state, 1, 0)|]; Begin(); }")]
    [InlineData("if (_state != 0) return; [|Interlocked.CompareExchange(ref _state, 1, 0)|]; Begin();")]
    [InlineData("if (0 == Volatile.Read(ref _state)) { [|Interlocked.CompareExchange(ref _state, 1, 0)|]; Begin(); }")]
    [InlineData("var s = _state; if (s == 0) { [|Interlocked.CompareExchange(ref _state, 1, 0)|]; Begin(); }")]
    [InlineData("if (_state is not 0) throw new Exception(); [|Interlocked.CompareExchange(ref _state, 1, 0)|]; Begin();")]
    public Task Reports_a_failure_that_nobody_notices(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("var old = _n; while ([|Interlocked.CompareExchange(ref _n, old + 1, old)|] != old) { }")]
    [InlineData("var old = _n; var next = old + 1; do { next = old + v; } while ([|Interlocked.CompareExchange(ref _n, next, old)|] != old);")]
    [InlineData("int old; do { old = _n; } while ([|Interlocked.CompareExchange(ref _n, _n + 1, old)|] != old);")]
    [InlineData("var made = new Node(); Node old; do { old = _head; made.Next = _head; } while ([|Interlocked.CompareExchange(ref _head, made, old)|] != old);")]
    [InlineData("int old, next; do { old = _n; next = _n + 1; } while ([|Interlocked.CompareExchange(ref _n, next, old)|] != old);")]
    [InlineData("int old; do { old = _n; } while ([|Interlocked.CompareExchange(ref _n, old + 1, old)|] != _n);")]
    public Task Reports_a_loop_that_reads_wrongly(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("int old; do { old = _n; } while (Interlocked.CompareExchange(ref _n, old + 1, old) != old);")]
    [InlineData("var made = new Node(); Node old; do { old = _head; made.Next = old; } while (Interlocked.CompareExchange(ref _head, made, old) != old);")]
    [InlineData("int old, next; do { old = Volatile.Read(ref _n); next = Math.Max(old, v); } while (Interlocked.CompareExchange(ref _n, next, old) != old);")]
    [InlineData("int old = _n; while (v > old) { int seen = Interlocked.CompareExchange(ref _n, v, old); if (seen == old) break; old = seen; }")]
    [InlineData("var old = _n; while (true) { var seen = Interlocked.CompareExchange(ref _n, old + 1, old); if (seen == old) return; old = seen; }")]
    [InlineData("while (true) { var old = _n; if (Interlocked.CompareExchange(ref _n, old + 1, old) == old) break; }")]
    [InlineData("Interlocked.CompareExchange(ref _o, new object(), null);")]
    [InlineData("if (_o == null) Interlocked.CompareExchange(ref _o, new object(), null); var o = _o;")]
    [InlineData("if (Interlocked.CompareExchange(ref _state, 1, 0) == 0) Begin();")]
    [InlineData("if (Interlocked.CompareExchange(ref _state, 1, 0) != 0) return; Begin();")]
    [InlineData("while (Interlocked.CompareExchange(ref _state, 1, 0) != 0) Thread.Yield();")]
    [InlineData("Interlocked.CompareExchange(ref _state, 2, 1);")]
    [InlineData("if (_state == 0) return; Interlocked.CompareExchange(ref _state, 1, 0); Begin();")]
    [InlineData("var seen = Interlocked.CompareExchange(ref _n, 0, 0);")]
    [InlineData("var mine = new object(); Interlocked.CompareExchange(ref _o, null, mine);")]
    [InlineData("var old = _n; var won = Interlocked.CompareExchange(ref _n, old + 1, old) == old;")]
    [InlineData("var old = _o; if (old == null) { Interlocked.CompareExchange(ref _o, new object(), old); }")]
    [InlineData("var old = _head; do { node.Next = old; } while (old != (old = Interlocked.CompareExchange(ref _head, node, old)));")]
    [InlineData("SpinWait spin = default; while (true) { var old = _head; node.Next = old; if (Interlocked.CompareExchange(ref _head, node, old) == old) return; spin.SpinOnce(); }")]
    public Task Accepts_what_works(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("var made = new Node(); [|Interlocked.CompareExchange(ref _head, made, null)|]; return made;")]
    [InlineData("var made = _head; if (made != null) return made; made = new Node(); [|Interlocked.CompareExchange(ref _head, made, null)|]; return made;")]
    public Task Reports_an_object_that_is_used_though_another_was_faster(string body) => Verify.VerifyAsync(Getter(body));

    [Theory]
    [InlineData("var made = new Node(); Interlocked.CompareExchange(ref _head, made, null); return _head;")]
    [InlineData("var made = new Node(); return Interlocked.CompareExchange(ref _head, made, null) ?? made;")]
    [InlineData("var made = new Node(); Interlocked.CompareExchange(ref _head, made, null); made = _head; return made;")]
    public Task Accepts_what_the_place_has(string body) => Verify.VerifyAsync(Getter(body));

    private static string Getter(string body) => $$"""
        class Node { }
        class C { Node _head; Node Head { get { {{body}} } } }
        """;

    [Theory]
    [InlineData("if (_n < v) { [|Interlocked.Increment(ref _n)|]; Begin(); }")]
    [InlineData("if (_n >= v) return; [|Interlocked.Increment(ref _n)|];")]
    [InlineData("if (Volatile.Read(ref _n) == 0) return; [|Interlocked.Add(ref _n, v)|];")]
    [InlineData("if (v > _n) [|Interlocked.Exchange(ref _n, v)|];")]
    [InlineData("if (v - Volatile.Read(ref _n) > 1000) { [|Interlocked.Exchange(ref _n, v)|]; Begin(); }")]
    public Task Reports_a_change_that_rests_on_an_earlier_read(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("if (v > 3) Interlocked.Increment(ref _n);")]
    [InlineData("if (v > 3) Interlocked.Exchange(ref _n, v);")]
    [InlineData("while (_n > 0) { Begin(); Interlocked.Decrement(ref _n); }")]
    [InlineData("if (_n > 0 && int.TryParse(_text, out var x)) Interlocked.Decrement(ref _n);")]
    [InlineData("Interlocked.Exchange(ref _n, v);")]
    [InlineData("if (_n < v && Interlocked.Increment(ref _n) <= v) Begin();")]
    [InlineData("lock (_list) { if (_n < v) Interlocked.Increment(ref _n); }")]
    [InlineData("if (Interlocked.Increment(ref _n) > v) Interlocked.Decrement(ref _n);")]
    [InlineData("Interlocked.Increment(ref _n); if (_n > v) Interlocked.Decrement(ref _n);")]
    public Task Accepts_a_change_whose_result_counts(string body) => Verify.VerifyAsync(Program(body));
}
