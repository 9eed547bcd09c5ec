using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Deadlocks.THR0205UnknownCodeUnderLock,
    ThreadingAnalyzers.CodeFixes.Deadlocks.THR0205UnknownCodeUnderLockCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Deadlocks;

public class THR0205UnknownCodeUnderLockFixTests
{
    private static string Program(string body) => $$"""
        using System;
        using System.Threading;
        using System.Threading.Tasks;

        public class C
        {
            readonly object _o = new();
            readonly CancellationTokenSource _cts = new();
            CancellationTokenSource _now = new();
            int _count;
            public event EventHandler<int> Changed;
            public event EventHandler Closed;
            public Action<int> Callback { get; set; }
            public void M(int n)
            {
        {{body}}
            }
        }
        """;

    [Fact]
    public Task Fixes_an_event() => Fix.FixesAsync(
        Program("""
                    lock (_o)
                    {
                        _count++; // counted
                        // tell them
                        Closed?[|.Invoke(this, EventArgs.Empty)|]; // done
                    }
            """),
        Program("""
                    lock (_o)
                    {
                        _count++; // counted
                    }
                    // tell them
                    Closed?.Invoke(this, EventArgs.Empty); // done
            """));

    [Fact]
    public Task Fixes_a_loop_over_callbacks() => Fix.FixesAsync(
        Program("""
                    // all
                    lock (_o)
                    {
                        _count++;
                        // each
                        foreach (var callback in _all)
                            [|callback(n)|]; // one
                    }
            """).Replace("int _count;", "int _count; readonly System.Collections.Generic.List<Action<int>> _all = new(); public void Add(Action<int> a) { lock (_o) _all.Add(a); }"),
        Program("""
                    // all
                    Action<int>[] all;
                    lock (_o)
                    {
                        _count++;
                        all = _all.ToArray();
                    }
                    // each
                    foreach (var callback in all)
                        callback(n); // one
            """).Replace("int _count;", "int _count; readonly System.Collections.Generic.List<Action<int>> _all = new(); public void Add(Action<int> a) { lock (_o) _all.Add(a); }"));

    [Theory]
    [InlineData("lock (_o) { foreach (var callback in _all) [|callback(_count)|]; }")]
    [InlineData("lock (_o) { foreach (var callback in _all) [|callback(n++)|]; }")]
    [InlineData("lock (_o) { foreach (var callback in _all) { [|callback(n)|]; _count++; } }")]
    [InlineData("lock (_o) { foreach (var callback in _all) [|callback(n)|]; _all.Clear(); }")]
    public Task Offers_nothing_for_loops_that_need_the_lock(string body) => Fix.OffersNothingAsync(
        Program(body).Replace("int _count;", "int _count; readonly System.Collections.Generic.List<Action<int>> _all = new(); public void Add(Action<int> a) { lock (_o) _all.Add(a); }"));

    [Fact]
    public Task Fixes_with_a_copy_of_what_may_change() => Fix.FixesAsync(
        Program("""
                    // now
                    lock (_o)
                    {
                        _count += n;
                        Changed?[|.Invoke(this, _count)|];
                    }
                    Console.WriteLine(n);
            """),
        Program("""
                    // now
                    int count;
                    lock (_o)
                    {
                        _count += n;
                        count = _count;
                    }
                    Changed?.Invoke(this, count);
                    Console.WriteLine(n);
            """));

    [Fact]
    public Task Fixes_a_source_that_is_replaced() => Fix.FixesAsync(
        Program("""
                    lock (_o)
                    {
                        _count = 0;
                        [|_now.Cancel()|];
                    }
            """),
        Program("""
                    CancellationTokenSource now;
                    lock (_o)
                    {
                        _count = 0;
                        now = _now;
                    }
                    now.Cancel();
            """));

    [Fact]
    public Task Fixes_a_delegate_in_a_property() => Fix.FixesAsync(
        Program("""
                    lock (_o)
                    {
                        _count = n;
                        Callback?[|.Invoke(n)|];
                    }
            """),
        Program("""
                    Action<int> callback;
                    lock (_o)
                    {
                        _count = n;
                        callback = Callback;
                    }
                    callback?.Invoke(n);
            """));

    [Theory]
    [InlineData("lock (_o) { Closed?[|.Invoke(this, EventArgs.Empty)|]; _count++; }")]
    [InlineData("lock (_o) { Closed?[|.Invoke(this, EventArgs.Empty)|]; }")]
    [InlineData("lock (_o) [|_cts.Cancel()|];")]
    [InlineData("lock (_o) { _count++; if (_count > 3) [|_cts.Cancel()|]; }")]
    [InlineData("lock (_o) { int left = --_count; Changed?[|.Invoke(this, left)|]; }")]
    [InlineData("lock (_o) { _count++; Changed?[|.Invoke(this, Math.Max(_count, n))|]; }")]
    [InlineData("lock (_o) { _count++; Changed?[|.Invoke(this, _count++)|]; }")]
    [InlineData("lock (_cts) lock (_o) { _count++; [|_cts.Cancel()|]; }")]
    [InlineData("Monitor.Enter(_o); try { _count++; [|_cts.Cancel()|]; } finally { Monitor.Exit(_o); }")]
    [InlineData("if (n > 3) lock (_o) { _count++; [|_cts.Cancel()|]; }")]
    public Task Offers_nothing_where_the_call_cannot_simply_move(string body) => Fix.OffersNothingAsync(Program(body));

    private static string Calling(string call, string member) => Program(call).Replace("public void M(int n)", $"{member}\n    public void M(int n)");

    [Fact]
    public Task Fixes_a_method_that_raises_an_event() => Fix.FixesAsync(
        Calling("""
                    lock (_o)
                    {
                        _count += n;
                        [|OnChanged(n)|];
                    }
            """, "void OnChanged(int n) => Changed?.Invoke(this, n);"),
        Calling("""
                    lock (_o)
                    {
                        _count += n;
                    }
                    OnChanged(n);
            """, "void OnChanged(int n) => Changed?.Invoke(this, n);"));

    /// <summary>What the method works on is guarded by the lock.</summary>
    [Theory]
    [InlineData("void OnChanged(int n) { Changed?.Invoke(this, _count); }")]
    [InlineData("void OnChanged(int n) { _count = 0; Changed?.Invoke(this, n); }")]
    [InlineData("int Count { get; set; } void OnChanged(int n) { Changed?.Invoke(this, Count); }")]
    [InlineData("void OnChanged(int n) { Reset(); Changed?.Invoke(this, n); } void Reset() => _count = 0;")]
    public Task Offers_nothing_for_a_method_that_needs_the_lock(string member) => Fix.OffersNothingAsync(Calling("""
                    lock (_o)
                    {
                        _count += n;
                        [|OnChanged(n)|];
                    }
            """, member));
}
