using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Signals.THR0401PermitNotReleased,
    ThreadingAnalyzers.CodeFixes.Signals.THR0401PermitNotReleasedCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

public class THR0401PermitNotReleasedFixTests
{
    [Fact]
    public Task Fixes_up_to_the_release() => FixesAsync(
        """
        [|_gate.Wait()|]; // take

        // work
        Work();
        // done
        _gate.Release(); // give back
        Rest();
        """,
        """
        _gate.Wait(); // take
        try
        {
            // work
            Work();
        }
        finally
        {
            // done
            _gate.Release(); // give back
        }
        Rest();
        """);

    [Fact]
    public Task Fixes_up_to_the_end_where_a_variable_is_used_behind_the_release() => FixesAsync(
        """
        [|await _gate.WaitAsync()|];
        var n = Work();
        _gate.Release();
        Use(n);
        """,
        """
        await _gate.WaitAsync();
        try
        {
            var n = Work();
            Use(n);
        }
        finally
        {
            _gate.Release();
        }
        """);

    [Fact]
    public Task Fixes_early_returns() => FixesAsync(
        """
        [|_gate.Wait()|];
        if (Work() > 1)
        {
            _gate.Release(); // enough
            return;
        }
        while (Work() > 0)
        {
            if (Work() > 3)
            {
                _gate.Release();
                throw new System.Exception();
            }
        }
        _gate.Release();
        """,
        """
        _gate.Wait();
        try
        {
            if (Work() > 1)
            {
                // enough
                return;
            }
            while (Work() > 0)
            {
                if (Work() > 3)
                {
                    throw new System.Exception();
                }
            }
        }
        finally
        {
            _gate.Release();
        }
        """);

    [Fact]
    public Task Fixes_a_catch_that_gives_back_and_rethrows() => FixesAsync(
        """
        [|_gate.Wait()|];
        Work();
        try
        {
            // may fail
            Work();
        }
        catch
        {
            _gate.Release();
            throw;
        }
        _gate.Release();
        """,
        """
        _gate.Wait();
        try
        {
            Work();
            // may fail
            Work();
        }
        finally
        {
            _gate.Release();
        }
        """);

    [Fact]
    public Task Fixes_the_body_of_a_condition() => FixesAsync(
        """
        if ([|_gate.Wait(5)|])
        {
            Work();
            _gate.Release();
        }
        else
        {
            Rest();
        }
        """,
        """
        if (_gate.Wait(5))
        {
            try
            {
                Work();
            }
            finally
            {
                _gate.Release();
            }
        }
        else
        {
            Rest();
        }
        """);

    [Fact]
    public Task Fixes_behind_a_refusal() => FixesAsync(
        """
        if (![|await _gate.WaitAsync(5).ConfigureAwait(false)|])
            return;
        Work();
        _gate.Release();
        """,
        """
        if (!await _gate.WaitAsync(5).ConfigureAwait(false))
            return;
        try
        {
            Work();
        }
        finally
        {
            _gate.Release();
        }
        """);

    [Fact]
    public Task Fixes_a_permit_in_another_one() => FixesAsync(
        """
        [|_gate.Wait()|];
        [|_other.Wait()|];
        Work();
        _other.Release();
        _gate.Release();
        """,
        """
        _gate.Wait();
        try
        {
            _other.Wait();
            try
            {
                Work();
            }
            finally
            {
                _other.Release();
            }
        }
        finally
        {
            _gate.Release();
        }
        """);

    [Fact]
    public Task Fixes_a_turn_of_a_loop() => FixesAsync(
        """
        while (Work() > 0)
        {
            [|_gate.Wait()|];
            if (Work() == 2)
            {
                _gate.Release();
                continue;
            }
            Rest();
            _gate.Release();
        }
        """,
        """
        while (Work() > 0)
        {
            _gate.Wait();
            try
            {
                if (Work() == 2)
                {
                    continue;
                }
                Rest();
            }
            finally
            {
                _gate.Release();
            }
        }
        """);

    [Theory]
    [InlineData("[|_gate.Wait()|]; Work(); _gate.Release(2);")]
    [InlineData("[|_gate.Wait()|]; Work(); Use(_gate.Release());")]
    [InlineData("[|_gate.Wait()|]; if (Work() > 1) { _gate.Release(); Rest(); } else { Rest(); _gate.Release(); }")]
    [InlineData("[|_gate.Wait()|]; try { Work(); } catch { _gate.Release(); Rest(); }")]
    [InlineData("[|_gate.Wait()|]; foreach (var c in \"ab\") { if (Work() > 1) { _gate.Release(); break; } }")]
    public Task Offers_no_finally_that_would_change_what_happens(string statements) => Fix.OffersNothingAsync(Program(statements));

    private static Task FixesAsync(string statements, string fixedStatements) => Fix.FixesAsync(Program(statements), Program(fixedStatements));

    private static string Program(string statements) =>
        $$"""
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private readonly SemaphoreSlim _other = new(1, 1);

            async Task M()
            {
                {{statements.Replace("\n", "\n        ").Replace("\n        \n", "\n\n")}}
            }

            int Work() => System.Random.Shared.Next();
            void Rest() { }
            void Use(int n) { }
        }
        """;
}
