using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Locks.THR0105StaticStateUnderInstanceLock,
    ThreadingAnalyzers.CodeFixes.Locks.THR0105StaticStateUnderInstanceLockCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Locks.THR0105StaticStateUnderInstanceLock>;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0105StaticStateUnderInstanceLockTests
{
    private static string Program(string members) => $$"""
        public class C
        {
            readonly object _gate = new();
            readonly Lock _lock = new();
            readonly SemaphoreSlim _semaphore = new(1, 1);
            static readonly object s_gate = new();
            static int s_count;
            static long Total { get; set; }
            static readonly Dictionary<int, string> s_map = new();
            static readonly ConcurrentDictionary<int, int> s_safe = new();
            [ThreadStatic] static int t_count;
            static C s_last;
            int _own;
            {{members}}
        }
        """;

    [Theory]
    [InlineData("public void M() { lock (_gate) [|s_count++|]; }")]
    [InlineData("public void M() { lock (_gate) [|C.s_count += 2|]; }")]
    [InlineData("public void M() { lock (_gate) [|s_count = s_count + 1|]; }")]
    [InlineData("public void M() { lock (this) { [|s_count--|]; } }")]
    [InlineData("public void M() { lock (_lock) { [|Total += 5|]; } }")]
    [InlineData("public void M() { lock (_gate) [|s_map[1] = \"\"|]; }")]
    [InlineData("public void M() { lock (_gate) { if (!s_map.ContainsKey(1)) [|s_map.Add(1, \"\")|]; } }")]
    [InlineData("public void M() { Monitor.Enter(_gate); try { [|s_count++|]; } finally { Monitor.Exit(_gate); } }")]
    [InlineData("public async Task M() { await _semaphore.WaitAsync(); try { [|s_count++|]; } finally { _semaphore.Release(); } }")]
    [InlineData("public void M() { lock (_gate) { if (s_last == null) [|s_last = new C()|]; } }")]
    [InlineData("public void M() { lock (_gate) Inner(); } void Inner() { lock (_lock) { [|s_count++|]; } }")]
    [InlineData("[MethodImpl(MethodImplOptions.Synchronized)] public void M() { [|s_count++|]; }")]
    [InlineData("public int P { get { lock (_gate) { return [|++s_count|]; } } }")]
    public Task Reports_static_data_under_an_instance_lock(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("public void M() { lock (s_gate) s_count++; }")]
    [InlineData("public void M() { lock (_gate) lock (s_gate) s_count++; }")]
    [InlineData("public void M() { lock (typeof(C)) s_count++; }")]
    [InlineData("public void M() { lock (_gate) _own++; }")]
    [InlineData("public void M() { lock (_gate) Interlocked.Increment(ref s_count); }")]
    [InlineData("public void M() { lock (_gate) t_count++; }")]
    [InlineData("public void M() { lock (_gate) s_safe[1] = 2; }")]
    [InlineData("public int M() { lock (_gate) return s_count; }")]
    [InlineData("public void M() { lock (_gate) s_last = this; }")]
    [InlineData("public void M() { lock (_gate) s_count++; } public void N() { lock (s_gate) s_count--; }")]
    [InlineData("public static void M() { lock (s_gate) s_count++; }")]
    [InlineData("public void M() { s_count++; }")]
    [InlineData("public void M() { lock (s_map) s_map[1] = \"\"; }")]
    public Task Accepts_data_whose_lock_is_shared_as_far(string members) => Verify.VerifyAsync(Program(members));

    [Fact]
    public Task Accepts_the_only_instance() => Verify.VerifyAsync("""
        public sealed class Single
        {
            public static readonly Single Instance = new();
            static int s_count;
            readonly object _gate = new();
            private Single() { }
            public void M() { lock (_gate) s_count++; }
        }
        """);

    [Fact]
    public Task Fixes_the_gate() => Fix.FixesAsync(
        """
        class Counter
        {
            private static int s_count;
            // guards the count
            private readonly object _gate = new();

            public void Add()
            {
                lock (_gate)
                    [|s_count++|];
            }
        }
        """,
        """
        class Counter
        {
            private static int s_count;
            // guards the count
            private static readonly object _gate = new();

            public void Add()
            {
                lock (_gate)
                    s_count++;
            }
        }
        """);

    [Theory]
    [InlineData("public void M() { lock (this) [|s_count++|]; }")]
    [InlineData("public void M() { lock (this._gate) [|s_count++|]; }")]
    [InlineData("public void M() { lock (_gate) { [|s_count++|]; System.Threading.Monitor.PulseAll(_gate); } }")]
    public Task Offers_nothing_where_the_gate_is_more_than_that(string member) => Fix.OffersNothingAsync($$"""
        public class C
        {
            private static int s_count;
            private readonly object _gate = new();
            {{member}}
        }
        """);

    [Fact]
    public Task Reports_a_constructor_that_counts_its_instances() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new();
            static int s_count;
            C() { lock (_gate) { [|s_count++|]; } }
        }
        """);
}
