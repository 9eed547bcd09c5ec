using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules;

namespace ThreadingAnalyzers.CodeFixes;

/// <summary>The fix of a rule about something that is taken and not given back on every path: it is given back in a finally block.</summary>
public abstract class ReleaseInFinallyCodeFix : RuleCodeFix
{
    private protected ReleaseInFinallyCodeFix(string id)
        : base(id)
    {
    }

    private protected sealed override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Property(LeakRule.Release) is not { } release)
            yield break;
        if (HoldingStatements.Of(site.Node) is not { } holding || ExistingReleases.Of(site.Places(LeakRule.Releases), holding) is not { } releases)
            yield break;
        if (holding.Until(releases, site.Model) is not { IsEmpty: false } region)
            yield break;
        if (MonitorGate(site.Node) is { } gate)
            yield return new Repair("Lock", "Use the lock statement", editor => WrapInTryFinally.ApplyLock(editor, region, releases.All, releases.Direct, gate)) { NeedsProof = true };
        yield return new Repair(
            "TryFinally",
            "Release in a finally block",
            editor => WrapInTryFinally.Apply(editor, region, releases.All, releases.Direct, release))
        { NeedsProof = true };
    }

    // Monitor.Enter(gate); as a statement of its own is what the lock statement says.
    private static ExpressionSyntax? MonitorGate(SyntaxNode acquire) =>
        acquire is InvocationExpressionSyntax
        {
            Parent: ExpressionStatementSyntax,
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Enter" },
            ArgumentList.Arguments: [{ Expression: var gate }],
        }
            ? gate
            : null;
}
