using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.Signals;

namespace ThreadingAnalyzers.CodeFixes.Signals;

/// <summary>Gives the permit back in a finally block.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0401PermitNotReleasedCodeFix))]
public sealed class THR0401PermitNotReleasedCodeFix() : RuleCodeFix("THR0401")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Property(THR0401PermitNotReleased.Release) is not { } release)
            yield break;
        if (PermitHolding.Of(site.Node) is not { } holding || ExistingReleases.Of(site.Places(THR0401PermitNotReleased.Releases), holding) is not { } releases)
            yield break;
        if (holding.Until(releases, site.Model) is { IsEmpty: false } region)
            yield return new Repair("TryFinally", "Release in a finally block", editor => WrapInTryFinally.Apply(editor, region, releases.All, releases.Direct, release)) { NeedsProof = true };
    }
}
