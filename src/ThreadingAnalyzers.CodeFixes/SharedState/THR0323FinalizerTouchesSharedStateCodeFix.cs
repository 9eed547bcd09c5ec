using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.SharedState;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Makes the change atomic, where all other changes are.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0323FinalizerTouchesSharedStateCodeFix))]
public sealed class THR0323FinalizerTouchesSharedStateCodeFix() : RuleCodeFix("THR0323")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Diagnostic.Properties.ContainsKey(THR0323FinalizerTouchesSharedState.OthersAreAtomic) && UseInterlocked.For(site.Node, site.Model) is { } edit)
            yield return new Repair("Interlocked", $"Use Interlocked.{edit.Method}", edit.Apply);
    }
}
