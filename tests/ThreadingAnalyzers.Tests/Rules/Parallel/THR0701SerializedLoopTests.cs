using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Parallel.THR0701SerializedLoop,
    ThreadingAnalyzers.CodeFixes.Parallel.THR0701SerializedLoopCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Parallel.THR0701SerializedLoop>;

namespace ThreadingAnalyzers.Tests.Rules.Parallel;

public class THR0701SerializedLoopTests
{
    private static string InMethod(string statements) => $$"""
        class C
        {
            readonly object _gate = new(); readonly List<object> _items = new(); int _sum;
            void AddLater(int i) { i *= Compute(i); lock (_gate) _sum += i; }
            static int Compute(int i) => i;
            void M() { {{statements}} }
        }
        """;

    [Theory]
    [InlineData("Parallel.For(0, 9, i => { lock ([|_gate|]) { _sum += i; } });")]
    [InlineData("Parallel.For(0, 9, i => { lock ([|_gate|]) _sum += i; });")]
    [InlineData("Parallel.ForEach(_items, item => { lock ([|_items|]) _sum++; });")]
    [InlineData("Parallel.For(0, 9, (i, state) => { lock ([|this._gate|]) _sum += i; });")]
    [InlineData("_items.AsParallel().ForAll(item => { lock ([|_gate|]) _sum++; });")]
    [InlineData("var gate = new object(); Parallel.For(0, 9, delegate(int i) { lock ([|gate|]) _sum += i; });")]
    [InlineData("var numbers = new int[9]; Parallel.For(0, 9, i => { var n = numbers[i]; lock ([|_gate|]) _sum += n; });")]
    [InlineData("Parallel.For(0, 9, i => { Monitor.Enter([|_gate|]); try { _sum += i; } finally { Monitor.Exit(_gate); } });")]
    [InlineData("Action<int> body = i => { lock ([|_gate|]) _sum += i; }; Parallel.For(0, 9, body);")]
    public Task Reports_a_loop_whose_threads_take_turns(string statements) => Verify.VerifyAsync(InMethod(statements));

    [Fact]
    public Task Reports_a_loop_over_a_method() => Verify.VerifyAsync("""
        class C
        {
            int _sum;
            void Add(int i) { lock ([|this|]) _sum += i; }
            void M() => Parallel.For(0, 9, Add);
        }
        """);

    [Theory]
    [InlineData("Parallel.For(0, 9, i => { int n = Compute(i); lock (_gate) _sum += n; });")]
    [InlineData("Parallel.For(0, 9, i => { lock (_gate) _sum += i; Compute(i); });")]
    [InlineData("Parallel.ForEach(_items, item => { lock (item) _sum++; });")]
    [InlineData("Parallel.ForEach(_items, item => { var own = item; lock (own) _sum++; });")]
    [InlineData("var gates = new object[9]; Parallel.For(0, 9, i => { lock (gates[i]) _sum += i; });")]
    [InlineData("Parallel.For(0, 9, () => 0, (i, _, local) => local + i, local => { lock (_gate) _sum += local; });")]
    [InlineData("Parallel.For(0, 9, AddLater);")]
    [InlineData("Parallel.Invoke(() => { lock (_gate) _sum++; }, () => Compute(1));")]
    [InlineData("Task.Run(() => { lock (_gate) _sum++; });")]
    [InlineData("_items.ForEach(item => { lock (_gate) _sum++; });")]
    public Task Accepts_loops_that_work_outside_of_the_lock(string statements) => Verify.VerifyAsync(InMethod(statements));

    [Fact]
    public Task Fixes_a_sum() => Fix.FixesAsync(
        """
        using System.Threading.Tasks;

        class C
        {
            readonly object _gate = new();
            long M(int[] values)
            {
                long sum = 0;
                Parallel.ForEach(values, value =>
                {
                    // one at a time
                    lock ([|_gate|])
                        sum += value > 3 ? value : -value;
                });
                return sum;
            }
        }
        """,
        """
        using System.Threading.Tasks;

        class C
        {
            readonly object _gate = new();
            long M(int[] values)
            {
                long sum = 0;
                Parallel.ForEach(values, () => 0L, (value, _, local) => local + (value > 3 ? value : -value), local =>
                {
                    // one at a time
                    lock (_gate)
                        sum += local;
                });
                return sum;
            }
        }
        """);

    [Theory]
    [InlineData("Parallel.For(0, 9, i => { lock ([|this|]) { sum -= i; } });")]
    [InlineData("Parallel.For(0, 9, i => { lock ([|this|]) { sum += i * sum; } });")]
    [InlineData("Parallel.For(0, 9, (i, state) => { lock ([|this|]) { sum += i; } });")]
    [InlineData("Parallel.For(0, 9, i => { lock ([|this|]) { sum += i; System.Console.WriteLine(sum); } });")]
    [InlineData("Parallel.For(0, 9, new ParallelOptions(), i => { lock ([|this|]) { sum += i; } });")]
    public Task Offers_no_fix_for_more_than_a_sum(string loop) =>
        Fix.OffersNothingAsync($$"""using System.Threading.Tasks; class C { void M() { int sum = 0; {{loop}} System.Console.WriteLine(sum); } }""");

    /// <summary>A call that does not bind may be the work.</summary>
    [Fact]
    public Task Accepts_unknown_work_outside_of_the_lock() => Verify.VerifyAloneAsync("""
        class C
        {
            readonly object _gate = new(); readonly ICounter _counter; int _sum;
            void M(string[] texts) { Parallel.ForEach(texts, text => { var n = _counter.Count(text); lock (_gate) _sum += n; }); }
        }
        """);
}
