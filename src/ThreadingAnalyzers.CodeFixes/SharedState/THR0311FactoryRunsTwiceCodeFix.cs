using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Keeps the tasks of a dictionary in Lazy, so that each begins once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0311FactoryRunsTwiceCodeFix))]
public sealed class THR0311FactoryRunsTwiceCodeFix() : RuleCodeFix("THR0311")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is InvocationExpressionSyntax call && LazyValues.Of(call, site) is { } values)
            yield return new Repair("Lazy", "Keep the tasks in Lazy<T>", values.Apply) { NeedsProof = true };
    }
}
