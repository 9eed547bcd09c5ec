using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Signals.THR0411DisposedWhileAwaited>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

public class THR0411DisposedWhileAwaitedTests
{
    private static string Program(string members) => $$"""
        class C
        {
            readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();
            readonly SemaphoreSlim _turn = new(1, 1);
            readonly AutoResetEvent _wake = new(false);
            readonly CancellationTokenSource _cts = new(); Thread _thread;
            volatile bool _stop;
            int _users;
            void Work() { }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("async Task M(string key) { var gate = _gates.GetOrAdd(key, _ => new(1, 1)); await gate.WaitAsync(); try { Work(); } finally { gate.Release(); [|gate.Dispose()|]; } }")]
    [InlineData("async Task M() { await _turn.WaitAsync(); try { Work(); } finally { _turn.Release(); [|_turn.Dispose()|]; } }")]
    [InlineData("void M() { _turn.Wait(); Work(); _turn.Release(); [|_turn.Dispose()|]; }")]
    [InlineData("void M(string key) { if (!_gates.TryGetValue(key, out var gate)) return; gate.Wait(); try { Work(); } finally { gate.Release(); [|gate.Dispose()|]; } }")]
    [InlineData("void Leave(object held) { try { ((SemaphoreSlim)held).Release(); [|((SemaphoreSlim)held).Dispose()|]; } catch (Exception) { } }")]
    public Task Reports_a_semaphore_that_each_user_disposes(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("void Start() { _thread = new Thread(Loop); _thread.Start(); } void Loop() { while (!_stop) { _wake.WaitOne(); Work(); } } public void Dispose() { _stop = true; _wake.Set(); [|_wake.Dispose()|]; }")]
    [InlineData("void Start() { new Thread(() => { while (!_stop) _wake.WaitOne(); }).Start(); } public void Dispose() { _stop = true; _wake.Set(); [|_wake.Dispose()|]; }")]
    [InlineData("void Start() { Task.Run(() => { while (!_stop) { _wake.WaitOne(); Work(); } }); } public void Dispose() { _stop = true; _wake.Set(); [|_wake.Dispose()|]; }")]
    [InlineData("void Start() { new Thread(() => { while (!_cts.Token.IsCancellationRequested) Work(); }).Start(); } public void Dispose() { _cts.Cancel(); [|_cts.Dispose()|]; }")]
    [InlineData("void Start() { _thread = new Thread(Loop); _thread.Start(); } void Loop() { while (!_cts.Token.WaitHandle.WaitOne(10)) Work(); } public void Dispose() { _cts.Cancel(); [|_cts.Dispose()|]; }")]
    public Task Reports_an_event_that_a_thread_still_waits_for(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("public void Dispose() { _turn.Dispose(); _wake.Dispose(); }")]
    [InlineData("async Task M() { using var gate = new SemaphoreSlim(1, 1); await gate.WaitAsync(); gate.Release(); }")]
    [InlineData("void M() { var gate = new SemaphoreSlim(1, 1); gate.Wait(); gate.Release(); gate.Dispose(); }")]
    [InlineData("async Task M(string key) { var gate = _gates.GetOrAdd(key, _ => new(1, 1)); await gate.WaitAsync(); try { Work(); } finally { gate.Release(); if (--_users == 0) gate.Dispose(); } }")]
    [InlineData("void Start() { _thread = new Thread(Loop); _thread.Start(); } void Loop() { while (!_stop) { _wake.WaitOne(); Work(); } } public void Dispose() { _stop = true; _wake.Set(); _thread.Join(); _wake.Dispose(); }")]
    [InlineData("void Start() { _thread = new Thread(Loop); _thread.Start(); } void Loop() { while (!_stop) { _wake.WaitOne(); Work(); } } public void Dispose() { Finish(); _wake.Dispose(); } void Finish() { _stop = true; _wake.Set(); _thread.Join(); }")]
    [InlineData("void Start() { _thread = new Thread(Loop); _thread.Start(); } void Loop() { while (!_stop) { _wake.WaitOne(); Work(); } _wake.Dispose(); }")]
    [InlineData("void Start() { _thread = new Thread(Loop); _thread.Start(); } void Loop() { try { while (!_stop) _wake.WaitOne(); } catch (ObjectDisposedException) { } } public void Dispose() { _stop = true; _wake.Dispose(); }")]
    [InlineData("void Start() { new Thread(() => { while (!_cts.IsCancellationRequested) Work(); }).Start(); } public void Dispose() { _cts.Cancel(); _cts.Dispose(); }")]
    [InlineData("void Start() { var token = _cts.Token; new Thread(() => { while (!token.IsCancellationRequested) Work(); }).Start(); } public void Dispose() { _cts.Cancel(); _cts.Dispose(); }")]
    [InlineData("void Start() { new Thread(() => { try { while (!_cts.Token.IsCancellationRequested) Work(); } catch (ObjectDisposedException) { } }).Start(); } public void Dispose() { _cts.Cancel(); _cts.Dispose(); }")]
    [InlineData("void Start() { _thread = new Thread(() => { while (!_cts.Token.IsCancellationRequested) Work(); }); _thread.Start(); } public void Dispose() { _cts.Cancel(); _thread.Join(); _cts.Dispose(); }")]
    [InlineData("void Start() { Task.Run(async () => { while (!_cts.Token.IsCancellationRequested) await Task.Delay(5, _cts.Token); }); } public void Dispose() { _cts.Cancel(); _cts.Dispose(); }")]
    public Task Accepts_a_disposal_after_the_last_wait(string members) => Verify.VerifyAsync(Program(members));
}
