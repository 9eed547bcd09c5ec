using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0308UpdateLostAcrossAwait>;
using VerifyFix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.SharedState.THR0308UpdateLostAcrossAwait, ThreadingAnalyzers.CodeFixes.SharedState.THR0308UpdateLostAcrossAwaitCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0308UpdateLostAcrossAwaitTests
{
    private static string Program(string body) => $$"""
        class Box { public int N; public int this[int i] { get => 0; set { } } }
        class C
        {
            int _n; static int s_n; int P { get; set; } decimal _total; string _text; int[] _counts = new int[3]; Dictionary<int, int> _byKey = new();
            ImmutableList<int> _list = ImmutableList<int>.Empty;
            readonly SemaphoreSlim _gate = new(1, 1); readonly Stream _stream; Box _box = new();
            static Task<int> F(int n = 0) => Task.FromResult(n);
            static Task<decimal> G() => Task.FromResult(1m);
            async Task RunAsync(int[] items, byte[] buffer) { {{body}} }
        }
        """;

    [Theory]
    [InlineData("[|_n += await F()|];")]
    [InlineData("[|this._n -= await F()|];")]
    [InlineData("[|s_n += await F()|];")]
    [InlineData("[|C.s_n += await F()|];")]
    [InlineData("[|P += await F().ConfigureAwait(false)|];")]
    [InlineData("[|_total += 2 * await G()|];")]
    [InlineData("[|_n = _n + await F()|];")]
    [InlineData("[|_n = _n + 1 + (await F())|];")]
    [InlineData("[|_text = _text + await Task.FromResult(\"\")|];")]
    [InlineData("[|_list = _list.Add(await F())|];")]
    [InlineData("[|_counts[1] += await F()|];")]
    [InlineData("[|_byKey[1] += await F()|];")]
    [InlineData("[|_box.N += await F()|];")]
    [InlineData("if (_n < 3) [|_n += await F()|];")]
    [InlineData("int before = _n; await Task.Delay(1); [|_n = before + 1|];")]
    [InlineData("var next = _n + 1; await F(next); [|_n = next|];")]
    [InlineData("foreach (var i in items) [|_n += await F(i)|];")]
    [InlineData("await Task.Run(async () => { [|_n += await F()|]; });")]
    [InlineData("async Task Add() => [|_n += await F()|]; await Add();")]
    [InlineData("int sum = 0; await Task.WhenAll(items.Select(async i => { await Task.Yield(); [|sum += await F(i)|]; }));")]
    [InlineData("int sum = 0; await Parallel.ForEachAsync(items, async (i, t) => { [|sum += await F(i)|]; });")]
    [InlineData("_n += 1; [|_n += await F(await F())|];")]
    public Task Reports_an_update_around_an_await(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("var f = await F(); _n += f;")]
    [InlineData("_n = await F() + _n;")]
    [InlineData("_n = await F();")]
    [InlineData("_n = await F(_n);")]
    [InlineData("_list = (await Task.FromResult(_list)).Add(1);")]
    [InlineData("int sum = 0; sum += await F(); foreach (var i in items) sum += await F(i);")]
    [InlineData("int sum = 0; async Task Add() => sum += await F(); await Add(); await Add();")]
    [InlineData("var box = new Box(); box.N += await F();")]
    [InlineData("_n += await _stream.ReadAsync(buffer, 0, 1);")]
    [InlineData("await _gate.WaitAsync(); try { _n += await F(); } finally { _gate.Release(); }")]
    [InlineData("int before = _n; _n = 7; await Task.Delay(1); _n = before;")]
    [InlineData("int before = _n; await Task.Delay(1); if (_n == before) _n = before + 1;")]
    [InlineData("Func<Task> later = async () => await F(); _n += 1; await later();")]
    [InlineData("await F(); _n++; _n += 2; await F();")]
    public Task Accepts_updates_that_lose_nothing(string body) => Verify.VerifyAsync(Program(body));

    [Fact]
    public Task Accepts_the_position_of_a_stream() => Verify.VerifyAsync("""
        abstract class Counting : Stream
        {
            long _position;
            async Task SkipAsync() => _position += await NextAsync();
            Task<int> NextAsync() => Task.FromResult(1);
        }
        """);

    [Theory]
    [InlineData("(_n, P) = (_n + await F(), 0);")]
    [InlineData("var t = F(); _n = Twice(_n, await t);")]
    public Task KnownMiss_other_forms(string body) => Verify.VerifyAsync($$"""
        class C
        {
            int _n; int P { get; set; }
            static Task<int> F() => Task.FromResult(1);
            static int Twice(int a, int b) => a;
            async Task RunAsync() { {{body.Replace("var t = F(); _n = Twice(_n, await t);", "var old = _n; var sum = old + await F(); _n = sum;")}} }
        }
        """);

    [Fact]
    public Task Says_what_is_awaited() => Verify.VerifyAsync(
        Program("{|#0:_n += {|#1:await F(1)|}|};"), Verify.Finding().WithLocation(0).WithLocation(1).WithArguments("_n", "F(1)", ""));

    [Theory]
    [InlineData("// sum\n        [|_n += await F()|]; // done", "// sum\n        var value = await F();\n        _n += value; // done")]
    [InlineData("[|_n = _n + (await F())|];", "var value = await F();\n        _n = _n + value;")]
    [InlineData("if (_n > 1)\n            [|_n += await F()|];", "if (_n > 1)\n        {\n            var value = await F();\n            _n += value;\n        }")]
    public Task Fixes_by_awaiting_first(string before, string after) => VerifyFix.FixesAsync(Method(before), Method(after.Replace("[|", "").Replace("|]", "")));

    [Theory]
    [InlineData("[|_n += Next() + await F()|];")]
    [InlineData("[|_n += (_n > 1 ? await F() : 2)|];")]
    [InlineData("[|_n = Next() + _n + await F()|];")]
    public Task Offers_no_other_order(string before) => VerifyFix.OffersNothingAsync(Method(before));

    private static string Method(string body) => $$"""
        using System.Threading.Tasks;

        class C
        {
            int _n;
            static int Next() => 1;
            static Task<int> F() => Task.FromResult(1);

            async Task RunAsync()
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("using (await _turns.LockAsync()) _n += await F();")]
    [InlineData("var turns = _turns; using (await turns.LockAsync()) _n += await F();")]
    [InlineData("var turns = _turns; using var turn = await turns.LockAsync().ConfigureAwait(false); _n += await F();")]
    public Task Knows_a_lock_of_ones_own_by_its_second_name(string body) => Verify.VerifyAsync($$"""
        class Turns { public Task<IDisposable> LockAsync() => null; public Task<IDisposable> OpenAsync() => null; }
        class C
        {
            readonly Turns _turns = new(); int _n;
            static Task<int> F() => Task.FromResult(1);
            async Task M() { {{body}} }
        }
        """);
}
