using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Tests and sets the flag by Interlocked.Exchange.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0325OnceFlagCodeFix))]
public sealed class THR0325OnceFlagCodeFix() : RuleCodeFix("THR0325")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is AssignmentExpressionSyntax set && AtomicOnceFlag.Of(site, set) is { } flag)
            yield return new Repair("Exchange", "Use Interlocked.Exchange", flag.Apply) { NeedsProof = true };
    }
}
