using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.Async;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Awaits the task for its result, gives the await a task in the place of null, or keeps the tasks of a sequence in a list.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0612TaskTakenForValueCodeFix))]
public sealed class THR0612TaskTakenForValueCodeFix() : RuleCodeFix("THR0612")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not ExpressionSyntax reported)
            yield break;
        ExpressionSyntax place = site.Places(THR0612TaskTakenForValue.Places) is [ExpressionSyntax other] ? other : reported;
        switch (site.Property(THR0612TaskTakenForValue.Repair))
        {
            case THR0612TaskTakenForValue.Complete when TaskOrNone.Of(place, site) is { } task:
                yield return new Repair("Complete", "Await a completed task instead of null", editor => editor.ReplaceNode(place, InParentheses(task, place))) { NeedsProof = true };
                break;
            case THR0612TaskTakenForValue.Await when AsyncChange.For(place, site) is { } change:
                yield return new Repair("Await", "Await the task", editor => AwaitOnce(editor, change, place, reported, site.Model)) { NeedsProof = true };
                break;
            case THR0612TaskTakenForValue.Keep when place != reported:
                yield return new Repair("Keep", "Keep the tasks in a list", editor => editor.ReplaceNode(place, InList(place))) { NeedsProof = true };
                break;
        }
    }

    // What a local keeps is the result then, and the awaits of the local go.
    private static void AwaitOnce(SyntaxEditor editor, AsyncChange change, ExpressionSyntax place, ExpressionSyntax reported, SemanticModel model)
    {
        foreach (AwaitExpressionSyntax awaited in place == reported ? [] : AwaitsOf(reported, model))
        {
            ExpressionSyntax whole = awaited.Parent is ParenthesizedExpressionSyntax parenthesized ? parenthesized : awaited;
            editor.ReplaceNode(whole, reported.WithoutTrivia().WithTriviaFrom(whole));
        }

        change.Await(editor, place, place);
    }

    private static List<AwaitExpressionSyntax> AwaitsOf(ExpressionSyntax local, SemanticModel model)
    {
        ISymbol? symbol = model.GetSymbolInfo(local).Symbol;
        SyntaxNode around = local.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member and not GlobalStatementSyntax ? member : local.SyntaxTree.GetRoot();
        return around.DescendantNodes().OfType<AwaitExpressionSyntax>().Where(awaited => AwaitExpression.BelowConfiguration(awaited.Expression) is IdentifierNameSyntax name
            && name.Identifier.ValueText == symbol?.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, symbol)).ToList();
    }

    private static ExpressionSyntax InParentheses(ExpressionSyntax task, ExpressionSyntax place) =>
        place.Parent is ParenthesizedExpressionSyntax ? task.WithTriviaFrom(place) : SyntaxFactory.ParenthesizedExpression(task).WithTriviaFrom(place);

    private static ExpressionSyntax InList(ExpressionSyntax sequence)
    {
        NameSyntax space = SyntaxFactory.ParseName("System.Linq.Enumerable").WithAdditionalAnnotations(Simplifier.AddImportsAnnotation);
        bool isExtension = sequence.SyntaxTree.GetCompilationUnitRoot().Usings.Any(static import => import.Name?.ToString() == "System.Linq");
        ExpressionSyntax call = isExtension
            ? SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, sequence.WithoutTrivia(), SyntaxFactory.IdentifierName("ToList")))
            : SyntaxFactory.InvocationExpression(
                SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, space, SyntaxFactory.IdentifierName("ToList")),
                SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(sequence.WithoutTrivia()))));
        return call.WithTriviaFrom(sequence);
    }
}
