using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Signals.THR0402PermitReleasedUnheld>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

public class THR0402PermitReleasedUnheldTests
{
    private static string Program(string body) => $$"""
        class C
        {
            readonly SemaphoreSlim _s = new(1, 1);
            readonly SemaphoreSlim _t = new(1, 1);
            readonly SemaphoreSlim _signal = new(0);
            readonly Semaphore _old = new(1, 1);
            async Task M(CancellationToken ct, int n)
            {
                await Task.Yield();
                {{body}}
            }
            void Work() { }
        }
        """;

    [Theory]
    [InlineData("try { await _s.WaitAsync(ct); Work(); } finally { [|_s.Release()|]; }")]
    [InlineData("try { await _s.WaitAsync(ct).ConfigureAwait(false); Work(); } finally { [|_s.Release()|]; }")]
    [InlineData("try { _s.Wait(ct); Work(); } finally { [|_s.Release()|]; }")]
    [InlineData("try { Work(); await _s.WaitAsync(); Work(); } finally { [|_s.Release()|]; }")]
    [InlineData("await _s.WaitAsync(ct); try { Work(); } catch { _s.Release(); throw; } finally { [|_s.Release()|]; }")]
    [InlineData("if (!await _s.WaitAsync(5)) { [|_s.Release()|]; return; } _s.Release();")]
    [InlineData("bool got = false; try { got = _s.Wait(5); Work(); } finally { if (!got) [|_s.Release()|]; else _s.Release(); }")]
    [InlineData("try { await _s.WaitAsync(ct); Work(); } catch (Exception e) { Console.WriteLine(e); } finally { [|_s.Release()|]; }")]
    [InlineData("try { await _s.WaitAsync(ct); Work(); } catch (OperationCanceledException) { } finally { [|_s.Release()|]; }")]
    [InlineData("await _s.WaitAsync(ct); try { Work(); } finally { [|_t.Release()|]; }")]
    [InlineData("_old.WaitOne(); _old.Release(); [|_old.Release()|];")]
    [InlineData("[|_s.WaitAsync(ct)|]; try { Work(); } finally { _s.Release(); }")]
    [InlineData("_ = [|_s.WaitAsync(ct)|]; try { Work(); } finally { _s.Release(); }")]
    [InlineData("var turn = [|_s.WaitAsync(ct)|]; try { Work(); } finally { _s.Release(); }")]
    public Task Reports_a_release_without_a_permit(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("await _s.WaitAsync(ct); try { Work(); } finally { _s.Release(); }")]
    [InlineData("try { await _s.WaitAsync(); Work(); } finally { _s.Release(); }")]
    [InlineData("SemaphoreSlim held = null; try { await _s.WaitAsync(ct); held = _s; Work(); } finally { held?.Release(); }")]
    [InlineData("bool t = false; try { Work(); await _s.WaitAsync(ct); t = true; Work(); } finally { if (t) _s.Release(); }")]
    [InlineData("bool got = false; try { got = _s.Wait(5); if (!got) return; Work(); } finally { if (got) _s.Release(); }")]
    [InlineData("try { await _s.WaitAsync(); Work(); } catch (Exception e) { Console.WriteLine(e); } finally { _s.Release(); }")]
    [InlineData("await _s.WaitAsync(ct); try { Work(); } catch (Exception e) { Console.WriteLine(e); } finally { _s.Release(); }")]
    [InlineData("await _s.WaitAsync(ct); try { Work(); } finally { _signal.Release(); }")]
    [InlineData("await _s.WaitAsync(ct); await _t.WaitAsync(ct); _t.Release(); _s.Release();")]
    [InlineData("_s.Release(); await Task.Delay(n); await _s.WaitAsync();")]
    [InlineData("try { await _signal.WaitAsync(ct); Work(); } finally { _signal.Release(); }")]
    [InlineData("var turn = _s.WaitAsync(ct); Work(); await turn; try { Work(); } finally { _s.Release(); }")]
    [InlineData("_s.Release();")]
    [InlineData("_s.WaitAsync(ct).ContinueWith(_ => _s.Release());")]
    [InlineData("while (n-- > 0) { await _s.WaitAsync(ct); try { if (n == 3) break; Work(); } finally { _s.Release(); } }")]
    [InlineData("if (n > 0) await _s.WaitAsync(ct); try { Work(); } finally { if (n > 0) _s.Release(); }")]
    public Task Accepts_a_release_of_what_was_or_may_have_been_taken(string body) => Verify.VerifyAsync(Program(body));

    [Fact]
    public Task Says_why() => Verify.VerifyAsync(
        Program("try { {|#1:await _s.WaitAsync(ct)|}; } finally { {|#0:_s.Release()|}; }"),
        Verify.Finding().WithLocation(0).WithLocation(1).WithArguments("_s", "on a path to here it was not taken"));

    [Theory]
    [InlineData("Task wait = _s.WaitAsync(ct); if (wait.Status != TaskStatus.RanToCompletion) await wait; try { Work(); } finally { _s.Release(); }")]
    [InlineData("var wait = _s.WaitAsync(ct); if (!wait.IsCompleted) await wait.ConfigureAwait(false); try { Work(); } finally { _s.Release(); }")]
    [InlineData("Task wait; wait = _s.WaitAsync(ct); if (wait.IsCompletedSuccessfully == false) { await wait; } Work(); _s.Release();")]
    public Task Accepts_a_task_that_is_awaited_where_it_still_waits(string body) => Verify.VerifyAsync(Program(body));

    [Fact]
    public Task Reports_the_await_of_such_a_task_within_the_try() => Verify.VerifyAsync(
        Program("Task wait = _s.WaitAsync(ct); try { if (!wait.IsCompletedSuccessfully) await wait; Work(); } finally { [|_s.Release()|]; }"));
}
