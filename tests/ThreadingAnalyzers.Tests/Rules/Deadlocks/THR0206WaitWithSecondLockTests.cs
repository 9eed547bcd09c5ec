using Microsoft.CodeAnalysis;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Deadlocks.THR0206WaitWithSecondLock>;

namespace ThreadingAnalyzers.Tests.Rules.Deadlocks;

public class THR0206WaitWithSecondLockTests
{
    private static string Members(string members) => $$"""
        class C
        {
            readonly object _a = new(), _b = new();
            readonly SemaphoreSlim _one = new(1, 1), _many = new(3);
            readonly ReaderWriterLockSlim _rw = new();
            bool _ready;
            {{members}}
        }
        """;

    [Theory]
    [InlineData("void M() { lock (_a) lock (_b) while (!_ready) [|Monitor.Wait(_b)|]; }")]
    [InlineData("void M() { lock (_a) { lock (_b) { while (!_ready) if (![|Monitor.Wait(_b, 100)|]) return; } } }")]
    [InlineData("void M() { lock (_b) lock (_a) while (!_ready) [|Monitor.Wait(_b)|]; }")]
    [InlineData("void M() { lock (_a) [|Await()|]; } void Await() { lock (_b) while (!_ready) Monitor.Wait(_b); }")]
    [InlineData("void M() { lock (_a) lock (_b) [|Await()|]; } void Await() { while (!_ready) Monitor.Wait(_b); }")]
    [InlineData("void M() { _one.Wait(); try { lock (_b) while (!_ready) [|Monitor.Wait(_b)|]; } finally { _one.Release(); } }")]
    [InlineData("void M() { _rw.EnterReadLock(); try { lock (_b) while (!_ready) [|Monitor.Wait(_b)|]; } finally { _rw.ExitReadLock(); } }")]
    [InlineData("void M() { lock (this) lock (_b) while (!_ready) [|Monitor.Wait(_b)|]; }")]
    public Task Reports_a_lock_that_stays_held(string members) => Verify.VerifyAsync(Members(members));

    [Theory]
    [InlineData("void M() { lock (_a) while (!_ready) Monitor.Wait(_a); }")]
    [InlineData("void M() { lock (_a) lock (_a) while (!_ready) Monitor.Wait(_a); }")]
    [InlineData("void M() { lock (_a) _ready = false; lock (_b) while (!_ready) Monitor.Wait(_b); }")]
    [InlineData("void M() { lock (_a) Task.Run(() => { lock (_b) while (!_ready) Monitor.Wait(_b); }); }")]
    [InlineData("void M() { _many.Wait(); try { lock (_b) while (!_ready) Monitor.Wait(_b); } finally { _many.Release(); } }")]
    [InlineData("void M() { lock (_a) { lock (_b) Monitor.PulseAll(_b); while (!_ready) Monitor.Wait(_a); } }")]
    [InlineData("void M() { lock (_a) Await(); } void Await() { while (!_ready) Monitor.Wait(_a); }")]
    [InlineData("void M() { var a = _a; lock (a) while (!_ready) Monitor.Wait(_a); }")]
    public Task Accepts_a_wait_that_frees_all(string members) => Verify.VerifyAsync(Members(members));

    [Theory]
    [InlineData("void Put() { lock (_a) lock (_b) { _ready = true; Monitor.PulseAll(_b); } }", DiagnosticSeverity.Warning)]
    [InlineData("void Put() { lock (_a) Wake(); } void Wake() { lock (_b) { _ready = true; Monitor.Pulse(_b); } }", DiagnosticSeverity.Warning)]
    [InlineData("void Put() { lock (_b) { _ready = true; Monitor.PulseAll(_b); } }", DiagnosticSeverity.Info)]
    [InlineData("void Put() { lock (_a) lock (_b) Monitor.PulseAll(_b); } void Stop() { lock (_b) Monitor.PulseAll(_b); }", DiagnosticSeverity.Info)]
    [InlineData("", DiagnosticSeverity.Info)]
    public Task Warns_where_all_pulses_need_the_lock(string members, DiagnosticSeverity severity) => Verify.VerifyAsync(
        Members("void M() { lock (_a) lock (_b) while (!_ready) {|#0:Monitor.Wait(_b)|}; } " + members),
        Verify.Finding().WithLocation(0).WithSeverity(severity).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));
}
