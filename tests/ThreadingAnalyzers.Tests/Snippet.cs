using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ThreadingAnalyzers.Tests;

/// <summary>A file that compiles alone: newest C#, nullable off, unsafe allowed, .NET 10 with ASP.NET Core.</summary>
internal static class Snippet
{
    internal static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    /// <summary>A project of the one file. A rule that is off by default has to be named to run.</summary>
    internal static Project Project(string path, string text, params string[] alsoOn) => new ProjectRecipe(ParseOptions, Options(text, alsoOn))
    {
        Sources = [(path, SourceText.From(text, Encoding.UTF8))],
        References = ReferenceAssemblies.AspNetCore100.References,
    }.CreateProject();

    internal static async Task<ImmutableArray<Diagnostic>> ErrorsAsync(Project project) =>
        AnalyzerRun.CompilerDiagnostics((await project.GetCompilationAsync())!, CompilerDiagnostics.Errors);

    /// <summary>What all our analyzers report, suppressed diagnostics and analyzer exceptions aside.</summary>
    internal static async Task<ImmutableArray<Diagnostic>> ReportedAsync(Project project) =>
        [.. (await AnalyzerRun.DiagnosticsAsync(project, Product.Analyzers)).Where(diagnostic => !diagnostic.IsSuppressed)];

    internal static string Describe(IEnumerable<Diagnostic> diagnostics) =>
        string.Join("\n", diagnostics.Select(DiagnosticComparison.Describe));

    private static CSharpCompilationOptions Options(string text, string[] alsoOn)
    {
        var kind = IsProgram(text) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        return new CSharpCompilationOptions(kind, allowUnsafe: true)
            .WithSpecificDiagnosticOptions(alsoOn.Select(id => KeyValuePair.Create(id, ReportDiagnostic.Default)));
    }

    private static bool IsProgram(string text)
    {
        var root = CSharpSyntaxTree.ParseText(text, ParseOptions).GetRoot();
        return root.ChildNodes().OfType<GlobalStatementSyntax>().Any()
            || root.DescendantNodes().OfType<MethodDeclarationSyntax>().Any(IsMain);
    }

    private static bool IsMain(MethodDeclarationSyntax method) =>
        method.Identifier.ValueText == "Main" && method.Modifiers.Any(SyntaxKind.StaticKeyword);
}
