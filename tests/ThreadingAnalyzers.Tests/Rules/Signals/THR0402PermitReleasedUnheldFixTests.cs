using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Signals.THR0402PermitReleasedUnheld,
    ThreadingAnalyzers.CodeFixes.Signals.THR0402PermitReleasedUnheldCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

public class THR0402PermitReleasedUnheldFixTests
{
    [Fact]
    public Task Takes_the_permit_before_the_try() => Fix.FixesAsync(
        """
        using System;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly SemaphoreSlim _turn = new(1, 1);

            public async Task M(CancellationToken token)
            {
                // one at a time
                try
                {
                    // get in
                    await _turn.WaitAsync(token); // or not

                    Console.WriteLine();
                }
                finally
                {
                    [|_turn.Release()|];
                }
            }
        }
        """,
        """
        using System;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly SemaphoreSlim _turn = new(1, 1);

            public async Task M(CancellationToken token)
            {
                // one at a time
                // get in
                await _turn.WaitAsync(token); // or not
                try
                {
                    Console.WriteLine();
                }
                finally
                {
                    _turn.Release();
                }
            }
        }
        """);

    [Fact]
    public Task Takes_what_comes_before_along() => Fix.FixesAsync(
        """
        using System.Threading;
        class C
        {
            private readonly SemaphoreSlim _turn = new(1, 1);
            public int M(string s)
            {
                try
                {
                    int n = int.Parse(s);
                    _turn.Wait();
                    return n + int.Parse(s);
                }
                finally { [|_turn.Release()|]; }
            }
        }
        """,
        """
        using System.Threading;
        class C
        {
            private readonly SemaphoreSlim _turn = new(1, 1);
            public int M(string s)
            {
                int n = int.Parse(s);
                _turn.Wait();
                try
                {
                    return n + int.Parse(s);
                }
                finally { _turn.Release(); }
            }
        }
        """);

    [Theory]
    [InlineData("try { _turn.Wait(ct); Work(); } catch (System.Exception) { Work(); } finally { [|_turn.Release()|]; }")]
    [InlineData("try { _turn.Wait(ct); Work(); } finally { Work(); [|_turn.Release()|]; }")]
    [InlineData("try { if (ct.CanBeCanceled) _turn.Wait(ct); else _turn.Wait(); Work(); } finally { [|_turn.Release()|]; }")]
    [InlineData("try { using var s = new System.IO.MemoryStream(8); _turn.Wait(ct); Work(); } finally { [|_turn.Release()|]; }")]
    [InlineData("try { _turn.Wait(ct); } finally { [|_turn.Release()|]; }")]
    [InlineData("try { int n = Count(); _turn.Wait(ct); Work(); } finally { [|_turn.Release()|]; } for (int n = 0; n < 2; n++) Work();")]
    public Task Offers_nothing_where_more_would_change(string body) => Fix.OffersNothingAsync($$"""
        using System.Threading;
        class C
        {
            private readonly SemaphoreSlim _turn = new(1, 1);
            public void M(CancellationToken ct) { {{body}} }
            int Count() => int.Parse("1");
            void Work() { }
        }
        """);
}
