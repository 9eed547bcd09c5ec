using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0325OnceFlag>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0325OnceFlagTests
{
    [Theory]
    [InlineData("if (_done) return; [|_done = true|]; Free();")]
    [InlineData("if (_done == true) { return; } [|_done = true|]; Free();")]
    [InlineData("if (_done) throw new ObjectDisposedException(\"\"); Free(); [|_done = true|];")]
    [InlineData("if (!_done) { [|_done = true|]; Free(); }")]
    [InlineData("if (!_done) { Free(); [|_done = true|]; }")]
    [InlineData("if (!_done && disposing) { [|_done = true|]; Free(); }")]
    [InlineData("if (_done || !disposing) return; [|_done = true|];")]
    [InlineData("lock (_gate) { if (_done) return; } Free(); [|_done = true|];")]
    [InlineData("if (!this._done) { lock (_gate) [|this._done = true|]; Free(); }")]
    public Task Reports_a_test_and_a_set(string body) => Verify.VerifyAsync($$"""
        class C : IDisposable
        {
            readonly object _gate = new();
            {{(body.Contains("lock") ? "" : "volatile ")}}bool _done;
            public void Dispose() => Dispose(true);
            protected virtual void Dispose(bool disposing) { {{body}} }
            public bool Use() { lock (_gate) return _done; }
            void Free() { }
        }
        """);

    [Theory]
    [InlineData("lock (_gate) { if (_done) return; _done = true; } Free();")]
    [InlineData("if (_done) return; lock (_gate) { if (_done) return; Free(); _done = true; }")]
    [InlineData("if (Interlocked.Exchange(ref _flag, 1) != 0) return; Free();")]
    [InlineData("_done = true;")]
    [InlineData("if (!_done) _done = true;")]
    [InlineData("if (_done) return; _done = true; try { Free(); } finally { _done = false; }")]
    [InlineData("if (_done) Free(); _done = false;")]
    [InlineData("if (_other) return; _other = true;")]
    public Task Accepts_one_step_and_flags_of_one_thread(string body) => Verify.VerifyAsync($$"""
        class C : IDisposable
        {
            readonly object _gate = new();
            bool _done, _other; int _flag;
            public void Dispose() { {{body}} }
            public bool Use() { lock (_gate) return _done; }
            void Free() { }
        }
        """);

    [Fact]
    public Task Reports_a_start_that_threads_can_pass_twice() => Verify.VerifyAsync("""
        class Server
        {
            volatile bool _running;
            public async Task StartAsync() { if (_running) return; await Task.Yield(); [|_running = true|]; }
            public void Stop() { if (!_running) return; [|_running = false|]; }
        }
        """);
}
