using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Locks.THR0113DoubtfulSynchronization>;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0113DoubtfulSynchronizationTests
{
    [Theory]
    [InlineData("[[|MethodImpl(MethodImplOptions.Synchronized)|]] public void M() { _n++; }")]
    [InlineData("[[|MethodImpl(MethodImplOptions.Synchronized)|]] public int M() => _n;")]
    [InlineData("[[|MethodImpl(MethodImplOptions.Synchronized | MethodImplOptions.NoInlining)|]] void M() => _n++;")]
    [InlineData("[[|MethodImplAttribute(MethodImplOptions.Synchronized)|]] static void M() => s_n++;")]
    [InlineData("[Obsolete, [|MethodImpl(MethodImplOptions.Synchronized)|]] public void M() => _n++;")]
    [InlineData("public int P { [[|MethodImpl(MethodImplOptions.Synchronized)|]] get => _n; set => _n = value; }")]
    [InlineData("public void M() { [[|MethodImpl(MethodImplOptions.Synchronized)|]] void Local() => _n++; Local(); }")]
    [InlineData("public void M() { [|lock|] (_gate) { } }")]
    [InlineData("public void M() { [|lock|] (_gate) ; }")]
    [InlineData("public void M() { [|lock|] (_gate) { ; { } } }")]
    [InlineData("public Action M() => () => { [|lock|] (_gate) { } };")]
    public Task Reports_doubtful_synchronization(string code) => VerifyAsync(code);

    [Theory]
    [InlineData("[MethodImpl(MethodImplOptions.NoInlining)] public void M() => _n++;")]
    [InlineData("[MethodImpl(MethodImplOptions.Synchronized)] public extern void M();")]
    [InlineData("[MethodImpl(MethodImplOptions.Synchronized)] public void M() { }")]
    [InlineData("public void M() { lock (_gate) { _n++; } }")]
    [InlineData("public void M() { lock (_gate) _n++; }")]
    [InlineData("public void M() { lock (_gate) { /* wait until the writer has left */ } }")]
    [InlineData("public void M() { lock (_gate)\n{\n// wait until the writer has left\n} }")]
    [InlineData("public void M() { lock (_gate) { return; } }")]
    [InlineData("public void M() { lock (_gate) lock (this) _n++; }")]
    public Task Accepts_locks_that_guard_something(string code) => VerifyAsync(code);

    private static Task VerifyAsync(string code) =>
        Verify.VerifyAsync($"public class C {{ int _n; static int s_n; readonly object _gate = new(); {code} }}");

    [Theory]
    [InlineData("class C { int _n; [{|#0:MethodImpl(MethodImplOptions.Synchronized)|}] public void M() => _n++; }")]
    [InlineData("public class C { private class D { int _n; [{|#0:MethodImpl(MethodImplOptions.Synchronized)|}] public void M() => _n++; } }")]
    public Task Hides_instances_that_the_assembly_keeps_to_itself(string source) => Verify.VerifyAsync(source, Verify.Finding().WithLocation(0).WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Hidden));

    [Fact]
    public Task Says_what_is_locked() => Verify.VerifyAsync(
        "class C { static int s_n; [{|#0:MethodImpl(MethodImplOptions.Synchronized)|}] static void M() => s_n++; }",
        Verify.Finding().WithLocation(0).WithArguments("'M' locks the type object, which other code can lock too"));
}
