using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Parallel;

/// <summary>Lets each thread add up its own part, and takes the lock once for each thread.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0701SerializedLoopCodeFix))]
public sealed class THR0701SerializedLoopCodeFix() : RuleCodeFix("THR0701")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node.Parent is LockStatementSyntax region && LocalSums.For(region, site.Model) is { } sums)
            yield return new Repair("LocalSums", "Add up for each thread", sums.Apply) { NeedsProof = true };
    }
}
