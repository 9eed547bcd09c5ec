using Microsoft.CodeAnalysis.CSharp;
using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0301UnsynchronizedReadModifyWriteCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>The Lock repair of THR0301.</summary>
public class THR0301UnsynchronizedReadModifyWriteLockTests
{
    [CSharpFact(13)]
    public Task Fixes_by_a_new_gate() => Fix.FixesAsync(
        """
        using System.Threading.Tasks;

        class C
        {
            private readonly int[] _values = new int[9];

            // The greatest value.
            private int _max;
            private double _sum;

            void M()
            {
                Parallel.ForEach(_values, v =>
                {
                    // Greater?
                    if (v > _max)
                        [|_max = v|]; // yes

                    [|_sum += v|]; // add
                });
            }
        }
        """,
        """
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly int[] _values = new int[9];

            private readonly Lock _gate = new();

            // The greatest value.
            private int _max;
            private double _sum;

            void M()
            {
                Parallel.ForEach(_values, v =>
                {
                    // Greater?
                    lock (_gate)
                    {
                        if (v > _max)
                            _max = v; // yes
                    }

                    lock (_gate)
                    {
                        _sum += v; // add
                    }
                });
            }
        }
        """);

    [Fact]
    public Task Fixes_by_an_object_before_CSharp_13() => Fix.FixesAsync(
        """
        using System.Threading.Tasks;

        static class C
        {
            private static double s_sum;

            public static void M() => Parallel.For(0, 9, i => [|s_sum += i|]);
        }
        """,
        """
        using System.Threading.Tasks;

        static class C
        {
            private static readonly object s_gate = new();
            private static double s_sum;

            public static void M() => Parallel.For(0, 9, i =>
            {
                lock (s_gate)
                {
                    s_sum += i;
                }
            });
        }
        """,
        csharp: LanguageVersion.CSharp9);

    [Fact]
    public Task Fixes_by_the_guard_that_there_is() => Fix.FixesAsync(
        """
        using System.Threading.Tasks;

        class C
        {
            private readonly object _sync = new object();
            private int _n;

            void M()
            {
                var t = Task.Run(() => { lock (_sync) { _n++; } });
                [|_n++|];
                t.Wait();
            }
        }
        """,
        """
        using System.Threading.Tasks;

        class C
        {
            private readonly object _sync = new object();
            private int _n;

            void M()
            {
                var t = Task.Run(() => { lock (_sync) { _n++; } });
                lock (_sync)
                {
                    _n++;
                }
                t.Wait();
            }
        }
        """);

    [CSharpFact(13)]
    public Task Fixes_changes_beside_each_other_by_one_lock() => Fix.FixesAsync(
        """
        using System.Threading;

        class C
        {
            int Total { get; set; }

            void M()
            {
                var t = new Thread(() => { [|Total += 2|]; });
                t.Start();
                [|Total++|];
                Total = 0;
                t.Join();
            }
        }
        """,
        """
        using System.Threading;

        class C
        {
            private readonly Lock _gate = new();

            int Total { get; set; }

            void M()
            {
                var t = new Thread(() => { lock (_gate) { Total += 2; } });
                t.Start();
                lock (_gate)
                {
                    Total++;
                }
                lock (_gate)
                {
                    Total = 0;
                }
                t.Join();
            }
        }
        """);

    [CSharpFact(13)]
    public Task Fixes_a_captured_local_by_a_local_gate() => Fix.FixesAsync(
        """
        using System.Threading.Tasks;

        class C
        {
            double M()
            {
                var gate = 3;
                double sum = 1;
                Parallel.For(0, gate, i => [|sum *= i|]);
                return sum;
            }
        }
        """,
        """
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            double M()
            {
                var gate = 3;
                var gate2 = new Lock();
                double sum = 1;
                Parallel.For(0, gate, i =>
                {
                    lock (gate2)
                    {
                        sum *= i;
                    }
                });
                return sum;
            }
        }
        """);

    [CSharpFact(13)]
    public Task Fixes_an_expression_that_gives_a_value() => Fix.FixesAsync(
        """
        using System.Threading.Tasks;

        class C
        {
            int _n = 1;

            int Next() => [|_n *= 2|]; // doubled

            void M() => Parallel.For(0, 9, i => Next());
        }
        """,
        """
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly Lock _gate = new();
            int _n = 1;

            int Next()
            {
                lock (_gate)
                {
                    return _n *= 2;
                }
            } // doubled

            void M() => Parallel.For(0, 9, i => Next());
        }
        """);

    [CSharpFact(13)]
    public Task Fixes_static_state_of_the_outer_type() => Fix.FixesAsync(
        """
        using System.Threading.Tasks;

        static class Outer
        {
            public static double Sum { get; private set; }

            private static class Inner
            {
                internal static void M() => Parallel.For(0, 9, i =>
                {
                    [|Sum += i|];
                });
            }
        }
        """,
        """
        using System.Threading;
        using System.Threading.Tasks;

        static class Outer
        {
            private static readonly Lock _gate = new();

            public static double Sum { get; private set; }

            private static class Inner
            {
                internal static void M() => Parallel.For(0, 9, i =>
                {
                    lock (_gate)
                    {
                        Sum += i;
                    }
                });
            }
        }
        """);

    [Fact]
    public Task Fixes_by_a_gate_that_guards_other_state_in_lines_that_end_alike() => Fix.FixesAsync(
        Lines("[|_n *= 2|]; // twice"),
        Lines("lock (myLock)\n            {\n                _n *= 2; // twice\n            }"));

    private static string Lines(string change) =>
        $$"""
        using System.Threading.Tasks;

        class C
        {
            private readonly object myLock = new object();
            private int _n;

            void M() => Parallel.For(0, 9, i =>
            {
                {{change.Replace("\n    ", "\n")}}
            });
        }
        """.Replace("\r", "").Replace("\n", "\r\n");

    [Fact]
    public Task Offers_no_gate_for_values() => Fix.OffersNothingAsync(
        """
        using System.Threading.Tasks;

        record C
        {
            private double _n;

            void M() => Parallel.For(0, 9, i =>
            {
                [|_n += i|];
            });
        }
        """);

    [Theory]
    [InlineData("var n = [|_n *= 2|]; Use(n);")]
    [InlineData("var n = _n; [|_n = n * 2|];")]
    [InlineData("while (([|_n *= 2|]) < 9) { }")]
    public Task Offers_no_lock_that_would_not_do(string change) => Fix.OffersNothingAsync(
        $$"""
        using System.Linq;
        using System.Threading.Tasks;

        class C
        {
            int _n;

            Task M(int[] items) => Task.WhenAll(items.Select(async item =>
            {
                await Task.Yield();
                {{change}}
            }));

            void Use(int n) { }
        }
        """);
}
