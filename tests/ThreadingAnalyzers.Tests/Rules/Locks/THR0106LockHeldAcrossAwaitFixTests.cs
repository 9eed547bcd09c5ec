using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Locks.THR0106LockHeldAcrossAwait,
    ThreadingAnalyzers.CodeFixes.Locks.THR0106LockHeldAcrossAwaitCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0106LockHeldAcrossAwaitFixTests
{
    private static string Program(string members) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            int _n;
        {{members}}
        }
        """;

    [Fact]
    public Task Fixes_all_uses_of_the_gate() => Fix.FixesAsync(
        Program("""
                // the gate
                private readonly object _gate = new object(); // one
                async Task M()
                {
                    Monitor.Enter(_gate);
                    try { [|await Task.Delay(1)|]; }
                    finally { Monitor.Exit(_gate); }
                }
                void N()
                {
                    // count
                    lock (this._gate)
                    {
                        _n++;
                    }
                }
                async Task O()
                {
                    await Task.Yield();
                    lock (_gate)
                    {
                        _n--; // down
                    }
                }
            """),
        Program("""
                // the gate
                private readonly SemaphoreSlim _gate = new SemaphoreSlim(1, 1); // one
                async Task M()
                {
                    await _gate.WaitAsync();
                    try { await Task.Delay(1); }
                    finally { _gate.Release(); }
                }
                void N()
                {
                    // count
                    this._gate.Wait();
                    try
                    {
                        _n++;
                    }
                    finally
                    {
                        this._gate.Release();
                    }
                }
                async Task O()
                {
                    await Task.Yield();
                    await _gate.WaitAsync();
                    try
                    {
                        _n--; // down
                    }
                    finally
                    {
                        _gate.Release();
                    }
                }
            """));

    [Fact]
    public Task Fixes_a_lock_that_is_tried() => Fix.FixesAsync(
        Program("""
                private static readonly object s_gate = new();
                async Task<bool> M()
                {
                    if (!Monitor.TryEnter(s_gate))
                        return false;
                    try { [|await Task.Delay(1)|]; return true; }
                    finally { Monitor.Exit(s_gate); }
                }
            """),
        Program("""
                private static readonly SemaphoreSlim s_gate = new(1, 1);
                async Task<bool> M()
                {
                    if (!s_gate.Wait(0))
                        return false;
                    try { await Task.Delay(1); return true; }
                    finally { s_gate.Release(); }
                }
            """));

    [Theory]
    // Taken again under itself.
    [InlineData("readonly object _gate = new(); async Task M() { Monitor.Enter(_gate); try { [|await Task.Delay(1)|]; N(); } finally { Monitor.Exit(_gate); } } void N() { lock (_gate) { _n++; } }")]
    [InlineData("readonly object _gate = new(); async Task M() { Monitor.Enter(_gate); try { [|await Task.Delay(1)|]; O(); } finally { Monitor.Exit(_gate); } } void O() => N(); void N() { lock (_gate) { _n++; } }")]
    [InlineData("readonly object _gate = new(); async Task M() { Monitor.Enter(_gate); try { [|await M()|]; } finally { Monitor.Exit(_gate); } }")]
    // Uses that a semaphore does not have.
    [InlineData("readonly object _gate = new(); async Task M() { Monitor.Enter(_gate); try { [|await Task.Delay(1)|]; } finally { Monitor.Exit(_gate); } } void N() { lock (_gate) { Monitor.PulseAll(_gate); } }")]
    [InlineData("readonly object _gate = new(); async Task M() { bool t = false; try { Monitor.Enter(_gate, ref t); [|await Task.Delay(1)|]; } finally { if (t) Monitor.Exit(_gate); } }")]
    [InlineData("readonly object _gate = new(); public object Gate => _gate; async Task M() { Monitor.Enter(_gate); try { [|await Task.Delay(1)|]; } finally { Monitor.Exit(_gate); } }")]
    // Other locks, and iterators.
    [InlineData("readonly Mutex _gate = new(); async Task M() { _gate.WaitOne(); try { [|await Task.Delay(1)|]; } finally { _gate.ReleaseMutex(); } }")]
    [InlineData("internal readonly object _gate = new(); async Task M() { Monitor.Enter(_gate); try { [|await Task.Delay(1)|]; } finally { Monitor.Exit(_gate); } }")]
    [InlineData("readonly object _gate = new(); IEnumerable<int> M() { lock (_gate) { [|yield return _n;|] } }")]
    public Task Offers_nothing_where_the_gate_must_stay(string members) => Fix.OffersNothingAsync(Program("    " + members));
}
