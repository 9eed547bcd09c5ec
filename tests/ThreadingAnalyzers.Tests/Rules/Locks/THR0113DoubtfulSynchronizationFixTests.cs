using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Locks.THR0113DoubtfulSynchronization,
    ThreadingAnalyzers.CodeFixes.Locks.THR0113DoubtfulSynchronizationCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0113DoubtfulSynchronizationFixTests
{
    [CSharpFact(13)]
    public Task Gives_the_methods_a_private_lock() => Fix.FixesAsync(
        """
        using System.Runtime.CompilerServices;

        public class Meter
        {
            private long _total;

            /// <summary>Adds.</summary>
            [[|MethodImpl(MethodImplOptions.Synchronized)|]]
            public void Add(long amount)
            {
                // count
                _total += amount;
            }

            [[|MethodImpl(MethodImplOptions.Synchronized)|]]
            public long Read()
            {
                return _total;
            }
        }
        """,
        """
        using System.Runtime.CompilerServices;
        using System.Threading;

        public class Meter
        {
            private readonly Lock _gate = new();
            private long _total;

            /// <summary>Adds.</summary>
            public void Add(long amount)
            {
                lock (_gate)
                {
                    // count
                    _total += amount;
                }
            }

            public long Read()
            {
                lock (_gate)
                {
                    return _total;
                }
            }
        }
        """);

    [Theory]
    [InlineData("[[|MethodImpl(MethodImplOptions.Synchronized | MethodImplOptions.NoInlining)|]] public void M() { _n++; }")]
    [InlineData("[[|MethodImpl(MethodImplOptions.Synchronized)|]] public void M() { _n++; } public void N() { lock (this) _n++; }")]
    [InlineData("[[|MethodImpl(MethodImplOptions.Synchronized)|]] public void M() { _n++; System.Threading.Monitor.PulseAll(this); }")]
    [InlineData("public int P { [[|MethodImpl(MethodImplOptions.Synchronized)|]] get { return _n; } }")]
    public Task Offers_nothing_where_others_have_the_same_lock(string member) => Fix.OffersNothingAsync($$"""
        using System.Runtime.CompilerServices;
        public class C
        {
            private int _n;
            {{member}}
        }
        """);
}
