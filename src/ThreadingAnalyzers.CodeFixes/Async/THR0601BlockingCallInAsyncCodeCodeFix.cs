using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Awaits what was waited for by blocking.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0601BlockingCallInAsyncCodeCodeFix))]
public sealed class THR0601BlockingCallInAsyncCodeCodeFix() : RuleCodeFix("THR0601")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not ExpressionSyntax blocking || AwaitableForm.Of(site, blocking) is not { } awaitable || HoldsStackOnlyScope(blocking, site.Model))
            yield break;
        SyntaxNode? function = FunctionOf.Node(blocking);
        bool isTopLevel = function is null && blocking.FirstAncestorOrSelf<GlobalStatementSyntax>() is not null;
        MakeAsync? change = function is null || FunctionOf.IsAsync(function) ? null : MakeAsync.Of(function, site.Model);
        if (isTopLevel || (function is not null && (change is not null || FunctionOf.IsAsync(function))))
            yield return new Repair("Await", "Await instead of blocking", editor => Apply(editor, blocking, awaitable, change)) { NeedsProof = true };
    }

    private static void Apply(SyntaxEditor editor, ExpressionSyntax blocking, ExpressionSyntax awaitable, MakeAsync? change)
    {
        bool stays = AwaitExpression.StaysOffContext(blocking);
        editor.ReplaceNode(blocking, AwaitExpression.Replacing(blocking, awaitable, stays));
        change?.Apply(editor, stays);
    }

    /// <summary>
    /// Whether the await would stand between the start and the end of a stack-only value's life. The compiler finds out only when it emits code.
    /// </summary>
    private static bool HoldsStackOnlyScope(ExpressionSyntax blocking, SemanticModel model)
    {
        SyntaxNode scope = FunctionOf.Node(blocking) ?? blocking.SyntaxTree.GetRoot();
        return scope.DescendantNodes().OfType<VariableDeclarationSyntax>()
                .Any(declaration => declaration.SpanStart < blocking.SpanStart && IsStackOnly(model.GetTypeInfo(declaration.Type).Type))
            || blocking.Ancestors().OfType<UsingStatementSyntax>().Any(region => region.Expression is { } resource && IsStackOnly(model.GetTypeInfo(resource).Type))
            || blocking.Ancestors().OfType<CommonForEachStatementSyntax>().Any(loop => IsStackOnly(model.GetTypeInfo(loop.Expression).Type));
    }

    private static bool IsStackOnly(ITypeSymbol? type) => type is { IsRefLikeType: true };
}
