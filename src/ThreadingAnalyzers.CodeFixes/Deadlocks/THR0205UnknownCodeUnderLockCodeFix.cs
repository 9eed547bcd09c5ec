using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Deadlocks;

/// <summary>Moves the call behind the lock statement that it ends.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0205UnknownCodeUnderLockCodeFix))]
public sealed class THR0205UnknownCodeUnderLockCodeFix() : RuleCodeFix("THR0205")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is InvocationExpressionSyntax call && LastCallOfLock.Of(call) is { } last && LockSnapshot.Of(last, site) is { } snapshot)
            yield return new Repair("AfterLock", "Call it when the lock is given back", snapshot.Apply) { NeedsProof = true };
    }
}
