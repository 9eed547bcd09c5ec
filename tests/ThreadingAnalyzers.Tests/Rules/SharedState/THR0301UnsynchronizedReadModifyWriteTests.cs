using Microsoft.CodeAnalysis.CSharp;
using ThreadingAnalyzers.CodeFixes.SharedState;
using ThreadingAnalyzers.Rules.SharedState;
using VerifyCS = ThreadingAnalyzers.Testing.CSharpCodeFixVerifier<
    ThreadingAnalyzers.Tests.RuleHost<ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite>,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0301UnsynchronizedReadModifyWriteCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0301UnsynchronizedReadModifyWriteTests
{
    [Fact]
    public Task Fixes_an_increment_by_Interlocked() => VerifyCS.VerifyCodeFixAsync(
        """
        using System.Threading.Tasks;

        class C
        {
            private int _n;

            void M() => Parallel.For(0, 9, i =>
            {
                // Counts.
                [|_n++|]; // one more
            });
        }
        """,
        """
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private int _n;

            void M() => Parallel.For(0, 9, i =>
            {
                // Counts.
                Interlocked.Increment(ref _n); // one more
            });
        }
        """);
}
