using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ThreadingAnalyzers.Tests.Engine;

/// <summary>The options of a test reach the compilation that is analyzed.</summary>
public class AnalyzerTestOptionTests
{
    private const string Silent = "class C { void M() { int taboo = 1; } }";
    private const string Reported = "class C { void M() { int [|taboo|] = 1; } }";

    [Fact]
    public Task Editorconfig_switches_a_rule_off() => new CSharpAnalyzerTest<TabooAnalyzer>
    {
        TestState =
        {
            Sources = { Silent },
            AnalyzerConfigFiles = { ("/.editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.TT01.severity = none\n") },
        },
    }.RunAsync();

    [Fact]
    public Task Disabled_ids_are_off() =>
        new CSharpAnalyzerTest<TabooAnalyzer> { TestCode = Silent, DisabledDiagnostics = { "TT01" } }.RunAsync();

    [Fact]
    public Task Pragmas_suppress() =>
        new CSharpAnalyzerTest<TabooAnalyzer> { TestCode = "#pragma warning disable TT01\n" + Silent }.RunAsync();

    [Fact]
    public Task Suppressed_diagnostics_can_be_expected() => new CSharpAnalyzerTest<TabooAnalyzer>
    {
        TestCode = "#pragma warning disable TT01\n" + Silent,
        ExpectedDiagnostics = { new DiagnosticResult(TabooAnalyzer.Rule).WithLocation(2, 26).WithLocation(2, 20).WithIsSuppressed(true) },
    }.RunAsync();

    [Fact]
    public Task Several_sources_are_one_project() => new CSharpAnalyzerTest<TabooAnalyzer>
    {
        TestState = { Sources = { "partial class C { void M() { N(); } }", ("N.cs", "partial class C { void N() { int [|taboo|] = 1; } }") } },
    }.RunAsync();

    [Fact]
    public Task Programs_compile_as_told() => new CSharpAnalyzerTest<TabooAnalyzer>
    {
        TestState = { Sources = { "System.Console.WriteLine();" }, OutputKind = OutputKind.ConsoleApplication },
    }.RunAsync();

    [Fact]
    public Task Compiler_warnings_can_be_asked_for() => new CSharpAnalyzerTest<TabooAnalyzer>
    {
        TestCode = "class C { void M() { int {|CS0219:x|} = 1; } }",
        CompilerDiagnostics = CompilerDiagnostics.Warnings,
    }.RunAsync();

    [Fact]
    public Task Compiler_errors_can_be_ignored() => new CSharpAnalyzerTest<TabooAnalyzer>
    {
        TestCode = "class C { void M() { int [|taboo|] = \"\" } }",
        CompilerDiagnostics = CompilerDiagnostics.None,
    }.RunAsync();

    [Fact]
    public Task The_language_version_counts() => AnalyzerVerificationTests.RejectsAsync(
        "CS8370",
        () => new CSharpAnalyzerTest<TabooAnalyzer> { TestCode = "namespace N; class C { }", LanguageVersion = LanguageVersion.CSharp7_3 }.RunAsync());

    [Fact]
    public Task Transforms_change_the_solution() => new CSharpAnalyzerTest<TabooAnalyzer>
    {
        TestCode = Reported,
        TestBehaviors = TestBehaviors.SkipGeneratedCodeCheck,
        SolutionTransforms = { (solution, id) => solution.WithProjectAssemblyName(id, "Other") },
    }.RunAsync();

    public static TheoryData<string> Frameworks => ["net8.0", "net10.0", "net10.0 + ASP.NET Core", "netstandard2.0", "net472"];

    [Theory]
    [MemberData(nameof(Frameworks))]
    public Task Compiles_against_each_framework(string name) => new CSharpAnalyzerTest<TabooAnalyzer>
    {
        TestCode = "class C { System.Threading.Tasks.Task M() { object [|taboo|] = typeof(System.Threading.Monitor); return null; } }",
        ReferenceAssemblies = new[]
        {
            ReferenceAssemblies.Net80,
            ReferenceAssemblies.Net100,
            ReferenceAssemblies.AspNetCore100,
            ReferenceAssemblies.NetStandard20,
            ReferenceAssemblies.Net472,
        }.Single(framework => framework.Name == name),
    }.RunAsync();

    [Fact]
    public Task Knows_the_newest_framework_by_default() => new CSharpAnalyzerTest<TabooAnalyzer>
    {
        TestCode = "class C { System.Threading.Lock l = new(); Microsoft.AspNetCore.Http.HttpContext c; }",
        ReferenceAssemblies = ReferenceAssemblies.AspNetCore100,
    }.RunAsync();
}
