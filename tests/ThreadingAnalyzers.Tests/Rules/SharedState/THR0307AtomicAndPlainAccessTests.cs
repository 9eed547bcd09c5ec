using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0307AtomicAndPlainAccess>;
using VerifyFix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.SharedState.THR0307AtomicAndPlainAccess, ThreadingAnalyzers.CodeFixes.SharedState.THR0307AtomicAndPlainAccessCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0307AtomicAndPlainAccessTests
{
    private static string Program(string members) => $$"""
        class C
        {
            int _n; long _long; static int s_n; object _o; int _state; readonly object _gate = new(); int[] _ring = new int[8]; int _other;
            public void Count() { Interlocked.Increment(ref _n); Interlocked.Add(ref _long, 2); Interlocked.Decrement(ref s_n); Interlocked.Exchange(ref _state, 1); }
            void Show(int n) { }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("public void M() { [|_n--|]; }")]
    [InlineData("public void M() { [|_n += 3|]; }")]
    [InlineData("public void M() => [|s_n++|];")]
    [InlineData("public void M(double f) { [|_long = (long)(_long * f)|]; }")]
    [InlineData("public void M(int v) { if (v > _n) [|_n = v|]; }")]
    [InlineData("public void M() { lock (_gate) [|_n++|]; }")]
    [InlineData("void M() => [|_state |= 4|];")]
    [InlineData("public void M() { var seen = _n; [|_n = seen + 1|]; }")]
    [InlineData("public void M(C c) { [|c._n++|]; }")]
    [InlineData("public void Add() { Interlocked.Increment(ref _n); ThreadPool.QueueUserWorkItem(_ => Work()); } void Work() { var t = Task.Delay(1).ContinueWith(_ => { [|_n--|]; }); Add(); }")]
    public Task Reports_a_plain_change(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("public int M() { var n = _n; [|_n = 0|]; return n; }")]
    [InlineData("public long M() { var n = Interlocked.Read(ref _long); [|_long = 0|]; return n; }")]
    [InlineData("public int M() { var n = Volatile.Read(ref _n); [|Volatile.Write(ref _n, 0)|]; return n; }")]
    [InlineData("public int M() { var n = _n; [|Interlocked.Exchange(ref _n, 0)|]; return n; }")]
    [InlineData("public void M() { if (_n > 3) { Show(_n); [|_n = 0|]; } }")]
    [InlineData("public void M() { Show(_n); [|_n = 0|]; }")]
    [InlineData("readonly Timer _timer; public C() => _timer = new Timer(_ => Roll(), null, 1000, 1000); void Roll() { var n = _n; [|_n = 0|]; Show(n); }")]
    public Task Reports_a_reset_in_two_steps(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("/// <summary>Sets a bit without using interlocked operations.</summary>\npublic void M() { _n = _n | 4; }")]
    [InlineData("public void M() { if (_n > 100) { Count(); _n = 0; } }")]
    public Task Accepts_what_is_meant(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("Interlocked.Increment(ref _n); if ([|_n|] == 3) Count();")]
    [InlineData("Interlocked.Increment(ref _n); if (x && [|_n|] == 3) Count();")]
    [InlineData("Interlocked.Decrement(ref _n); Console.WriteLine(); if ([|_n|] <= 0) { Count(); }")]
    [InlineData("Interlocked.Add(ref _long, 1); var mine = [|Interlocked.Read(ref _long)|]; Show((int)mine);")]
    [InlineData("Interlocked.Increment(ref _n); _ring[[|_n|] % 8] = 1;")]
    [InlineData("_ = Interlocked.Increment(ref _n); switch ([|_n|]) { case 1: break; }")]
    [InlineData("Interlocked.Increment(ref _n); var first = [|_n|] == 1 ? 1 : 2;")]
    [InlineData("Interlocked.Increment(ref this._n); if ([|_n|] == 3) Count();")]
    [InlineData("int n = 0; Parallel.For(0, 9, i => { Interlocked.Increment(ref n); if ([|n|] == 3) Count(); });")]
    public Task Reports_a_value_that_is_read_again(string body) => Verify.VerifyAsync(Program($"void M(bool x) {{ {body} }}"));

    [Fact]
    public Task Reports_a_number_that_is_returned_after_the_change() => Verify.VerifyAsync(Program("int Next() { Interlocked.Increment(ref _n); return [|_n|]; }"));

    [Theory]
    [InlineData("[|_n = Interlocked.Increment(ref _n)|];")]
    [InlineData("[|this._n = Interlocked.Add(ref _n, 2)|];")]
    [InlineData("[|_n += Interlocked.Increment(ref _n)|];")]
    [InlineData("int n = 0; Parallel.For(0, 9, i => { [|n = Interlocked.Increment(ref n)|]; });")]
    public Task Reports_a_result_assigned_to_itself(string body) => Verify.VerifyAsync(Program($"void M() {{ {body} }}"));

    [Theory]
    [InlineData("public int M() => _n;")]
    [InlineData("public void M() { _n = 0; }")]
    [InlineData("public void M() { _n = 5; Show(_n); }")]
    [InlineData("public int M() { if (Interlocked.Increment(ref _n) == 3) return 1; return 0; }")]
    [InlineData("public void M() { Interlocked.Increment(ref _n); Show(_n); }")]
    [InlineData("public void M() { Interlocked.Increment(ref _n); Console.WriteLine($\"{_n}\"); }")]
    [InlineData("public void M() { Interlocked.Increment(ref _n); if (_other == 3) Count(); }")]
    [InlineData("public async Task M() { Interlocked.Increment(ref _n); await Task.Delay(1); if (_n == 3) Count(); }")]
    [InlineData("public void M() { Interlocked.Increment(ref _n); while (_n > 1) Thread.Yield(); }")]
    [InlineData("public object M() { if (_o == null) Interlocked.CompareExchange(ref _o, new object(), null); return _o; }")]
    [InlineData("public void M() { if (Interlocked.Exchange(ref _state, 1) == 0) { Count(); _state = 0; } }")]
    [InlineData("public void M() { if (_state == 1) _state = 0; }")]
    [InlineData("public int M() => Interlocked.Exchange(ref _n, 0);")]
    [InlineData("public void M() { int seen; do { seen = _n; } while (Interlocked.CompareExchange(ref _n, seen * 2, seen) != seen); }")]
    [InlineData("public C(bool b) { _n++; } public C() { }")]
    [InlineData("public C Copy() { var c = new C(); c._n += _n; return c; }")]
    [InlineData("public void M() { _other++; }")]
    [InlineData("public void M() { int n = 0; Parallel.For(0, 9, i => Interlocked.Increment(ref n)); n++; }")]
    [InlineData("public void M(bool b) { if (b) Show(_n); else _n = 0; }")]
    public Task Accepts_what_is_atomic_or_only_shown(string members) => Verify.VerifyAsync(Program(members));

    /// <summary>What Dispose takes away atomically, it takes away once; who still works then is another matter.</summary>
    [Theory]
    [InlineData("protected virtual ValueTask DisposeAsyncCore() { Interlocked.Exchange(ref _left, 0); return default; } public async ValueTask DisposeAsync() => await DisposeAsyncCore();")]
    [InlineData("protected void DisposeCore() { Interlocked.Exchange(ref _left, 0); } public ValueTask DisposeAsync() { DisposeCore(); return default; }")]
    public Task Accepts_an_exchange_that_disposes(string members) => Verify.VerifyAsync($$"""
        class C : IAsyncDisposable
        {
            int _left;
            void Work(int n) { _left = _left - n; }
            {{members}}
        }
        """);

    /// <summary>A value that says whose the object is, and is no count.</summary>
    [Theory]
    [InlineData("if (p.Readers != Writable) throw new InvalidOperationException(); p.Readers = 0;", "p.Readers = Writable;")]
    [InlineData("Check(p.Readers == -1); p.Readers = 0;", "p.Readers = -1;")]
    public Task Accepts_the_end_of_a_state(string release, string take) => Verify.VerifyAsync(Pages(release, take));

    [Theory]
    [InlineData("Check(p.Readers == 3); [|p.Readers = 0|];", "p.Readers = 3;")]
    [InlineData("_seen = p.Readers; [|p.Readers = 0|];", "p.Readers = -1;")]
    public Task Reports_a_count_that_starts_again(string release, string take) => Verify.VerifyAsync(Pages(release, take));

    private static string Pages(string release, string take) => $$"""
        class Page { public int Readers; }
        class Cache
        {
            static int Writable = -1; int _seen;
            static void Check(bool ok) { }
            public void Read(Page p) { Interlocked.Increment(ref p.Readers); }
            public void Take(Page p) { {{take}} }
            public void Release(Page p) { {{release}} }
        }
        """;

    /// <summary>A struct is part of the object that holds it, which knows who comes in when.</summary>
    [Fact]
    public Task Suggests_it_in_a_struct() => Verify.VerifyAsync("""
        struct Slots
        {
            int _left;
            public void Take() { {|#1:Interlocked.Decrement(ref _left)|}; }
            public void Give() { {|#0:_left++|}; }
        }
        """, Verify.Finding().WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithLocation(0).WithLocation(1));

    [Fact]
    public Task Accepts_one_lock_for_all() => Verify.VerifyAsync("""
        class C
        {
            int _n; readonly object _gate = new();
            void Count() { lock (_gate) Interlocked.Increment(ref _n); }
            int Take() { lock (_gate) { var n = _n; _n = 0; return n; } }
            void Back() { lock (_gate) _n--; }
        }
        """);

    [Fact]
    public Task Accepts_plain_changes_when_the_threads_have_ended() => Verify.VerifyAsync("""
        class C
        {
            int _n;
            void Run()
            {
                Parallel.For(0, 9, i => Interlocked.Increment(ref _n));
                _n *= 2;
            }
        }
        """);

    [Fact]
    public Task KnownMiss_a_reset_that_another_method_makes() => Verify.VerifyAsync(Program("public int M() { var n = _n; Clear(); return n; } void Clear() => _n = 0;"));

    [Theory]
    [InlineData("[|_n--|];", "Interlocked.Decrement(ref _n);")]
    [InlineData("int n = _n;\n        [|_n = 0|];\n        Show(n);", "int n = Interlocked.Exchange(ref _n, 0);\n        Show(n);")]
    [InlineData("Interlocked.Increment(ref _n);\n        if ([|_n|] == 3)\n            Count();", "var value = Interlocked.Increment(ref _n);\n        if (value == 3)\n            Count();")]
    [InlineData("Interlocked.Increment(ref _n);\n        var mine = [|_n|];\n        Show(mine);", "var mine = Interlocked.Increment(ref _n);\n        Show(mine);")]
    [InlineData("[|_n = Interlocked.Increment(ref _n)|]; // next", "Interlocked.Increment(ref _n); // next")]
    public Task Fixes_by_one_atomic_call(string before, string after) => VerifyFix.FixesAsync(Class(before), Class(after));

    [Theory]
    [InlineData("[|_n *= 2|];")]
    [InlineData("Show(_n);\n        [|_n = 0|];")]
    [InlineData("Interlocked.Increment(ref _n);\n        Count();\n        if ([|_n|] == 3)\n            Count();")]
    public Task Offers_nothing_where_unsure(string before) => VerifyFix.OffersNothingAsync(Class(before));

    private static string Class(string body) => $$"""
        using System.Threading;

        class C
        {
            int _n;
            void Count() => Interlocked.Increment(ref _n);
            void Show(int n) { }

            void M()
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("if (Interlocked.Increment(ref _n) >= _ring.Length) Interlocked.Exchange(ref _n, 0); Show(_ring[[|_n|]]);")]
    [InlineData("if (Interlocked.Increment(ref _n) == 8) { Volatile.Write(ref _n, 0); } _ring[[|_n|] % 8] = 3;")]
    [InlineData("if (Interlocked.Increment(ref _n) >= 8) Show(1); Show(_n);")]
    [InlineData("var n = Interlocked.Increment(ref _n); if (n >= 8) Show(1); Show(_ring[n % 8]);")]
    [InlineData("if (Interlocked.Decrement(ref _n) == 0) Show(1); if (_n < 0) throw new Exception();")]
    public Task Reports_an_element_that_is_chosen_by_a_second_look(string body) => Verify.VerifyAsync(Program($"void M() {{ {body} }}"));

    [Fact]
    public Task Accepts_a_second_look_behind_a_barrier() => Verify.VerifyAsync(Program("void M() { Interlocked.Increment(ref _n); Show(1); Interlocked.MemoryBarrier(); if (_n == 0) Show(2); }"));

    [Fact]
    public Task Accepts_work_that_is_counted_before_it_starts() => Verify.VerifyAsync("""
        class C
        {
            int _left;
            public void Run(List<Action> all)
            {
                foreach (var one in all) _left++;
                foreach (var one in all) Task.Run(() => { one(); Interlocked.Decrement(ref _left); });
            }
        }
        """);

    /// <summary>All reads that mean the value of the change.</summary>
    [Theory]
    [InlineData("Interlocked.Increment(ref _n); if ([|_n|] == 3) Show(_n);", "var value = Interlocked.Increment(ref _n); if (value == 3) Show(value);")]
    [InlineData("Interlocked.Increment(ref _n); i = 3; if ([|_n|] == i) Show(i);", "var value = Interlocked.Increment(ref _n); i = 3; if (value == i) Show(i);")]
    public Task Fixes_several_reads(string before, string after) => VerifyFix.FixesAsync(Counted(before), Counted(after));

    [Fact]
    public Task Fixes_a_plain_change_with_the_reads_that_follow() => VerifyFix.FixesAsync(Counted("[|_n++|]; if (_n == 3) Show(i);"), Counted("var value = Interlocked.Increment(ref _n); if (value == 3) Show(i);"));

    private static string Counted(string statements) => $$"""
        using System.Threading;

        class C
        {
            int _n;
            public void Count() => Interlocked.Decrement(ref _n);
            void Show(int n) { }
            public void M(int i) { {{statements}} }
        }
        """;
}
