using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Turns a loop that does not wait for its async lambda into one that does.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0604AsyncVoidCallbackCodeFix))]
public sealed class THR0604AsyncVoidCallbackCodeFix() : RuleCodeFix("THR0604")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not LambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } } lambda || site.Model.GetSymbolInfo(call).Symbol is not IMethodSymbol method)
            yield break;
        SyntaxNode? function = FunctionOf.Node(call);
        bool isAsync = function is null ? call.FirstAncestorOrSelf<GlobalStatementSyntax>() is not null : FunctionOf.IsAsync(function);
        MakeAsync? change = isAsync || function is null ? null : MakeAsync.Of(function, site.Model);
        if (method.ContainingType is { Name: "Parallel", ContainingNamespace.Name: "Tasks" } && (isAsync || change is not null) && AwaitedLoop.Parallel(call, lambda, method) is { } parallel)
            yield return new Repair("Async", $"Await Parallel.{method.Name}Async", editor => Await(editor, call, parallel, change)) { NeedsProof = true };
        if (isAsync && method.ContainingType is { Name: "List", ContainingNamespace.Name: "Generic" } && AwaitedLoop.ForEach(call, lambda) is { } loop)
            yield return new Repair("Foreach", "Use a foreach loop", editor => editor.ReplaceNode(call.Parent!, loop)) { NeedsProof = true };
    }

    private static void Await(SyntaxEditor editor, InvocationExpressionSyntax call, InvocationExpressionSyntax parallel, MakeAsync? change)
    {
        bool stays = AwaitExpression.StaysOffContext(call);
        editor.ReplaceNode(call, AwaitExpression.Replacing(call, parallel, stays));
        change?.Apply(editor, stays);
    }
}
