using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Names such as <c>IncrementUnsafe</c> say that callers hold a lock, unless all is seen: then the code says whether they do.</summary>
public sealed class NamesOfMethodsTests
{
    [Theory]
    [InlineData("IncrementUnsafe")]
    [InlineData("UnsafeIncrement")]
    [InlineData("IncrementWithoutLock")]
    [InlineData("IncrementNotThreadSafe")]
    [InlineData("IncrementCore")]
    public Task Mean_nothing_where_a_thread_begins(string name) => Verify.VerifyAsync($$"""
        class C
        {
            static int s_n;
            static void {{name}}() { for (int i = 0; i < 9; i++) [|s_n++|]; }
            static void Run() { var a = new Thread({{name}}); var b = new Thread({{name}}); a.Start(); b.Start(); a.Join(); b.Join(); }
        }
        """);

    [Theory]
    [InlineData("RunUnsafe")]
    [InlineData("RunWithoutLock")]
    [InlineData("RunCore")]
    public Task Mean_nothing_for_work_that_the_method_starts(string name) => Verify.VerifyAsync($$"""
        class C
        {
            int _n;
            public void {{name}}() => Parallel.For(0, 9, _ => [|_n++|]);
        }
        """);

    [Theory]
    [InlineData("AddUnsafe")]
    [InlineData("AddNoLock")]
    [InlineData("AddLocked")]
    [InlineData("AddCore")]
    public Task Mean_nothing_where_callers_on_threads_hold_no_lock(string name) => Verify.VerifyAsync($$"""
        class C
        {
            int _n;
            void {{name}}(int n) => [|_n += n|];
            public void Run() => Parallel.For(0, 9, i => {{name}}(i));
        }
        """);

    [Theory]
    [InlineData("AddUnsafe")]
    [InlineData("AddCore")]
    public Task Are_believed_where_callers_hold_the_lock_or_are_not_seen(string name) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new(); int _n; protected int Sum;
            void {{name}}(int n) => _n += n;
            public void Run() => Parallel.For(0, 9, i => { lock (_gate) {{name}}(i); });
            protected void More{{name}}(int n) => Sum += n;
            public void RunMore() => Parallel.For(0, 9, i => More{{name}}(i));
        }
        """);
}
