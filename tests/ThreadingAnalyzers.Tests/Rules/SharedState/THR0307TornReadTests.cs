using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0307AtomicAndPlainAccess,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0307AtomicAndPlainAccessCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0307AtomicAndPlainAccess>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Numbers of 64 bits that are changed atomically, and read or set plainly.</summary>
public class THR0307TornReadTests
{
    private static string Program(string member) => $$"""
        using System.Threading;

        public class C
        {
            private long _sent;
            private static long s_all;
            private double _load;
            private int _count;

            public void Add(int n)
            {
                Interlocked.Add(ref _sent, n);
                Interlocked.Add(ref s_all, n);
                Interlocked.Exchange(ref _load, n);
                Interlocked.Increment(ref _count);
            }

            {{member}}
        }
        """;

    [Theory]
    [InlineData("public long Sent => [|_sent|];")]
    [InlineData("public long Sent { get { return [|this._sent|]; } }")]
    [InlineData("public static long All() => [|s_all|];")]
    [InlineData("public string Show(string unit) { return [|_sent|] + unit; }")]
    [InlineData("public double Load => [|_load|];")]
    [InlineData("public void Clear() { [|_sent = 0|]; }")]
    public Task Reports_plain_access_to_64_bits(string member) => Verify.VerifyAsync(Program(member));

    [Theory]
    [InlineData("public long Sent => Interlocked.Read(ref _sent);")]
    [InlineData("public long Sent => Volatile.Read(ref _sent);")]
    [InlineData("public int Count => _count;")]
    [InlineData("public override string ToString() => _sent.ToString();")]
    [InlineData("public C() { _sent = 5; }")]
    [InlineData("public string Name => nameof(_sent);")]
    [InlineData("public void Raise(long to) { long seen = _sent; while (to > seen) { long now = Interlocked.CompareExchange(ref _sent, to, seen); if (now == seen) return; seen = now; } }")]
    [InlineData("readonly object _gate = new(); public long Sent { get { lock (_gate) return _sent; } }")]
    [InlineData("// A stale value will do.\n public long Sent => _sent;")]
    public Task Accepts_what_cannot_tear_or_need_not(string member) => Verify.VerifyAsync(Program(member));

    [Theory]
    [InlineData("public long Sent => [|_sent|];", "public long Sent => Interlocked.Read(ref _sent);")]
    [InlineData("public double Load => [|_load|]; // of now", "public double Load => Volatile.Read(ref _load); // of now")]
    [InlineData("public void Clear() { [|_sent = 0|]; }", "public void Clear() { Interlocked.Exchange(ref _sent, 0); }")]
    public Task Fixes_by_an_atomic_access(string member, string repaired) => Fix.FixesAsync(Program(member), Program(repaired));

    [Theory]
    [InlineData("await Task.WhenAll(all.Select(one => Task.Run(() => Add(one))));")]
    [InlineData("var tasks = all.Select(one => Task.Run(() => Add(one))).ToArray(); await Task.WhenAll(tasks);")]
    public Task Accepts_a_read_when_all_has_ended(string body) => Verify.VerifyAsync($$"""
        class C
        {
            long _total;
            void Add(int n) => Interlocked.Add(ref _total, n);
            public async Task<long> SumAsync(int[] all) { {{body}} return _total; }
        }
        """);
}
