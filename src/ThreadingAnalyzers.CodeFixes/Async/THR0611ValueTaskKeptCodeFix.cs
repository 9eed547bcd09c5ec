using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.Async;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Makes a Task of the ValueTask, which can be awaited whenever and as often as one likes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0611ValueTaskKeptCodeFix))]
public sealed class THR0611ValueTaskKeptCodeFix() : RuleCodeFix("THR0611")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not ExpressionSyntax reported)
            yield break;
        switch (site.Property(THR0611ValueTaskKept.Kind))
        {
            case THR0611ValueTaskKept.Blocked when WaitedFor(reported) is { } task:
                if (AsyncChange.For(reported, site) is { } change)
                    yield return new Repair("Await", "Await instead of blocking", editor => change.Await(editor, reported, task)) { NeedsProof = true };
                yield return new Repair("AsTask", "Block on a Task", editor => editor.ReplaceNode(reported, Blocking(task).WithTriviaFrom(reported))) { NeedsProof = true };
                break;
            case THR0611ValueTaskKept.Again when KeptTask.OfLocal(reported, site) is { } local:
                yield return new Repair("AsTask", "Keep a Task", local.Apply) { NeedsProof = true };
                break;
            case THR0611ValueTaskKept.Stored when KeptTask.OfField(reported, site) is { } field:
                yield return new Repair("AsTask", "Keep a Task", field.Apply) { NeedsProof = true };
                break;
        }
    }

    private static ExpressionSyntax? WaitedFor(ExpressionSyntax blocking) => blocking switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" } result => result.Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax awaiter } } } => AwaitExpression.BelowConfiguration(awaiter.Expression),
        _ => null,
    };

    private static ExpressionSyntax Blocking(ExpressionSyntax task) => KeptTask.Call(KeptTask.Call(KeptTask.Call(task, "AsTask"), "GetAwaiter"), "GetResult");
}
