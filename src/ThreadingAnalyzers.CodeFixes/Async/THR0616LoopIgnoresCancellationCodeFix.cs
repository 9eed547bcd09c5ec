using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.Async;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Lets the cancellation through the handler, or asks the token in each round.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0616LoopIgnoresCancellationCodeFix))]
public sealed class THR0616LoopIgnoresCancellationCodeFix() : RuleCodeFix("THR0616")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Property(THR0616LoopIgnoresCancellation.Token) is not { } token)
            yield break;
        CatchClauseSyntax? clause = site.Node as CatchClauseSyntax ?? site.Node.Parent as CatchClauseSyntax;
        if (clause is { Filter: null, Parent: TryStatementSyntax attempt })
        {
            if (HasTask(clause, site.Model))
                yield return new Repair("Filter", "Let the cancellation through", editor => editor.ReplaceNode(clause, Filtered(clause, token))) { NeedsProof = true };
            else
                yield return new Repair("Break", "Leave the loop when cancelled", editor => editor.ReplaceNode(attempt, WithExit(attempt, clause, token, site))) { NeedsProof = true };
        }
        else if (site.Node.AncestorsAndSelf().OfType<StatementSyntax>().FirstOrDefault(CancellationCheck.IsLoop) is { } loop && HasTask(loop, site.Model))
        {
            yield return new Repair("Check", "Ask the token in each round", editor => editor.ReplaceNode(loop, new CancellationCheck(token).Checked(loop))) { NeedsProof = true };
        }
    }

    // An exception that leaves a thread's own function ends the process; where there is a task, it ends the task.
    private static bool HasTask(SyntaxNode node, SemanticModel model) => FunctionOf.Node(node) is { } function
        && ((function is AnonymousFunctionExpressionSyntax ? model.GetSymbolInfo(function).Symbol : model.GetDeclaredSymbol(function)) as IMethodSymbol)?.ReturnsVoid == false;

    private static CatchClauseSyntax Filtered(CatchClauseSyntax clause, string token)
    {
        var parsed = (TryStatementSyntax)SyntaxFactory.ParseStatement($"try {{ }} catch when (!{token}.IsCancellationRequested) {{ }}");
        CatchFilterClauseSyntax filter = parsed.Catches[0].Filter!
            .WithTrailingTrivia(clause.Declaration is { } declaration ? declaration.GetTrailingTrivia() : clause.CatchKeyword.TrailingTrivia);
        CatchClauseSyntax spaced = clause.Declaration is { } present
            ? clause.WithDeclaration(present.WithTrailingTrivia(SyntaxFactory.Space))
            : clause.WithCatchKeyword(clause.CatchKeyword.WithTrailingTrivia(SyntaxFactory.Space));
        return spaced.WithFilter(filter);
    }

    private static TryStatementSyntax WithExit(TryStatementSyntax attempt, CatchClauseSyntax clause, string token, FixSite site)
    {
        SyntaxNode type = site.Generator.TypeExpression(site.Model.Compilation.GetTypeByMetadataName("System.OperationCanceledException")!).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        CatchClauseSyntax exit = SyntaxFactory.CatchClause(
            SyntaxFactory.CatchDeclaration((TypeSyntax)type),
            SyntaxFactory.CatchFilterClause(SyntaxFactory.ParseExpression(token + ".IsCancellationRequested")),
            SyntaxFactory.Block(SyntaxFactory.BreakStatement()))
            .WithAdditionalAnnotations(Formatter.Annotation);
        return attempt.WithCatches(attempt.Catches.Insert(attempt.Catches.IndexOf(clause), exit)).WithAdditionalAnnotations(Formatter.Annotation);
    }
}
