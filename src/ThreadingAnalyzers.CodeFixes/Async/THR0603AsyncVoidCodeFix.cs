using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Lets the method return a task, which its callers await; a handler, which cannot, keeps its exceptions.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0603AsyncVoidCodeFix))]
public sealed class THR0603AsyncVoidCodeFix() : RuleCodeFix("THR0603")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (FunctionOf.IsAsync(site.Node) && AsyncChange.Of(site.Node, site) is { } change)
            yield return new Repair("Task", "Return a task", editor => change.Apply(editor, site.Node, AwaitExpression.StaysOffContext(site.Node))) { NeedsProof = true };
        else if (IsHandler(site) && site.Model.Compilation.GetTypeByMetadataName("System.Diagnostics.Trace") is not null)
            yield return new Repair("Catch", "Catch and trace exceptions", new CatchAll(site.Node).Apply) { NeedsProof = true };
    }

    // It can give nobody a task.
    private static bool IsHandler(FixSite site) => site.Node is MethodDeclarationSyntax or LocalFunctionStatementSyntax
        && site.Model.GetDeclaredSymbol(site.Node) is IMethodSymbol method && (EventHandlers.IsOne(method) || MethodUses.Of(method, CancellationToken.None) is { IsHandler: true } or { IsKept: true, IsCalled: false });
}
