using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Lets the method return a task, which its callers await.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0603AsyncVoidCodeFix))]
public sealed class THR0603AsyncVoidCodeFix() : RuleCodeFix("THR0603")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (FunctionOf.IsAsync(site.Node) && AsyncChange.Of(site.Node, site) is { } change)
            yield return new Repair("Task", "Return a task", editor => change.Apply(editor, site.Node, AwaitExpression.StaysOffContext(site.Node))) { NeedsProof = true };
    }
}
