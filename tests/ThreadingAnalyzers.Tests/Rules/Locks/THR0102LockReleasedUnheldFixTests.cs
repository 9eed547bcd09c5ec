using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Locks.THR0102LockReleasedUnheld,
    ThreadingAnalyzers.CodeFixes.Locks.THR0102LockReleasedUnheldCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0102LockReleasedUnheldFixTests
{
    [Fact]
    public Task Takes_the_lock_before_the_try() => Fix.FixesAsync(
        """
        using System;
        using System.Threading;

        class Ledger
        {
            private readonly object _gate = new();
            private decimal _sum;

            public void Add(Func<decimal> amount)
            {
                try
                {
                    decimal value = amount();
                    Monitor.Enter(_gate);
                    _sum += value;
                }
                finally
                {
                    [|Monitor.Exit(_gate)|];
                }
            }
        }
        """,
        """
        using System;
        using System.Threading;

        class Ledger
        {
            private readonly object _gate = new();
            private decimal _sum;

            public void Add(Func<decimal> amount)
            {
                decimal value = amount();
                Monitor.Enter(_gate);
                try
                {
                    _sum += value;
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }
        }
        """);

    [Theory]
    [InlineData("Monitor.Enter(_gate); Monitor.Exit(_gate); [|Monitor.Exit(_gate)|];")]
    [InlineData("_rw.EnterReadLock(); try { Work(); } finally { [|_rw.ExitWriteLock()|]; }")]
    [InlineData("Monitor.Enter(_gate); try { Work(); } catch { Monitor.Exit(_gate); throw; } finally { [|Monitor.Exit(_gate)|]; }")]
    public Task Offers_nothing_for_other_defects(string body) => Fix.OffersNothingAsync($$"""
        using System.Threading;
        class C
        {
            private readonly object _gate = new();
            private readonly ReaderWriterLockSlim _rw = new();
            public void M() { {{body}} }
            void Work() { }
        }
        """);
}
