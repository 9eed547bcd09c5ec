using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ThreadingAnalyzers.Testing;

/// <summary>Runs analyzers over a project. An exception in an analyzer is a failure, never a diagnostic.</summary>
internal static class AnalyzerRun
{
    internal static async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(Project project, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var compilation = await project.GetCompilationAsync() ?? throw new VerificationException("The project does not compile at all.");
        return await DiagnosticsAsync(compilation, analyzers, project.AnalyzerOptions);
    }

    internal static async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(
        Compilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers, AnalyzerOptions analyzerOptions)
    {
        if (analyzers.IsEmpty)
            return [];
        var crashes = new ConcurrentQueue<string>();
        var options = new CompilationWithAnalyzersOptions(
            analyzerOptions,
            onAnalyzerException: (exception, analyzer, _) => crashes.Enqueue($"{analyzer.GetType().Name} threw {exception}"),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: true);
        var diagnostics = await compilation.WithAnalyzers(analyzers, options).GetAnalyzerDiagnosticsAsync();
        if (crashes.TryPeek(out var crash))
            throw new VerificationException(crash);
        return Sorted(diagnostics);
    }

    internal static ImmutableArray<Diagnostic> CompilerDiagnostics(Compilation compilation, CompilerDiagnostics level)
    {
        if (level == Testing.CompilerDiagnostics.None)
            return [];
        var lowest = DiagnosticSeverity.Error - (level - Testing.CompilerDiagnostics.Errors);
        return Sorted(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= lowest && !diagnostic.IsSuppressed));
    }

    internal static ImmutableArray<Diagnostic> Sorted(IEnumerable<Diagnostic> diagnostics) =>
    [
        .. diagnostics
            .OrderBy(diagnostic => diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.End)
            .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal),
    ];
}
