using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Threads;

/// <summary>Lets the value flow with the asynchronous code instead of staying with the thread.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0508ThreadBoundAcrossAwaitCodeFix))]
public sealed class THR0508ThreadBoundAcrossAwaitCodeFix() : RuleCodeFix("THR0508")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (FlowingField.Of(site, site.Node) is { } field)
            yield return new Repair("AsyncLocal", "Use AsyncLocal<T>", field.Apply) { NeedsProof = true };
    }
}
