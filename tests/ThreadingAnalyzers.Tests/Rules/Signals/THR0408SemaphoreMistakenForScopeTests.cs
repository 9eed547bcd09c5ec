using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Signals.THR0408SemaphoreMistakenForScope,
    ThreadingAnalyzers.CodeFixes.Signals.THR0408SemaphoreMistakenForScopeCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Signals.THR0408SemaphoreMistakenForScope>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

public class THR0408SemaphoreMistakenForScopeTests
{
    private static string Program(string members) => $$"""
        class C
        {
            readonly SemaphoreSlim _turn = new(1, 1);
            static readonly Semaphore s_old = new(1, 1);
            Mutex Named { get; } = new();
            void Work() { }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("async Task M() { await _turn.WaitAsync(); using ([|_turn|]) { Work(); } }")]
    [InlineData("void M() { _turn.Wait(); using var turn = [|_turn|]; Work(); }")]
    [InlineData("void M() { using ([|s_old|]) { s_old.WaitOne(); Work(); } }")]
    [InlineData("void M() { _turn.Wait(); using (var turn = [|this._turn|]) Work(); }")]
    public Task Reports_using_as_a_release(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("void M() { using var own = new SemaphoreSlim(1, 1); own.Wait(); Work(); }")]
    [InlineData("void Dispose() { using (_turn) Work(); }")]
    [InlineData("void M() { using (var m = new Mutex(false, \"x\")) { m.WaitOne(); m.ReleaseMutex(); } }")]
    [InlineData("void M() { _turn.Wait(); try { using var s = new MemoryStream(); Work(); } finally { _turn.Release(); } }")]
    public Task Accepts_using_of_what_is_ones_own(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("readonly SemaphoreSlim _s = [|new(1)|]; async Task M() { await _s.WaitAsync(); try { Work(); } finally { _s.Release(); } }")]
    [InlineData("static readonly SemaphoreSlim s_s = [|new SemaphoreSlim(1)|]; static void M() { s_s.Wait(); s_s.Release(); }")]
    [InlineData("SemaphoreSlim S { get; } = [|new SemaphoreSlim(initialCount: 1)|]; void M() { if (S.Wait(5)) S.Release(); }")]
    [InlineData("SemaphoreSlim _s; C() { _s = [|new SemaphoreSlim(1)|]; } void M() { _s.Wait(); try { Work(); } finally { _s.Release(); } }")]
    [InlineData("void M() { var s = [|new SemaphoreSlim(1)|]; Task.Run(() => { s.Wait(); try { Work(); } finally { s.Release(); } }); }")]
    public Task Reports_a_mutex_without_a_maximum(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("readonly SemaphoreSlim _s = new(1, 1); void M() { _s.Wait(); _s.Release(); }")]
    [InlineData("readonly SemaphoreSlim _s = new(0); void M() { _s.Wait(); _s.Release(); }")]
    [InlineData("readonly SemaphoreSlim _s = new(4); void M() { _s.Wait(); _s.Release(); }")]
    [InlineData("readonly SemaphoreSlim _s = new(1); void M() { _s.Wait(); } void N() { _s.Release(); }")]
    [InlineData("readonly SemaphoreSlim _s = new(1); public SemaphoreSlim S => _s;")]
    [InlineData("readonly CountdownEvent _s = new(1); void M() { _s.Signal(); _s.Wait(); }")]
    public Task Accepts_signals_throttles_and_limited_ones(string members) => Verify.VerifyAsync(Program(members));

    [Fact]
    public Task Fixes_the_maximum() => Fix.FixesAsync(
        """
        using System.Threading;
        class C
        {
            readonly SemaphoreSlim _s = [|new(1)|]; // one
            void M() { _s.Wait(); try { } finally { _s.Release(); } }
        }
        """,
        """
        using System.Threading;
        class C
        {
            readonly SemaphoreSlim _s = new(1, 1); // one
            void M() { _s.Wait(); try { } finally { _s.Release(); } }
        }
        """);

    [Fact]
    public Task Offers_nothing_for_using() => Fix.OffersNothingAsync("""
        using System.Threading;
        class C
        {
            readonly SemaphoreSlim _s = new(1, 1);
            void M() { _s.Wait(); using ([|_s|]) { } }
        }
        """);

    [Theory]
    [InlineData("async Task<IDisposable> EnterAsync() { await _turns.WaitAsync(); return [|_turns|]; }")]
    [InlineData("IDisposable Enter() { _turns.Wait(); return [|_turns|]; }")]
    public Task Reports_a_semaphore_that_is_returned_as_a_scope(string member) => Verify.VerifyAsync(WithTurns(member));

    [Theory]
    [InlineData("async Task<IDisposable> EnterAsync() { await _turns.WaitAsync(); return new Turn(_turns); }")]
    [InlineData("async Task<SemaphoreSlim> EnterAsync() { await _turns.WaitAsync(); return _turns; }")]
    [InlineData("IDisposable Owned() => _turns;")]
    public Task Accepts_scopes_that_release(string member) => Verify.VerifyAsync(WithTurns(member));

    private static string WithTurns(string member) => $$"""
        class C
        {
            readonly SemaphoreSlim _turns = new(1, 1);
            public {{member}}
            class Turn : IDisposable { readonly SemaphoreSlim _held; public Turn(SemaphoreSlim held) => _held = held; public void Dispose() => _held.Release(); }
        }
        """;
}
