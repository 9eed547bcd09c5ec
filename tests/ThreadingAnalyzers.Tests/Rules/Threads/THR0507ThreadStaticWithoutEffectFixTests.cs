using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Threads.THR0507ThreadStaticWithoutEffect,
    ThreadingAnalyzers.CodeFixes.Threads.THR0507ThreadStaticWithoutEffectCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0507ThreadStaticWithoutEffectFixTests
{
    [Fact]
    public Task Fixes_an_instance_field_by_static() => Fix.FixesAsync(
        """
        using System;

        class C
        {
            // The count.
            [ThreadStatic]
            private int [|_count|]; // of this thread

            [ThreadStatic] int [|_other|];

            int Next() => _count++ + _other;
        }
        """,
        """
        using System;

        class C
        {
            // The count.
            [ThreadStatic]
            private static int _count; // of this thread

            [ThreadStatic] static int _other;

            int Next() => _count++ + _other;
        }
        """);

    [Fact]
    public Task Fixes_an_initializer_by_a_ThreadLocal() => Fix.FixesAsync(
        """
        using System;
        using System.Collections.Generic;

        static class C
        {
            // The source of chance.
            [ThreadStatic]
            private static Random [|s_random|] = new Random(); // one each

            [ThreadStatic]
            private static List<int> [|s_list|] = new();

            static int Next() { s_random = new Random(1); C.s_list.Add(1); return s_random.Next(); }
        }
        """,
        """
        using System;
        using System.Collections.Generic;
        using System.Threading;

        static class C
        {
            // The source of chance.
            private static readonly ThreadLocal<Random> s_random = new(() => new Random()); // one each

            private static readonly ThreadLocal<List<int>> s_list = new(() => new());

            static int Next() { s_random.Value = new Random(1); C.s_list.Value.Add(1); return s_random.Value.Next(); }
        }
        """);

    [Theory]
    [InlineData("[ThreadStatic] internal static Random [|s_random|] = new Random();")]
    [InlineData("[ThreadStatic] static int [|s_a|] = 1, s_b;")]
    [InlineData("[ThreadStatic] static int [|s_a|] = 1; static ref int A => ref s_a;")]
    [InlineData("[ThreadStatic] static int [|s_a|] = 1; static void M() => int.TryParse(\"1\", out s_a);")]
    [InlineData("[ThreadStatic] int [|_a|]; int M() => this._a;")]
    [InlineData("[field: ThreadStatic] static int [|A|] { get; set; } = 1;")]
    public Task Offers_nothing_where_others_may_use_it(string member) => Fix.OffersNothingAsync($$"""
        using System;

        class C
        {
            {{member}}
        }
        """);
}
