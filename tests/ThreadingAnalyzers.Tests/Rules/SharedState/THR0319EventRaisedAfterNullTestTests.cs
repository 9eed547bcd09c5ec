using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0319EventRaisedAfterNullTest>;
using VerifyFix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.SharedState.THR0319EventRaisedAfterNullTest, ThreadingAnalyzers.CodeFixes.SharedState.THR0319EventRaisedAfterNullTestCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0319EventRaisedAfterNullTestTests
{
    private static string Program(string raise) => $$"""
        class C
        {
            public event EventHandler E; public event Action A; public static event Action S; public event Func<int> F; event Action Other;
            Action _field; C _next;
            void M(bool b) { {{raise}} }
            int N() => 0;
        }
        """;

    [Theory]
    [InlineData("if (E != null) [|E(this, EventArgs.Empty)|];")]
    [InlineData("if (E != null) { N(); [|E(this, EventArgs.Empty)|]; }")]
    [InlineData("if (this.A != null) [|A()|];")]
    [InlineData("if (A != null) [|this.A()|];")]
    [InlineData("if (A != null) [|A.Invoke()|];")]
    [InlineData("if (null != A) [|A()|];")]
    [InlineData("if (A is not null) [|A()|];")]
    [InlineData("if (A is { }) { [|A()|]; } if (A == null) N();")]
    [InlineData("if (S != null) [|S()|];")]
    [InlineData("if (S != null) [|C.S()|];")]
    [InlineData("if (A == null) return; [|A()|];")]
    [InlineData("if (A is null) { return; } N(); [|A()|];")]
    [InlineData("if (A == null) throw new Exception(); [|A()|];")]
    [InlineData("if (A == null) { N(); } else [|A()|];")]
    [InlineData("if (b && A != null) [|A()|];")]
    [InlineData("if (F != null && [|F()|] > 1) N();")]
    [InlineData("var x = F != null ? [|F()|] : 0;")]
    [InlineData("var x = F == null ? 0 : [|F()|];")]
    [InlineData("if (A != null) Task.Run(() => [|A()|]);")]
    [InlineData("if (_next.A != null) [|_next.A()|];")]
    [InlineData("if (!(A == null)) [|A()|];")]
    [InlineData("var a = A; if (a != null) [|A()|];")]
    [InlineData("var a = this.A; if (a == null) return; N(); [|A()|];")]
    [InlineData("if (A is { } a) [|A()|];")]
    [InlineData("if (A != null) foreach (var a in [|A.GetInvocationList()|]) N();")]
    public Task Reports_a_second_read(string raise) => Verify.VerifyAsync(Program(raise));

    [Theory]
    [InlineData("A?.Invoke();")]
    [InlineData("var a = A; if (a != null) a();")]
    [InlineData("if (A is { } a) a();")]
    [InlineData("A();")]
    [InlineData("if (Other != null) A();")]
    [InlineData("if (_next.A != null) A();")]
    [InlineData("if (_field != null) _field();")]
    [InlineData("if (A != null) N(); else Other();")]
    [InlineData("if (A != null) A?.Invoke();")]
    [InlineData("if (A == null) { N(); } N();")]
    public Task Accepts_other_ways(string raise) => Verify.VerifyAsync(Program(raise));

    [Fact]
    public Task Says_where_it_was_tested() => Verify.VerifyAsync(
        Program("if ({|#1:A != null|}) {|#0:A()|};"), Verify.Finding().WithLocation(0).WithLocation(1).WithArguments("A", 5));

    [Theory]
    [InlineData("if (A != null) [|A()|];", "A?.Invoke();")]
    [InlineData("// tell\n        if (A != null)\n        {\n            [|A()|]; // all\n        }", "// tell\n        // all\n        A?.Invoke();")]
    [InlineData("if (A is not null) [|this.A()|];", "if (A is not null) this.A?.Invoke();")]
    [InlineData("if (null != A) [|A.Invoke()|];", "A?.Invoke();")]
    [InlineData("if (A == null) return;\n        [|A()|];", "if (A == null) return;\n        A?.Invoke();")]
    [InlineData("if (b && A != null) [|A()|];", "if (b && A != null) A?.Invoke();")]
    [InlineData("if (A != null) [|A()|]; else b = false;", "if (A != null) A?.Invoke(); else b = false;")]
    public Task Fixes_by_one_read(string before, string after) => VerifyFix.FixesAsync(Class(before), Class(after));

    [Fact]
    public Task Offers_nothing_where_the_value_is_used() => VerifyFix.OffersNothingAsync(Class("if (F != null) b = [|F()|] > 1;"));

    private static string Class(string raise) => $$"""
        using System;

        class C
        {
            public event Action A;
            public event Func<int> F;
            void M(bool b)
            {
                {{raise}}
            }
        }
        """;

    [Fact]
    public Task Fixes_by_the_value_that_was_tested() => VerifyFix.FixesAsync(
        "using System;\n\n" + Program("var a = A; if (a != null) { N(); [|A()|]; /* raised */ }"),
        "using System;\n\n" + Program("var a = A; if (a != null) { N(); a(); /* raised */ }"));

    /// <summary>Whose subscribers come and go on one thread.</summary>
    [Theory]
    [InlineData("class C : System.Windows.Forms.Control")]
    [InlineData("class MainViewModel")]
    [InlineData("/// <summary>An undo stack. Not thread-safe.</summary>\nclass C")]
    [InlineData("/// <remarks>This type isn't thread safe; lock around it.</remarks>\nclass C")]
    public Task Accepts_types_of_one_thread(string type) => Verify.VerifyAloneAsync($$"""
        {{type}}
        {
            public event EventHandler Changed;
            public void Touch() { if (Changed != null) Changed(this, EventArgs.Empty); }
        }
        """);

    [Theory]
    [InlineData("/// <summary>An undo stack. Thread-safe.</summary>\nclass C")]
    [InlineData("/// <summary>Does not wait, and is thread-safe.</summary>\nclass C")]
    public Task Reports_types_for_several_threads(string type) => Verify.VerifyAloneAsync($$"""
        {{type}}
        {
            public event EventHandler Changed;
            public void Touch() { if (Changed != null) [|Changed(this, EventArgs.Empty)|]; }
        }
        """);
}
