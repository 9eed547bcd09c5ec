using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using VerifyCS = ThreadingAnalyzers.Testing.CSharpAnalyzerVerifier<ThreadingAnalyzers.Tests.Engine.TabooAnalyzer>;

namespace ThreadingAnalyzers.Tests.Engine;

/// <summary>A right expectation passes, and each kind of wrong one fails for the reason that it is wrong.</summary>
public class AnalyzerVerificationTests
{
    private const string Marked = "class C { void M() {|#1:{|} int {|#0:taboo|} = 1; } }";

    [Theory]
    [InlineData("class C { void M() { int [|taboo|] = 1; } }")]
    [InlineData("class C { void M() { int {|TT01:taboo|} = 1; } }")]
    [InlineData("class C { void M() { int [|taboo|] = {|CS0029:\"\"|}; } }")]
    [InlineData("class C { void M() { int fine = 1; } }")]
    public Task Accepts_what_is_so(string source) => VerifyCS.VerifyAnalyzerAsync(source);

    [Fact]
    public Task Accepts_a_full_statement() =>
        VerifyCS.VerifyAnalyzerAsync(Marked, VerifyCS.Diagnostic().WithLocation(0).WithLocation(1).WithArguments("taboo"));

    [Fact]
    public Task Accepts_spans_and_messages()
    {
        var stated = VerifyCS.Diagnostic("TT01").WithSpan(1, 26, 1, 31).WithLocation(1, 20).WithMessage("'taboo' is taboo");
        return VerifyCS.VerifyAnalyzerAsync("class C { void M() { int taboo = 1; } }", stated);
    }

    [Fact]
    public Task Accepts_any_additional_locations_where_told() => VerifyCS.VerifyAnalyzerAsync(
        Marked, VerifyCS.Diagnostic(TabooAnalyzer.Rule).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));

    [Fact]
    public Task Accepts_compiler_errors_that_are_stated() => VerifyCS.VerifyAnalyzerAsync(
        "class C { void M() { int x = \"\"; } }", DiagnosticResult.CompilerError("CS0029").WithSpan(1, 30, 1, 32));

    [Theory]
    [InlineData("class C { void M() { int taboo = 1; } }", "reported but not expected")]
    [InlineData("class C { void M() { int [|fine|] = 1; } }", "expected but not reported")]
    [InlineData("class C { void M() { [|int taboo|] = 1; } }", "expected but not reported")]
    [InlineData("class C { void M() { int [|tabo|]o = 1; } }", "expected but not reported")]
    [InlineData("class C { void M() { int [|[|taboo|]|] = 1; } }", "expected but not reported")]
    [InlineData("class C { void M() { int {|TT02:taboo|} = 1; } }", "expected but not reported")]
    [InlineData("class C { void M() { int x = \"\"; } }", "CS0029")]
    [InlineData("class C { void M() { int ; } }", "CS1001")]
    public Task Rejects_markup_that_is_wrong(string source, string reason) =>
        RejectsAsync(reason, () => VerifyCS.VerifyAnalyzerAsync(source));

    public static TheoryData<string> WrongStatements => [.. s_wrong.Keys];

    private static readonly Dictionary<string, DiagnosticResult> s_wrong = new()
    {
        ["argument"] = VerifyCS.Diagnostic().WithLocation(0).WithLocation(1).WithArguments("other"),
        ["message"] = VerifyCS.Diagnostic().WithLocation(0).WithLocation(1).WithMessage("other"),
        ["severity"] = VerifyCS.Diagnostic().WithLocation(0).WithLocation(1).WithSeverity(DiagnosticSeverity.Error),
        ["id"] = new DiagnosticResult("TT02", DiagnosticSeverity.Warning).WithLocation(0).WithLocation(1),
        ["additional location missing"] = VerifyCS.Diagnostic().WithLocation(0),
        ["additional location elsewhere"] = VerifyCS.Diagnostic().WithLocation(0).WithLocation(0),
        ["start"] = VerifyCS.Diagnostic().WithLocation(1, 1).WithLocation(1),
        ["end"] = VerifyCS.Diagnostic().WithSpan(1, 26, 1, 30).WithLocation(1),
        ["no location"] = VerifyCS.Diagnostic(),
        ["suppressed"] = VerifyCS.Diagnostic().WithLocation(0).WithLocation(1).WithIsSuppressed(true),
    };

    [Theory]
    [MemberData(nameof(WrongStatements))]
    public Task Rejects_statements_that_are_wrong(string what) =>
        RejectsAsync("expected but not reported", () => VerifyCS.VerifyAnalyzerAsync(Marked, s_wrong[what]));

    [Fact]
    public Task Rejects_an_unknown_key() =>
        RejectsAsync("#7", () => VerifyCS.VerifyAnalyzerAsync(Marked, VerifyCS.Diagnostic().WithLocation(7)));

    [Fact]
    public Task Rejects_an_analyzer_that_throws() =>
        RejectsAsync("crash", () => CSharpAnalyzerVerifier<Throws>.VerifyAnalyzerAsync("class C { int x; }"));

    [Fact]
    public Task Rejects_a_report_in_generated_code() => RejectsAsync(
        "generated code",
        () => CSharpAnalyzerVerifier<ReportsInGeneratedCode>.VerifyAnalyzerAsync("class C { void M() { int [|taboo|] = 1; } }"));

    [Fact]
    public Task Accepts_a_report_in_generated_code_where_told() => new CSharpAnalyzerTest<ReportsInGeneratedCode>
    {
        TestCode = "class C { void M() { int [|taboo|] = 1; } }",
        TestBehaviors = TestBehaviors.SkipGeneratedCodeCheck,
    }.RunAsync();

    internal static async Task RejectsAsync(string reason, Func<Task> verification)
    {
        var failure = await Assert.ThrowsAsync<VerificationException>(verification);
        Assert.Contains(reason, failure.Message);
    }
}
