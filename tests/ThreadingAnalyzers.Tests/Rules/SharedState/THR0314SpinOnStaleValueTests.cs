using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0314SpinOnStaleValue,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0314SpinOnStaleValueCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0314SpinOnStaleValue>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0314SpinOnStaleValueTests
{
    private static string InType(string members) => $$"""
        class Node { public Node Next; public bool Done; }
        class C
        {
            bool _stop; static int s_phase; volatile bool _volatile; readonly bool _readonly; Node _node; string _text; int[] _flags = new int[2];
            bool Stop { get; set; } bool Computed => _stop; int Count { get; }
            Thread _thread = new(() => { });
            {{members}}
        }
        """;

    [Theory]
    [InlineData("void M() { while (![|_stop|]) { } }")]
    [InlineData("void M() { while (![|_stop|]) ; }")]
    [InlineData("void M() { while ([|s_phase|] == 0) ; }")]
    [InlineData("void M() { while (![|this._stop|]) { } }")]
    [InlineData("void M() { while ([|_stop|] is false) { } }")]
    [InlineData("void M() { do { } while ([|s_phase|] != 3); }")]
    [InlineData("void M() { for (; ![|_stop|];) { } }")]
    [InlineData("void M() { while (![|Stop|]) { } }")]
    [InlineData("void M() { while ([|_text|] == null) { } }")]
    [InlineData("void M() { while ([|_text|] is null) { } }")]
    [InlineData("void M() { while (![|_node.Done|]) { } }")]
    [InlineData("void M(Node node) { while (![|node.Done|]) { } }")]
    [InlineData("void M(int i) { while ([|_flags[i]|] == 0) { } }")]
    [InlineData("void M(ref int place) { while ([|place|] == 0) { } }")]
    [InlineData("void M() => _thread = new(() => { long n = 0; while (![|_stop|]) { n++; } Console.WriteLine(n); });")]
    [InlineData("void M() => _thread = new(() => { long n = 0; while (true) { n++; if ([|_stop|]) break; } Console.WriteLine(n); });")]
    [InlineData("void M() => _thread = new(() => { long n = 0; for (;;) { n++; if ([|_stop|]) return; } });")]
    [InlineData("void M() { bool done = false; _thread = new(() => done = true); while (![|done|]) { } }")]
    [InlineData("void Run() { int n = 0; while (![|_stop|]) n += 2; } void M() => _thread = new(Run);")]
    [InlineData("void M() => Task.Run(async () => { while (![|_stop|]) ; await Task.Yield(); });")]
    public Task Reports_loops_that_need_not_read_again(string members) => Verify.VerifyAsync(InType(members));

    [Theory]
    [InlineData("void M() { while (!_volatile) { } }")]
    [InlineData("void M() { while (!_volatile && !_stop) { } }")]
    [InlineData("void M() { while (!Volatile.Read(ref _stop)) { } }")]
    [InlineData("void M() { while (!_stop) { Thread.SpinWait(1); } }")]
    [InlineData("void M() { while (!_stop) Thread.Sleep(1); }")]
    [InlineData("async Task M() { while (!_stop) await Task.Yield(); }")]
    [InlineData("void M() { while (!_stop) { lock (this) { } } }")]
    [InlineData("void M() { while (!_readonly) { } }")]
    [InlineData("void M() { while (_thread.IsAlive) { } }")]
    [InlineData("void M() { int i = 0; while (!_stop && i < 5) i++; }")]
    [InlineData("void M() { while (s_phase < 5) s_phase++; }")]
    [InlineData("void M() { while (_node != null) _node = _node.Next; }")]
    [InlineData("void M() { var n = _node; while (n.Next != null) n = n.Next; }")]
    [InlineData("void M() { int i = 0; while (_flags[i] == 0) i++; }")]
    [InlineData("void M() { while (_flags[0] > 0) _flags[0]--; }")]
    [InlineData("void M() { bool done = false; while (!done) { done = _stop; } }")]
    [InlineData("void M() { for (int i = 0; i < s_phase; i++) { } }")]
    [InlineData("void M() { while (true) { } }")]
    [InlineData("void M(bool forever) { while (forever) { } }")]
    [InlineData("void M() { while (true) { if (_stop) throw new Exception(); } }")]
    [InlineData("IEnumerable<int> M() { while (!_stop) yield return 1; }")]
    [InlineData("void M() { while (!_stop) { _text += \"x\"; } }")]
    [InlineData("void M() { int n = 0; while (!_stop) { if (++n > 9) break; } _thread.Join(); }")]
    [InlineData("struct S { int _n; void M() { while (_n == 0) { } } }")]
    public Task Accepts_other_loops(string members) => Verify.VerifyAsync(InType(members));

    [Fact]
    public Task Fixes_with_a_volatile_read() => Fix.FixesAsync(
        """
        class C
        {
            bool _stop; string _text; int[] _flags = new int[2];
            void M(ref int place)
            {
                while (![|_stop|]) { } // until it stops
                while ([|_text|] == null) ;
                while ([|_flags[1]|] == 0) ;
                while ([|place|] < 3) ;
            }
        }
        """,
        """
        using System.Threading;

        class C
        {
            bool _stop; string _text; int[] _flags = new int[2];
            void M(ref int place)
            {
                while (!Volatile.Read(ref _stop)) { } // until it stops
                while (Volatile.Read(ref _text) == null) ;
                while (Volatile.Read(ref _flags[1]) == 0) ;
                while (Volatile.Read(ref place) < 3) ;
            }
        }
        """);

    [Theory]
    [InlineData("class C { bool Stop { get; set; } void M() { while (![|Stop|]) ; } }")]
    [InlineData("class C { System.DayOfWeek _day; void M() { while ([|_day|] == 0) ; } }")]
    public Task Offers_no_fix_where_Volatile_has_no_method(string source) => Fix.OffersNothingAsync(source);

    [Theory]
    [InlineData("void M() { while (!Computed) { } }")]
    [InlineData("void M() => _thread = new(() => { int i = 0; while (!_stop && i < int.MaxValue) i++; });")]
    public Task KnownMiss_loops_that_might_read_again(string members) => Verify.VerifyAsync(InType(members));

    /// <summary>A loop that also has an end of its own does not hear of the flag that another thread sets.</summary>
    [Theory]
    [InlineData("while (![|_stop|]) { if (n * n > limit) return; n++; }")]
    [InlineData("for (int i = 0; i < limit; i++) { if ([|_stop|]) return; n += i; }")]
    [InlineData("for (int i = 0; i < _flags.Length; i++) { if ([|_stop|]) break; n = Math.Max(n, _flags[i]); }")]
    public Task Reports_a_flag_beside_another_way_out(string loop) => Verify.VerifyAsync(InType($$"""
        void Begin() { _thread = new Thread(() => Search(1000)); _thread.Start(); }
        void End() { _stop = true; _thread.Join(); }
        void Search(int limit) { long n = 0; {{loop}} s_phase = (int)n; }
        """));

    [Theory]
    [InlineData("void Begin() { _stop = false; _thread = new Thread(() => Search(1000)); _thread.Start(); }")]
    [InlineData("void Begin() => Search(1000); void End() => _stop = true;")]
    [InlineData("void Begin() { _thread = new Thread(() => Search(1000)); _thread.Start(); }")]
    public Task Accepts_flags_that_nobody_sets_beside_the_loop(string members) => Verify.VerifyAsync(InType($$"""
        {{members}}
        void Search(int limit) { long n = 0; while (!_stop) { if (n * n > limit) return; n++; } }
        """));
}
