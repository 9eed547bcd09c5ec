using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Threads.THR0505ThreadForced>;

namespace ThreadingAnalyzers.Tests.Rules;

/// <summary>Which code the host shows to the rules.</summary>
public class HostTests
{
    [Theory]
    [InlineData("void M(Thread t) => [|t.Interrupt()|];")]
    [InlineData("int P { get { [|Thread.CurrentThread.Interrupt()|]; return 0; } }")]
    [InlineData("int this[Thread t] { get { [|t.Interrupt()|]; return 0; } set => [|t.Interrupt()|]; }")]
    [InlineData("event Action E { add { [|Thread.CurrentThread.Interrupt()|]; } remove { } }")]
    [InlineData("C() { [|Thread.CurrentThread.Interrupt()|]; }")]
    [InlineData("static C() { [|Thread.CurrentThread.Interrupt()|]; }")]
    [InlineData("~C() { [|Thread.CurrentThread.Interrupt()|]; }")]
    [InlineData("public static C operator +(C c, Thread t) { [|t.Interrupt()|]; return c; }")]
    [InlineData("public static implicit operator C(Thread t) { [|t.Interrupt()|]; return null; }")]
    [InlineData("static Action _f = () => [|Thread.CurrentThread.Interrupt()|];")]
    [InlineData("Action A { get; } = () => [|Thread.CurrentThread.Interrupt()|];")]
    [InlineData("C(Action a) { } C() : this(() => [|Thread.CurrentThread.Interrupt()|]) { }")]
    [InlineData("struct S { void M(Thread t) => [|t.Interrupt()|]; }")]
    [InlineData("interface I { void M(Thread t) => [|t.Interrupt()|]; }")]
    [InlineData("record R(int X) { void M(Thread t) => [|t.Interrupt()|]; }")]
    public Task Shows_every_kind_of_member(string member) => Verify.VerifyAsync($"class C {{ {member} }}");

    [CSharpFact(12)]
    public Task Shows_what_a_primary_constructor_hands_to_its_base() => Verify.VerifyAsync(
        "class B(Action a) { public Action F = a; } class D(Thread t) : B(() => [|t.Interrupt()|]);");

    [Fact]
    public Task Shows_top_level_statements() => Verify.VerifyProgramAsync("[|Thread.CurrentThread.Interrupt()|]; class C { }");

    [Fact]
    public Task Shows_each_part_of_a_type_once() => Verify.VerifyFilesAsync(
        "partial class C { void M(Thread t) => [|t.Interrupt()|]; } partial class C { void N(Thread t) => [|t.Interrupt()|]; }",
        "partial class C { void O(Thread t) => [|t.Interrupt()|]; }");

    [Theory]
    [InlineData("[System.CodeDom.Compiler.GeneratedCode(\"tool\", \"1\")] class C { void M(Thread t) => t.Interrupt(); }")]
    [InlineData("class C { [System.CodeDom.Compiler.GeneratedCode(\"tool\", \"1\")] void M(Thread t) => t.Interrupt(); }")]
    public Task Leaves_generated_code_alone(string program) => Verify.VerifyAsync(program);
}
