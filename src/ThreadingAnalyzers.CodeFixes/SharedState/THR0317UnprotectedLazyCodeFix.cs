using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Takes the mode away, so that the Lazy protects its initialization as it does by itself.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0317UnprotectedLazyCodeFix))]
public sealed class THR0317UnprotectedLazyCodeFix() : RuleCodeFix("THR0317")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node.FirstAncestorOrSelf<ArgumentSyntax>() is { Parent: ArgumentListSyntax arguments } mode && !KeptComments.HasComments(mode))
            yield return new Repair("Protect", "Remove the mode", editor => editor.ReplaceNode(arguments, arguments.WithArguments(arguments.Arguments.Remove(mode)))) { NeedsProof = true };
    }
}
