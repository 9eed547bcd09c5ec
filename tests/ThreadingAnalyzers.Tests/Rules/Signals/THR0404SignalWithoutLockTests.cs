using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Signals.THR0404SignalWithoutLock>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

public class THR0404SignalWithoutLockTests
{
    private static string Program(string body, string members = "") => $$"""
        public class C
        {
            readonly object _gate = new();
            readonly object _other = new();
            static readonly object s_gate = new();
            public readonly object Shared = new();
            bool _ready;
            public void M(object given)
            {
                {{body}}
            }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("lock (_gate) { _ready = true; } [|Monitor.PulseAll(_gate)|];")]
    [InlineData("[|Monitor.Pulse(_gate)|];")]
    [InlineData("[|Monitor.Wait(_gate)|];")]
    [InlineData("[|Monitor.Wait(_gate, 100)|];")]
    [InlineData("[|Monitor.PulseAll(s_gate)|];")]
    [InlineData("lock (_other) { while (!_ready) [|Monitor.Wait(_gate)|]; }")]
    [InlineData("lock (_other) { _ready = true; [|Monitor.PulseAll(_gate)|]; }")]
    [InlineData("Monitor.Enter(_gate); _ready = true; Monitor.Exit(_gate); [|Monitor.Pulse(_gate)|];")]
    [InlineData("lock (Shared) { } [|Monitor.Pulse(Shared)|];")]
    [InlineData("lock (given) { } [|Monitor.Pulse(given)|];")]
    [InlineData("lock (this) { _ready = true; } [|Monitor.PulseAll(this)|];")]
    [InlineData("lock (_gate) { Task.Run(() => [|Monitor.Pulse(_gate)|]); }")]
    [InlineData("new Thread(() => { _ready = true; [|Monitor.PulseAll(_gate)|]; }).Start();")]
    [InlineData("if (Monitor.TryEnter(_gate)) { Monitor.Exit(_gate); } else { [|Monitor.Pulse(_gate)|]; }")]
    [InlineData("var gate = new object(); [|Monitor.Pulse(gate)|];")]
    [InlineData("var gate = _gate; lock (gate) { } [|Monitor.Pulse(_gate)|];")]
    [InlineData("try { lock (_gate) { _ready = true; } } finally { [|Monitor.PulseAll(_gate)|]; }")]
    public Task Reports_a_signal_without_its_lock(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("lock (_gate) { _ready = true; Monitor.PulseAll(_gate); }")]
    [InlineData("lock (_gate) { while (!_ready) Monitor.Wait(_gate); }")]
    [InlineData("lock (_other) lock (_gate) { while (!_ready) Monitor.Wait(_gate); }")]
    [InlineData("Monitor.Enter(_gate); try { Monitor.Pulse(_gate); } finally { Monitor.Exit(_gate); }")]
    [InlineData("bool t = false; try { Monitor.Enter(_gate, ref t); Monitor.Pulse(_gate); } finally { if (t) Monitor.Exit(_gate); }")]
    [InlineData("bool t = false; Monitor.TryEnter(_gate, 10, ref t); if (t) { Monitor.Pulse(_gate); Monitor.Exit(_gate); }")]
    [InlineData("if (Monitor.TryEnter(_gate)) { Monitor.Pulse(_gate); Monitor.Exit(_gate); }")]
    [InlineData("if (!Monitor.TryEnter(_gate)) return; Monitor.Pulse(_gate); Monitor.Exit(_gate);")]
    [InlineData("var gate = _gate; lock (gate) { Monitor.Pulse(gate); Monitor.Pulse(_gate); }")]
    [InlineData("lock (_gate) { new List<int>().ForEach(n => Monitor.Pulse(_gate)); }")]
    [InlineData("lock (_gate) { void Wake() => Monitor.Pulse(_gate); Wake(); }")]
    [InlineData("Monitor.Pulse(this);")]
    [InlineData("Monitor.Pulse(given);")]
    [InlineData("Monitor.Pulse(Shared);")]
    [InlineData("if (Monitor.IsEntered(_gate)) Monitor.Pulse(_gate);")]
    [InlineData("System.Diagnostics.Debug.Assert(Monitor.IsEntered(_gate)); Monitor.Pulse(_gate);")]
    [InlineData("Action wake = () => Monitor.Pulse(_gate); Run(wake);", "void Run(Action a) { lock (_gate) a(); }")]
    public Task Accepts_a_signal_under_its_lock_or_where_callers_may_hold_it(string body, string members = "") => Verify.VerifyAsync(Program(body, members));

    [Theory]
    [InlineData("lock (_gate) Wake();", "void Wake() { Monitor.PulseAll(_gate); }")]
    [InlineData("lock (_gate) Wake();", "protected virtual void Wake() { Monitor.PulseAll(_gate); }")]
    [InlineData("Action wake = Wake; lock (_gate) wake();", "void Wake() { Monitor.PulseAll(_gate); }")]
    [InlineData("lock (_gate) Inner();", "void Inner() => Wake(); void Wake() => Monitor.PulseAll(_gate);")]
    [InlineData("lock (_gate) { } WakeLocked();", "public void WakeLocked() => Monitor.PulseAll(_gate);")]
    [InlineData("Monitor.PulseAll(_gate);", "public void Enter() => Monitor.Enter(_gate); public void Leave() => Monitor.Exit(_gate);")]
    [InlineData("", "[MethodImpl(MethodImplOptions.Synchronized)] public void Wake() => Monitor.PulseAll(this);")]
    [InlineData("", "[MethodImpl(MethodImplOptions.Synchronized)] public static void Wake() => Monitor.PulseAll(typeof(C));")]
    public Task Accepts_a_signal_whose_callers_hold_the_lock(string body, string members) => Verify.VerifyAsync(Program(body, members));

    [Theory]
    [InlineData("Wake();", "void Wake() { [|Monitor.PulseAll(_gate)|]; }")]
    [InlineData("lock (_other) Wake();", "void Wake() { [|Monitor.PulseAll(_gate)|]; }")]
    [InlineData("", "void Wake() { [|Monitor.PulseAll(_gate)|]; }")]
    [InlineData("", "public bool Ready { set { lock (_gate) _ready = value; [|Monitor.PulseAll(_gate)|]; } }")]
    [InlineData("", "[MethodImpl(MethodImplOptions.Synchronized)] public void Wake() => [|Monitor.PulseAll(_gate)|];")]
    public Task Reports_a_signal_whose_callers_hold_nothing(string body, string members) => Verify.VerifyAsync(Program(body, members));

    [Fact]
    public Task Says_where_the_lock_was() => Verify.VerifyAsync(
        "class C { readonly object _gate = new(); public void M() { lock ({|#1:_gate|}) { } {|#0:Monitor.PulseAll(_gate)|}; } }",
        Verify.Finding().WithLocation(0).WithLocation(1).WithArguments("Monitor.PulseAll(_gate)", "_gate", "; the lock at line 1 is not held here"));
}
