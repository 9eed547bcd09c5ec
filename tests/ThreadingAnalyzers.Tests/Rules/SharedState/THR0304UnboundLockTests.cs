using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0304UnsafeObjectShared>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Locks of a base type or field that the compiler does not know, in a file without the rest of its project.</summary>
public class THR0304UnboundLockTests
{
    private static string Program(string enter, string exit, bool isReported) => $$"""
        class C : Unknown
        {
            readonly Context _context; readonly List<int> _items = new();
            public void Start() { new Thread(Run) { IsBackground = true }.Start(); }
            public void Add(int item) { {{enter}} {{(isReported ? "[|_items.Add(item)|]" : "_items.Add(item)")}}; {{exit}} }
            void Run() { while (true) { {{enter}} {{(isReported ? "[|_items.Clear()|]" : "_items.Clear()")}}; {{exit}} } }
        }
        """;

    [Theory]
    [InlineData("lock (SyncRoot) {", "}")]
    [InlineData("lock (this.SyncRoot) {", "}")]
    [InlineData("lock (_context.Gates.Items) {", "}")]
    [InlineData("using (_sync.Lock()) {", "}")]
    [InlineData("_rwLock.EnterWriteLock(); try {", "} finally { _rwLock.ExitWriteLock(); }")]
    public Task Accepts_a_lock_that_is_not_known(string enter, string exit) => Verify.VerifyAloneAsync(Program(enter, exit, isReported: false));

    [Theory]
    [InlineData("Log.Write(1);", "")]
    [InlineData("using (_timing.Measure()) {", "}")]
    public Task Reports_other_unknown_calls(string enter, string exit) => Verify.VerifyAloneAsync(Program(enter, exit, isReported: true));
}
