using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Tests again under the lock; where there is none, lets LazyInitializer decide which object wins.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0315RacyInitializationCodeFix))]
public sealed class THR0315RacyInitializationCodeFix() : RuleCodeFix("THR0315")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not AssignmentExpressionSyntax assignment)
            yield break;
        if (SecondCheck.For(assignment) is { } check)
            yield return new Repair("CheckAgain", "Test again under the lock", check.Apply);
        else if (EnsureInitialized.For(assignment, site) is { } ensured)
            yield return new Repair("EnsureInitialized", "Use LazyInitializer.EnsureInitialized", ensured.Apply) { NeedsProof = true };
    }
}
