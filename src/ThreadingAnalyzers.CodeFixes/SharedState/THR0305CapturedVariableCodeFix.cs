using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.SharedState;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Gives each round of the loop a variable of its own for the work that it starts.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0305CapturedVariableCodeFix))]
public sealed class THR0305CapturedVariableCodeFix() : RuleCodeFix("THR0305")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Property(THR0305CapturedVariable.LoopVariable) is not { } variable || site.Model.GetSymbolInfo(site.Node).Symbol is not ILocalSymbol local
            || site.Node.Ancestors().OfType<ForStatementSyntax>().FirstOrDefault(loop => loop.Declaration?.Variables.Any(declared => declared.Identifier.ValueText == variable) == true) is not { } loop
            || Lambda(site.Node, loop) is not { } lambda || Carrier(lambda, loop) is not { } statement)
        {
            yield break;
        }

        List<IdentifierNameSyntax> uses = lambda.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(name).Symbol, local)).ToList();
        if (uses.Exists(IsChanged))
            yield break;
        string name = Gate.Unique("current" + char.ToUpperInvariant(variable[0]) + variable.Substring(1), Gate.NamesIn(FunctionOf.Node(loop) ?? loop));
        yield return new Repair("Copy", $"Copy '{variable}' for each round", editor => Apply(editor, statement, uses, variable, name)) { NeedsProof = true };
    }

    private static bool IsChanged(IdentifierNameSyntax use) => use.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == use,
        PostfixUnaryExpressionSyntax => true,
        PrefixUnaryExpressionSyntax unary => unary.IsKind(SyntaxKind.PreIncrementExpression) || unary.IsKind(SyntaxKind.PreDecrementExpression),
        ArgumentSyntax { RefKindKeyword.RawKind: not 0 } => true,
        _ => false,
    };

    private static SyntaxNode? Lambda(SyntaxNode node, ForStatementSyntax loop) => node.Ancestors().TakeWhile(ancestor => ancestor != loop).LastOrDefault(static ancestor => ancestor is AnonymousFunctionExpressionSyntax);

    /// <summary>The statement of the loop's body that holds the lambda.</summary>
    private static StatementSyntax? Carrier(SyntaxNode lambda, ForStatementSyntax loop) =>
        lambda.Ancestors().OfType<StatementSyntax>().TakeWhile(ancestor => ancestor != loop).FirstOrDefault(statement => statement.Parent is BlockSyntax || statement == loop.Statement);

    private static void Apply(SyntaxEditor editor, StatementSyntax statement, List<IdentifierNameSyntax> uses, string variable, string name)
    {
        SyntaxTrivia lineEnd = Layout.LineEndOf(editor.OriginalRoot);
        foreach (IdentifierNameSyntax use in uses)
            editor.ReplaceNode(use, SyntaxFactory.IdentifierName(name).WithTriviaFrom(use));
        StatementSyntax copy = SyntaxFactory.ParseStatement($"var {name} = {variable};").WithTrailingTrivia(lineEnd).WithAdditionalAnnotations(Formatter.Annotation);
        if (statement.Parent is BlockSyntax)
        {
            editor.InsertBefore(statement, copy.WithLeadingTrivia(statement.GetLeadingTrivia()));
            editor.ReplaceNode(statement, static (current, _) => current.WithLeadingTrivia(SyntaxFactory.ElasticMarker).WithAdditionalAnnotations(Formatter.Annotation));
        }
        else
        {
            editor.ReplaceNode(statement, (current, _) =>
            {
                BlockSyntax block = SyntaxFactory.Block(copy, (StatementSyntax)current.WithoutLeadingTrivia());
                return block.WithOpenBraceToken(block.OpenBraceToken.WithTrailingTrivia(lineEnd)).WithCloseBraceToken(block.CloseBraceToken.WithTrailingTrivia(lineEnd)).WithLeadingTrivia(current.GetLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
            });
        }
    }
}
