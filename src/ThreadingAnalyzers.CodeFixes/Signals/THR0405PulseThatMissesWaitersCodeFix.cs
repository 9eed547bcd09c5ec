using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.Rules.Signals;

namespace ThreadingAnalyzers.CodeFixes.Signals;

/// <summary>Wakes all waiting threads, each of which looks whether it can go on.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0405PulseThatMissesWaitersCodeFix))]
public sealed class THR0405PulseThatMissesWaitersCodeFix() : RuleCodeFix("THR0405")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Property(THR0405PulseThatMissesWaiters.WakeAll) is null || site.Node is not InvocationExpressionSyntax { Expression: var method })
            yield break;
        if (((method as MemberAccessExpressionSyntax)?.Name ?? method) is IdentifierNameSyntax { Identifier.ValueText: "Pulse" } name)
            yield return new Repair("PulseAll", "Wake all waiting threads", editor => editor.ReplaceNode(name, SyntaxFactory.IdentifierName("PulseAll").WithTriviaFrom(name))) { NeedsProof = true };
    }
}
