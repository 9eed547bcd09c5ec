using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ThreadingAnalyzers.Tests.Robustness;

/// <summary>Runs all analyzers over a text that need not compile, and all fixes for what they report. Nothing may throw.</summary>
internal sealed class Endurance(ImmutableArray<DiagnosticAnalyzer> analyzers, ImmutableArray<CodeFixProvider> fixers)
{
    private static readonly CSharpCompilation s_empty = CSharpCompilation.Create(
        "Damaged",
        references: ReferenceAssemblies.AspNetCore100.References,
        options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));

    private static readonly AnalyzerOptions s_noOptions = new([]);

    internal async Task VerifyAsync(string name, string text)
    {
        try
        {
            await RunAsync(text);
        }
        catch (Exception exception)
        {
            throw new VerificationException($"{name}: {exception}\nThe text was:\n{text}");
        }
    }

    /// <summary>A workspace is made only where there is something to fix: it costs more than the analysis.</summary>
    private async Task RunAsync(string text)
    {
        var tree = CSharpSyntaxTree.ParseText(text, Snippet.ParseOptions);
        var reported = await AnalyzerRun.DiagnosticsAsync(s_empty.AddSyntaxTrees(tree), analyzers, s_noOptions);
        if (reported.Any(diagnostic => fixers.Any(fixer => CanFix(fixer, diagnostic))))
            await FixAsync(Snippet.Project("/0/Damaged.cs", text));
    }

    private async Task FixAsync(Project project)
    {
        var document = project.Documents.Single();
        foreach (var diagnostic in await AnalyzerRun.DiagnosticsAsync(project, analyzers))
        {
            foreach (var fixer in fixers.Where(fixer => CanFix(fixer, diagnostic)))
                await ApplyAllAsync(document, diagnostic, fixer);
        }
    }

    private static async Task ApplyAllAsync(Document document, Diagnostic diagnostic, CodeFixProvider fixer)
    {
        foreach (var action in await FixOffers.ActionsAsync(document, diagnostic, fixer))
            await action.GetOperationsAsync(CancellationToken.None);
    }

    private static bool CanFix(CodeFixProvider fixer, Diagnostic diagnostic) =>
        diagnostic.Location.IsInSource && fixer.FixableDiagnosticIds.Contains(diagnostic.Id);
}
