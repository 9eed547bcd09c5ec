using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0301UnsynchronizedReadModifyWriteCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Elements of an array that several threads count in: by what they find, or each in a part of its own.</summary>
public class THR0301ScatteredUpdateTests
{
    private static string Program(string code) => $$"""
        enum Kind { A, B }
        class Item { public Kind Kind; public int Index; public string Name; }
        class C
        {
            readonly int[] _bins = new int[256]; readonly object _gate = new(); int _next;
            static int SlotOf(double value) => (int)value; static int At(int x, int y) => y * 16 + x;
            void M(double[] samples, byte[] bytes, int[] numbers, Item[] items)
            {
                var bins = new int[256];
                {{code}}
            }
        }
        """;

    [Theory]
    [InlineData("Parallel.For(0, samples.Length, i => [|bins[(int)(samples[i] * 16)]++|]);")]
    [InlineData("Parallel.For(0, samples.Length, i => { var slot = SlotOf(samples[i]); [|_bins[slot]++|]; });")]
    [InlineData("Parallel.ForEach(bytes, b => [|_bins[b]++|]);")]
    [InlineData("Parallel.ForEach(items, item => [|bins[(int)item.Kind] += item.Index|]);")]
    [InlineData("Parallel.ForEach(items, item => { foreach (char c in item.Name) [|bins[c]++|]; });")]
    [InlineData("Parallel.ForEach(items, item => [|bins[item.Name.GetHashCode() & 255]++|]);")]
    [InlineData("for (int w = 0; w < 4; w++) { int from = w; new Thread(() => { for (int i = from; i < bytes.Length; i += 4) [|bins[bytes[i]]++|]; }).Start(); }")]
    [InlineData("var a = Task.Run(() => { foreach (var n in numbers) [|_bins[numbers[n]]++|]; }); foreach (var b in bytes) [|_bins[b]++|]; a.Wait();")]
    public Task Reports_updates_by_what_is_found(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("Parallel.For(0, samples.Length, i => bins[i]++);")]
    [InlineData("Parallel.For(0, 16, y => { for (int x = 0; x < 16; x++) bins[y * 16 + x] += x; });")]
    [InlineData("Parallel.For(0, 16, y => { for (int x = 0; x < 16; x++) bins[At(x, y)] += x; });")]
    [InlineData("Parallel.ForEach(items, item => bins[item.Index] += 1);")]
    [InlineData("Parallel.For(0, 16, i => { var slot = Interlocked.Increment(ref _next); bins[slot] += i; });")]
    [InlineData("Parallel.For(0, samples.Length, i => Interlocked.Increment(ref bins[(int)samples[i]]));")]
    [InlineData("Parallel.For(0, samples.Length, i => { lock (_gate) bins[(int)samples[i]]++; });")]
    [InlineData("Parallel.For(0, samples.Length, () => new int[256], (i, _, own) => { own[(int)samples[i]]++; return own; }, own => { lock (_gate) bins[0]++; });")]
    [InlineData("Parallel.For(0, samples.Length, i => { var own = new int[256]; own[(int)samples[i]]++; });")]
    [InlineData("for (int w = 0; w < 4; w++) { int me = w; new Thread(() => { foreach (var n in numbers) bins[me] += n; }).Start(); }")]
    [InlineData("foreach (var b in bytes) bins[b]++;")]
    [InlineData("var a = Task.Run(() => { foreach (var b in bytes) _bins[b]++; }); a.Wait(); foreach (var b in bytes) _bins[b]++;")]
    public Task Accepts_updates_that_keep_apart(string code) => Verify.VerifyAsync(Program(code));

    private static string Counting(string count) => $$"""
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            int[] Count(double[] samples)
            {
                var bins = new int[256];
                Parallel.For(0, samples.Length, i => {{count}});
                return bins;
            }
        }
        """;

    [Fact]
    public Task Fixes_by_Interlocked() => Fix.FixesAsync(Counting("[|bins[(int)(samples[i] * 16)]++|]"), Counting("Interlocked.Increment(ref bins[(int)(samples[i] * 16)])"));
}
