using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ThreadingAnalyzers.CodeFixes.Async;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.CodeFixes.Signals;
using ThreadingAnalyzers.Rules;
using ThreadingAnalyzers.Rules.Async;
using ThreadingAnalyzers.Rules.Signals;

namespace ThreadingAnalyzers.CodeFixes;

/// <summary>
/// The rest of a function that a repair has made async. What blocks in it had no other form before, and is a finding now: it is repaired along with it, so that no
/// repair leaves behind what was not there before. So is a signal that an exception would no longer end the process over, but only not be given.
/// </summary>
internal static class AsyncFollowUps
{
    // A repair may make a lambda async, whose own rest follows in the next round.
    private const int MaximumRounds = 3;

    private static readonly ImmutableArray<RuleCodeFix> s_fixes = ImmutableArray.Create<RuleCodeFix>(
        new THR0601BlockingCallInAsyncCodeCodeFix(), new THR0619BlockingDisposeCodeFix(), new THR0605DroppedTaskCodeFix(), new THR0406SignalLostWhenWorkThrowsCodeFix());

    /// <summary>The document with the follow-ups of a repair; the same one where the repair has made nothing async.</summary>
    internal static async Task<Document> ApplyAsync(Document repaired, CancellationToken cancellation)
    {
        Document current = repaired;
        for (int round = 0; round < MaximumRounds && await HasNewAsyncAsync(current, cancellation).ConfigureAwait(false); round++)
        {
            Document next = await RepairRoundAsync(current, cancellation).ConfigureAwait(false);
            if (next == current)
                break;
            current = next;
        }

        return await WithoutMarksAsync(current, cancellation).ConfigureAwait(false);
    }

    private static async Task<bool> HasNewAsyncAsync(Document document, CancellationToken cancellation) =>
        await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root && root.GetAnnotatedNodes(MakeAsync.Made).Any();

    private static async Task<Document> RepairRoundAsync(Document document, CancellationToken cancellation)
    {
        ImmutableArray<Diagnostic> findings = await FindingsAsync(document, cancellation).ConfigureAwait(false);
        if (findings.IsEmpty || await TrackedSites.CreateAsync(document, findings, cancellation).ConfigureAwait(false) is not { } sites)
            return document;
        Document current = sites.Document;
        bool isChanged = false;
        for (int index = 0; index < sites.Count; index++)
        {
            if (await sites.FindAsync(current, index, cancellation).ConfigureAwait(false) is not { } site || s_fixes.FirstOrDefault(fix => fix.FixableDiagnosticIds.Contains(site.Diagnostic.Id)) is not { } fix)
                continue;
            if (await fix.FollowUpAsync(site, cancellation).ConfigureAwait(false) is not { } repaired)
                continue;
            current = repaired;
            isChanged = true;
        }

        return isChanged ? current : document;
    }

    private static async Task<ImmutableArray<Diagnostic>> FindingsAsync(Document document, CancellationToken cancellation)
    {
        if (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
            return ImmutableArray<Diagnostic>.Empty;
        CompilationWithAnalyzers analysis = model.Compilation.WithAnalyzers(ImmutableArray.Create<DiagnosticAnalyzer>(new Host()), document.Project.AnalyzerOptions);
        ImmutableArray<Diagnostic> all = await analysis.GetAnalyzerSemanticDiagnosticsAsync(model, filterSpan: null, cancellation).ConfigureAwait(false);
        return all.Where(diagnostic => FixSite.NodeAt(diagnostic.Location, model.SyntaxTree) is { } node && FunctionOf.Node(node)?.HasAnnotations(MakeAsync.Made) == true).ToImmutableArray();
    }

    private static async Task<Document> WithoutMarksAsync(Document document, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root || !root.GetAnnotatedNodes(MakeAsync.Made).Any())
            return document;
        return document.WithSyntaxRoot(root.ReplaceNodes(root.GetAnnotatedNodes(MakeAsync.Made), static (_, current) => current.WithoutAnnotations(MakeAsync.Made)));
    }

    // Asked here only: no compiler or editor is to load it.
    [SuppressMessage("MicrosoftCodeAnalysisCorrectness", "RS1001", Justification = "It is asked directly.")]
    private sealed class Host() : HostAnalyzer(ImmutableArray.Create<Rule>(new THR0601BlockingCallInAsyncCode(), new THR0619BlockingDispose(), new THR0605DroppedTask(), new THR0406SignalLostWhenWorkThrows()));
}
