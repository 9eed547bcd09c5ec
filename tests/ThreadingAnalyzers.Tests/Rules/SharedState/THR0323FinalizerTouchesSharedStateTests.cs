using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0323FinalizerTouchesSharedState,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0323FinalizerTouchesSharedStateCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0323FinalizerTouchesSharedState>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0323FinalizerTouchesSharedStateTests
{
    private static string InType(string members) => $$"""
        class Pool { public int Free; public static int Lost; }
        class C
        {
            static int s_open; static long Open { get; set; } static readonly List<object> s_all = new(); static readonly ConcurrentBag<object> s_bag = new(); static readonly object s_gate = new();
            readonly Pool _pool = new(); int _own; static string s_text;
            {{members}}
        }
        """;

    [Theory]
    [InlineData("~C() { [|s_open--|]; }")]
    [InlineData("~C() => [|Open -= 1|];")]
    [InlineData("~C() { [|s_open = s_open - 1|]; }")]
    [InlineData("~C() { [|s_all.Remove(this)|]; }")]
    [InlineData("~C() { [|_pool.Free++|]; }")]
    [InlineData("~C() { [|Pool.Lost++|]; }")]
    [InlineData("~C() => Close(); void Close() { [|s_open--|]; }")]
    [InlineData("~C() => Dispose(false); void Dispose(bool disposing) { if (disposing) s_all.Remove(this); [|s_open--|]; }")]
    [InlineData("~C() { if (s_open > 0) [|s_all.Clear()|]; }")]
    public Task Reports_shared_state_that_a_finalizer_changes(string members) => Verify.VerifyAsync(InType(members));

    [Theory]
    [InlineData("~C() { Interlocked.Decrement(ref s_open); }")]
    [InlineData("~C() { lock (s_gate) s_open--; }")]
    [InlineData("~C() { _own--; }")]
    [InlineData("~C() { s_bag.Add(this); }")]
    [InlineData("~C() { s_text = null; }")]
    [InlineData("~C() { Console.WriteLine(s_open + s_all.Count); }")]
    [InlineData("~C() => Dispose(false); void Dispose(bool disposing) { if (disposing) { s_open--; } }")]
    [InlineData("void Dispose() { s_open--; } int Flip() => ~s_open;")]
    [InlineData("[ThreadStatic] static int t_n; ~C() { t_n--; }")]
    public Task Accepts_what_is_protected_or_its_own(string members) => Verify.VerifyAsync(InType(members));

    [Fact]
    public Task Fixes_with_Interlocked() => Fix.FixesAsync(
        """
        using System.Threading;

        class C
        {
            static int s_open;
            C() => Interlocked.Increment(ref s_open);
            ~C()
            {
                // one less
                [|s_open--|];
            }
        }
        """,
        """
        using System.Threading;

        class C
        {
            static int s_open;
            C() => Interlocked.Increment(ref s_open);
            ~C()
            {
                // one less
                Interlocked.Decrement(ref s_open);
            }
        }
        """);

    [Fact]
    public Task Offers_no_fix_where_others_change_it_plainly() => Fix.OffersNothingAsync("class C { static int s_open; C() => s_open++; ~C() { [|s_open--|]; } }");

    [Fact]
    public Task KnownMiss_a_method_of_another_type() => Verify.VerifyAsync("static class Own { static int s_n; public static void Less() => s_n--; } class D { ~D() => Own.Less(); }");
}
