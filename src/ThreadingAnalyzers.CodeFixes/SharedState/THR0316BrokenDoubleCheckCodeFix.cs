using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.SharedState;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Completes an object in a local before it is stored; reads a flag by Volatile.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0316BrokenDoubleCheckCodeFix))]
public sealed class THR0316BrokenDoubleCheckCodeFix() : RuleCodeFix("THR0316")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        string? flaw = site.Property(THR0316BrokenDoubleCheck.Flaw);
        if (flaw == THR0316BrokenDoubleCheck.Early && site.Node is AssignmentExpressionSyntax assignment && StoreWhenComplete.For(assignment, site) is { } edit)
            yield return new Repair("Local", "Store the object when it is complete", edit.Apply) { NeedsProof = true };
        else if (flaw == THR0316BrokenDoubleCheck.Plain && site.Node is ExpressionSyntax variable && UseVolatile.Supports(variable, site.Model))
            yield return new Repair("Read", "Use Volatile.Read", editor => editor.ReplaceNode(variable, UseVolatile.Read(variable, site))) { NeedsProof = true };
    }
}
