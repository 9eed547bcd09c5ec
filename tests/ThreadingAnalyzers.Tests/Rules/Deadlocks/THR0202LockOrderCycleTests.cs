using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Deadlocks.THR0202LockOrderCycle>;

namespace ThreadingAnalyzers.Tests.Rules.Deadlocks;

public class THR0202LockOrderCycleTests
{
    [Theory]
    [InlineData(
        "class A { readonly object _a = new(); B _b; int _n; public void Go() { lock (_a) [|_b.Work()|]; } public void Done() { lock (_a) _n++; } }",
        "class B { readonly object _b = new(); A _a; int _n; public void Work() { lock (_b) _n++; } public void Stop() { lock (_b) _a.Done(); } }")]
    [InlineData(
        "class A { readonly object _a = new(); B _b; int _n; public void Go() { lock (_a) [|Inner()|]; } void Inner() => _b.Work(); public int Count { get { lock (_a) return _n; } } }",
        "class B { readonly object _b = new(); A _a; int _n; public void Work() { Deep(); } void Deep() { lock (_b) _n++; } public void Stop() { lock (_b) _n = _a.Count; } }")]
    [InlineData(
        "class A { public static readonly object Gate = new(); public static void Go() { lock (Gate) lock ([|B.Gate|]) { } } }",
        "class B { public static readonly object Gate = new(); public static void Go() { lock (Gate) lock (A.Gate) { } } }")]
    [InlineData(
        "class A { readonly object _a = new(); B _b; int _n; public void Go() { lock (_a) [|_b.Work()|]; } public void Done() { lock (_a) _n++; } }",
        "class B { readonly object _b = new(); C _c; public void Work() { lock (_b) _c.Work(); } }",
        "class C { readonly object _c = new(); A _a; int _n; public void Work() { lock (_c) _n++; } public void Stop() { lock (_c) _a.Done(); } }")]
    [InlineData(
        "class A { readonly SemaphoreSlim _a = new(1, 1); B _b; public async Task Go() { await _a.WaitAsync(); try { [|_b.Work()|]; } finally { _a.Release(); } } public void Done() { _a.Wait(); _a.Release(); } }",
        "class B { readonly object _b = new(); A _a; int _n; public void Work() { lock (_b) _n++; } public void Stop() { lock (_b) _a.Done(); } }")]
    [InlineData(
        "class A { readonly object _a = new(), _b = new(), _c = new(); int _n; void M() { lock (_a) lock ([|_b|]) _n++; } void N() { lock (_b) lock (_c) _n--; } void O() { lock (_c) lock (_a) { } } }")]
    public Task Reports_a_ring(params string[] files) => Verify.VerifyFilesAsync(files);

    [Theory]
    [InlineData(
        "class A { readonly object _a = new(); B _b; public void Go() { lock (_a) _b.Work(); } }",
        "class B { readonly object _b = new(); int _n; public void Work() { lock (_b) _n++; } }")]
    [InlineData(
        "class A { readonly object _a = new(); B _b; int _n; public void Go() { lock (_a) _n++; _b.Work(); } public void Done() { lock (_a) _n++; } }",
        "class B { readonly object _b = new(); A _a; int _n; public void Work() { lock (_b) _n++; } public void Stop() { lock (_b) _a.Done(); } }")]
    // Called back under its own lock.
    [InlineData(
        "class A { readonly object _a = new(); B _b; int _n; public void Go() { lock (_a) _b.Work(this); } public void Done() { lock (_a) _n++; } }",
        "class B { int _n; public void Work(A a) { lock (this) { } a.Done(); } }")]
    // Kept apart by a third lock.
    [InlineData(
        "static class G { public static readonly object Gate = new(); }",
        "class A { readonly object _a = new(); B _b; int _n; public void Go() { lock (G.Gate) lock (_a) _b.Work(); } public void Done() { lock (_a) _n++; } }",
        "class B { readonly object _b = new(); A _a; int _n; public void Work() { lock (_b) _n++; } public void Stop() { lock (G.Gate) lock (_b) _a.Done(); } }")]
    // Later, on another thread.
    [InlineData(
        "class A { readonly object _a = new(); B _b; int _n; public void Go() { lock (_a) Task.Run(() => _b.Work()); } public void Done() { lock (_a) _n++; } }",
        "class B { readonly object _b = new(); A _a; int _n; public void Work() { lock (_b) _n++; } public void Stop() { lock (_b) _a.Done(); } }")]
    // Two orders in one type are another rule's.
    [InlineData("class A { readonly object _a = new(), _b = new(); int _n; void M() { lock (_a) lock (_b) _n++; } void N() { lock (_b) lock (_a) _n--; } }")]
    public Task Accepts_an_order(params string[] files) => Verify.VerifyFilesAsync(files);

    [Fact]
    public Task KnownMiss_calls_through_interfaces() => Verify.VerifyFilesAsync(
        "interface IB { void Work(); } class A { readonly object _a = new(); IB _b; int _n; public void Go() { lock (_a) _b.Work(); } public void Done() { lock (_a) _n++; } }",
        "class B : IB { readonly object _b = new(); A _a; int _n; public void Work() { lock (_b) _n++; } public void Stop() { lock (_b) _a.Done(); } }");
}
