using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Reads the variable anew on each round.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0314SpinOnStaleValueCodeFix))]
public sealed class THR0314SpinOnStaleValueCodeFix() : RuleCodeFix("THR0314")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is ExpressionSyntax variable && UseVolatile.Supports(variable, site.Model))
            yield return new Repair("Read", "Use Volatile.Read", editor => editor.ReplaceNode(variable, UseVolatile.Read(variable, site))) { NeedsProof = true };
    }
}
