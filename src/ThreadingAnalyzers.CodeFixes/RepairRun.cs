using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Editing;

namespace ThreadingAnalyzers.CodeFixes;

/// <summary>Makes a repair, and looks whether its result compiles where that is not certain.</summary>
internal static class RepairRun
{
    /// <summary>The document with the repair, names not yet shortened; null where the repair would break it.</summary>
    internal static async Task<Document?> ApplyAsync(FixSite site, Repair repair, CancellationToken cancellation)
    {
        SyntaxEditor editor = new(site.Root, site.Document.Project.Solution.Services);
        repair.Edit(editor);
        Document changed = site.Document.WithSyntaxRoot(editor.GetChangedRoot());
        return !repair.NeedsProof || await AddsNoErrorAsync(site, changed, cancellation).ConfigureAwait(false) ? changed : null;
    }

    private static async Task<bool> AddsNoErrorAsync(FixSite site, Document changed, CancellationToken cancellation)
    {
        if (await changed.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
            return false;
        Dictionary<string, int> after = Errors(model, cancellation);
        if (after.Count == 0)
            return true;
        Dictionary<string, int> before = Errors(site.Model, cancellation);
        return after.All(error => before.TryGetValue(error.Key, out int count) && count >= error.Value);
    }

    private static Dictionary<string, int> Errors(SemanticModel model, CancellationToken cancellation) => model.GetDiagnostics(cancellationToken: cancellation)
        .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
        .GroupBy(static diagnostic => diagnostic.Id)
        .ToDictionary(static group => group.Key, static group => group.Count());
}
