using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Deadlocks;

/// <summary>Moves the call, or the loop of calls, behind the lock statement that it ends.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0205UnknownCodeUnderLockCodeFix))]
public sealed class THR0205UnknownCodeUnderLockCodeFix() : RuleCodeFix("THR0205")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not InvocationExpressionSyntax call)
            yield break;
        if (LastCallOfLock.Of(call) is { } last && LockSnapshot.Of(last, site) is { } snapshot)
            yield return new Repair("AfterLock", "Call it when the lock is given back", snapshot.Apply) { NeedsProof = true };
        else if (LockedIteration.Of(call, site) is { } iteration)
            yield return new Repair("AfterLock", "Call them when the lock is given back", iteration.Apply) { NeedsProof = true };
    }
}
