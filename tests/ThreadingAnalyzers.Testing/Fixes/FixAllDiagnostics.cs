using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ThreadingAnalyzers.Testing;

/// <summary>Tells Fix All what is to be fixed where.</summary>
internal sealed class FixAllDiagnostics(FixSettings settings) : FixAllContext.DiagnosticProvider
{
    private readonly ConcurrentDictionary<Project, Task<ImmutableArray<Diagnostic>>> _reported = new();

    /// <inheritdoc />
    public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
        (await ReportedAsync(project)).Where(settings.CanFix);

    /// <inheritdoc />
    public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
    {
        var tree = await document.GetSyntaxTreeAsync(cancellationToken);
        return (await ReportedAsync(document.Project)).Where(diagnostic => settings.CanFix(diagnostic) && diagnostic.Location.SourceTree == tree);
    }

    /// <inheritdoc />
    public override async Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
        (await ReportedAsync(project)).Where(diagnostic => !diagnostic.Location.IsInSource);

    private Task<ImmutableArray<Diagnostic>> ReportedAsync(Project project) =>
        _reported.GetOrAdd(project, key => AnalyzerRun.DiagnosticsAsync(key, settings.Analyzers));
}
