using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0327VolatileArray,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0327VolatileArrayCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0327VolatileArray>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0327VolatileArrayTests
{
    [Theory]
    [InlineData("volatile int[] [|_a = new int[4]|]; void M() => _a[0] = 1;")]
    [InlineData("static volatile bool[] [|s_a|]; static void M(int i) { s_a[i] = true; }")]
    [InlineData("volatile int[] [|_a|]; int M() => this._a[1]++;")]
    [InlineData("volatile string[] [|_a|]; string M() => _a[1] ??= \"\";")]
    [InlineData("volatile int[,] [|_a|]; void M() => _a[1, 2] += 3;")]
    [InlineData("class D { volatile int[] [|_a|]; void M() => _a[0] = 1; }")]
    public Task Reports_elements_that_are_written(string members) => Verify.VerifyAsync($$"""class C { {{members}} }""");

    [Theory]
    [InlineData("volatile int[] _a = { 1 }; int M() => _a[0];")]
    [InlineData("int[] _a = { 1 }; void M() => _a[0] = 1;")]
    [InlineData("volatile int[] _a; C() { _a = new int[1]; _a[0] = 1; }")]
    [InlineData("volatile int[] _a; void M() => Volatile.Write(ref _a[0], 1); int N() => Interlocked.Increment(ref _a[0]);")]
    [InlineData("volatile int[] _a; void M() { lock (this) _a[0] = 1; }")]
    [InlineData("volatile int[] _a; volatile int _tail; void M() { _a[0] = 1; _tail = 2; }")]
    [InlineData("volatile int[] _a; object[] _locks; void M(int i) { lock (_locks[i]) _a[i] = 1; }")]
    [InlineData("volatile List<int> _a; void M() => _a[0] = 1;")]
    public Task Accepts_arrays_that_stay_as_they_are(string members) => Verify.VerifyAsync($$"""class C { {{members}} }""");

    [Fact]
    public Task Fixes_all_accesses() => Fix.FixesAsync(
        """
        class C
        {
            volatile int[] [|_a = new int[4]|];
            int Read(int i) => _a[i] + _a[0]; // both
            void Write(int i) { _a[i] = Read(i); }
            void Reset() => _a[0] = 0;
        }
        """,
        """
        using System.Threading;

        class C
        {
            volatile int[] _a = new int[4];
            int Read(int i) => Volatile.Read(ref _a[i]) + Volatile.Read(ref _a[0]); // both
            void Write(int i) { Volatile.Write(ref _a[i], Read(i)); }
            void Reset() => Volatile.Write(ref _a[0], 0);
        }
        """);

    [Fact]
    public Task Offers_no_fix_for_an_element_that_is_counted_up() => Fix.OffersNothingAsync("class C { volatile int[] [|_a|] = new int[1]; int M() => _a[0]++; }".Replace("[|_a|] = new int[1]", "[|_a = new int[1]|]"));

    [Fact]
    public Task KnownMiss_an_element_of_a_copy() => Verify.VerifyAsync("class C { volatile int[] _a; void M() { var a = _a; a[0] = 1; } }");
}
