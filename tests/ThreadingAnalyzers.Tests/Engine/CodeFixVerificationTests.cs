using Microsoft.CodeAnalysis.CodeFixes;
using VerifyCS = ThreadingAnalyzers.Testing.CSharpCodeFixVerifier<ThreadingAnalyzers.Tests.Engine.TabooAnalyzer, ThreadingAnalyzers.Tests.Engine.RenameFix>;

namespace ThreadingAnalyzers.Tests.Engine;

/// <summary>A right fix passes, and each kind of wrong one fails for the reason that it is wrong.</summary>
public class CodeFixVerificationTests
{
    private const string Source = "class C { void M() { int [|taboo|] /* why */ = 1; } void N() { int [|taboo|] = 2; } }";
    private const string Fixed = "class C { void M() { int fine /* why */ = 1; } void N() { int fine = 2; } }";

    [Fact]
    public Task Accepts_the_right_fix() => VerifyCS.VerifyCodeFixAsync(Source, Fixed);

    [Fact]
    public Task Accepts_the_right_fix_of_a_sole_statement_in_a_block() => VerifyCS.VerifyCodeFixAsync(
        "class C { void M() { { int [|taboo|] = 1; } } void N() { int [|taboo|] = 1; } }",
        "class C { void M() { { int fine = 1; } } void N() { int fine = 1; } }");

    [Fact]
    public Task Accepts_one_stated_diagnostic() => VerifyCS.VerifyCodeFixAsync(
        "class C { void M() {|#1:{|} int {|#0:taboo|} = 1; } }",
        VerifyCS.Diagnostic().WithLocation(0).WithLocation(1).WithArguments("taboo"),
        "class C { void M() { int fine = 1; } }");

    [Fact]
    public Task Accepts_stated_iterations() => new CSharpCodeFixTest<TabooAnalyzer, RenameFix>
    {
        TestCode = Source,
        FixedCode = Fixed,
        CodeActionIndex = 0,
        CodeActionEquivalenceKey = "TT01.Rename",
        NumberOfIncrementalIterations = 2,
        NumberOfFixAllIterations = 1,
    }.RunAsync();

    [Fact]
    public Task Accepts_a_fix_of_the_first_only() => new CSharpCodeFixTest<TabooAnalyzer, RenameFix>
    {
        TestCode = Source,
        FixedState = { Sources = { "class C { void M() { int fine /* why */ = 1; } void N() { int [|taboo|] = 2; } }" } },
        BatchFixedCode = Fixed,
        CodeFixTestBehaviors = CodeFixTestBehaviors.FixOne,
    }.RunAsync();

    [Fact]
    public Task Accepts_several_documents() => new CSharpCodeFixTest<TabooAnalyzer, RenameFix>
    {
        TestState = { Sources = { "class C { void M() { int [|taboo|] = 1; } }", "class D { void M() { int [|taboo|] = 1; } }" } },
        FixedState = { Sources = { "class C { void M() { int fine = 1; } }", "class D { void M() { int fine = 1; } }" } },
    }.RunAsync();

    [Fact]
    public Task Accepts_that_nothing_is_offered() => new CSharpCodeFixTest<TabooAnalyzer, RenameFix>
    {
        TestCode = Source,
        FixedCode = Source,
        CodeActionEquivalenceKey = "TT01.Unknown",
    }.RunAsync();

    [Fact]
    public Task Rejects_that_nothing_is_offered_where_something_is() =>
        RejectsAsync<RenameFix>("gives another text", Source, Source);

    [Fact]
    public Task Rejects_another_text() => RejectsAsync<RenameFix>("First difference in line 1", Source, Fixed.Replace("= 2", "=  2"));

    [Fact]
    public Task Rejects_a_fix_that_does_not_compile() =>
        RejectsAsync<BreaksBuildFix>("CS0103", Source, Fixed.Replace("= 1", "= missing").Replace("= 2", "= missing"));

    [Fact]
    public Task Rejects_an_expectation_that_does_not_compile() =>
        AnalyzerVerificationTests.RejectsAsync("CS0103", () => new CSharpCodeFixTest<TabooAnalyzer, BreaksBuildFix>
        {
            TestCode = "class C { void M() { int [|taboo|] = 1; } }",
            FixedCode = "class C { void M() { int fine = missing; } }",
            CodeActionValidationMode = CodeActionValidationMode.None,
        }.RunAsync());

    [Fact]
    public Task Rejects_a_tree_that_its_text_does_not_have() =>
        RejectsAsync<BuildsImpossibleTreeFix>("its own text", Source, Fixed.Replace("fine", "fine, other"));

    [Fact]
    public Task Rejects_a_lost_comment() => RejectsAsync<LosesCommentFix>("/* why */", Source, Fixed.Replace("/* why */ ", ""));

    [Fact]
    public Task Accepts_a_lost_comment_where_told() => new CSharpCodeFixTest<TabooAnalyzer, LosesCommentFix>
    {
        TestCode = Source,
        FixedCode = Fixed.Replace("/* why */ ", ""),
        KeepsComments = false,
    }.RunAsync();

    [Fact]
    public Task Rejects_another_Fix_All() => RejectsAsync<OtherFixAll>("Fix All in Document", Source, Fixed);

    [Theory]
    [InlineData(CodeFixTestBehaviors.SkipFixAllInDocumentCheck, "Fix All in Project")]
    [InlineData(CodeFixTestBehaviors.SkipFixAllInDocumentCheck | CodeFixTestBehaviors.SkipFixAllInProjectCheck, "Fix All in Solution")]
    public Task Rejects_another_Fix_All_in_each_scope(CodeFixTestBehaviors behaviors, string reason) =>
        AnalyzerVerificationTests.RejectsAsync(reason, () => new CSharpCodeFixTest<TabooAnalyzer, OtherFixAll>
        {
            TestCode = Source,
            FixedCode = Fixed,
            CodeFixTestBehaviors = behaviors,
        }.RunAsync());

    [Fact]
    public Task Accepts_a_Fix_All_of_its_own_where_told() => new CSharpCodeFixTest<TabooAnalyzer, OtherFixAll>
    {
        TestCode = Source,
        FixedCode = Fixed,
        BatchFixedCode = Fixed.Replace("fine", "other"),
    }.RunAsync();

    [Fact]
    public Task Rejects_a_fix_that_is_never_done() => RejectsAsync<NeverDoneFix>("still offered", Source, Fixed);

    [Fact]
    public Task Rejects_a_fix_that_does_nothing() => RejectsAsync<IdleFix>("makes no change", Source, Fixed);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(-1)]
    public Task Rejects_a_wrong_number_of_iterations(int iterations) =>
        AnalyzerVerificationTests.RejectsAsync($"fter {Math.Min(Math.Abs(iterations), 2)}", () => new CSharpCodeFixTest<TabooAnalyzer, RenameFix>
        {
            TestCode = Source,
            FixedCode = Fixed,
            NumberOfIncrementalIterations = iterations,
        }.RunAsync());

    private static Task RejectsAsync<TCodeFix>(string reason, string source, string fixedSource)
        where TCodeFix : CodeFixProvider, new() =>
        AnalyzerVerificationTests.RejectsAsync(reason, () => CSharpCodeFixVerifier<TabooAnalyzer, TCodeFix>.VerifyCodeFixAsync(source, fixedSource));
}
