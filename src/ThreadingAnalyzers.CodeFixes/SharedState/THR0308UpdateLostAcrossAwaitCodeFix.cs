using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.SharedState;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Awaits into a local, and updates the place with it afterwards.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0308UpdateLostAcrossAwaitCodeFix))]
public sealed class THR0308UpdateLostAcrossAwaitCodeFix() : RuleCodeFix("THR0308")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax statement } change || site.Diagnostic.Properties.ContainsKey(THR0308UpdateLostAcrossAwait.IsParallel))
            yield break;
        if (AwaitIn(change, site.Model) is not { } awaited || statement.Parent is not (BlockSyntax or IfStatementSyntax or ElseClauseSyntax or CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax))
            yield break;
        string name = Gate.Unique("value", Gate.NamesIn(statement.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault() ?? site.Root));
        yield return new Repair("AwaitFirst", "Await first, then update", editor =>
        {
            ExpressionSyntax value = awaited.Parent is ParenthesizedExpressionSyntax parenthesized ? parenthesized : awaited;
            StatementSyntax local = Local(name, awaited, site).WithLeadingTrivia(statement.GetLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
            StatementSyntax update = statement.ReplaceNode(value, SyntaxFactory.IdentifierName(name).WithTriviaFrom(value)).WithoutLeadingTrivia().WithAdditionalAnnotations(Formatter.Annotation);
            if (statement.Parent is BlockSyntax)
            {
                editor.InsertBefore(statement, local);
                editor.ReplaceNode(statement, update);
            }
            else
            {
                SyntaxTrivia lineEnd = Layout.LineEndOf(site.Root);
                BlockSyntax block = SyntaxFactory.Block(local.WithoutLeadingTrivia(), update.WithTrailingTrivia(lineEnd));
                editor.ReplaceNode(statement, block.WithTriviaFrom(statement).WithAdditionalAnnotations(Formatter.Annotation));
            }
        })
        { NeedsProof = true };
    }

    private static LocalDeclarationStatementSyntax Local(string name, AwaitExpressionSyntax awaited, FixSite site)
    {
        VariableDeclaratorSyntax variable = SyntaxFactory.VariableDeclarator(name).WithInitializer(SyntaxFactory.EqualsValueClause(awaited.WithoutTrivia()));
        return SyntaxFactory.LocalDeclarationStatement(SyntaxFactory.VariableDeclaration(SyntaxFactory.IdentifierName("var"), SyntaxFactory.SingletonSeparatedList(variable)))
            .WithTrailingTrivia(Layout.LineEndOf(site.Root));
    }

    /// <summary>The only await of the value, if nothing but the place itself is read before it.</summary>
    private static AwaitExpressionSyntax? AwaitIn(AssignmentExpressionSyntax change, SemanticModel model)
    {
        AwaitExpressionSyntax[] awaits = FunctionOf.OwnNodes(change.Right).OfType<AwaitExpressionSyntax>().ToArray();
        if (awaits is not [var awaited] || !IsSteady(change.Left))
            return null;
        for (SyntaxNode node = awaited; node != change.Right; node = node.Parent!)
        {
            bool isPlain = node.Parent switch
            {
                ParenthesizedExpressionSyntax or CastExpressionSyntax => true,
                BinaryExpressionSyntax { RawKind: not ((int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.CoalesceExpression) } binary =>
                    binary.Left == node || SyntaxFactory.AreEquivalent(binary.Left, change.Left) || model.GetConstantValue(binary.Left).HasValue,
                _ => false,
            };
            if (!isPlain)
                return null;
        }

        return awaited;
    }

    // this.x, _x, Type.x: naming it later names the same place.
    private static bool IsSteady(ExpressionSyntax place) => place is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or IdentifierNameSyntax };
}
