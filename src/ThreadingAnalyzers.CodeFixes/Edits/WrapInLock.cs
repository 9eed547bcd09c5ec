using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Puts code under a <c>lock</c>.</summary>
internal static class WrapInLock
{
    /// <summary>Wraps a region that <see cref="GuardedStatement"/> found.</summary>
    internal static void Apply(SyntaxEditor editor, SyntaxNode region, ExpressionSyntax guard, SemanticModel model)
    {
        switch (region)
        {
            case StatementSyntax statement:
                editor.ReplaceNode(statement, Wrapped(statement, guard));
                break;
            case LambdaExpressionSyntax { ExpressionBody: { } value } lambda:
                BlockSyntax body = BodyOf(value, guard, ValueUse.IsDiscarded(value, model));
                editor.ReplaceNode(lambda, lambda.WithBody(body).WithArrowToken(lambda.ArrowToken.WithTrailingTrivia(SyntaxFactory.ElasticSpace)));
                break;
            case ArrowExpressionClauseSyntax arrow:
                editor.ReplaceNode(arrow.Parent!, WithBlock(arrow.Parent!, BodyOf(arrow.Expression, guard, ValueUse.IsDiscarded(arrow.Expression, model))));
                break;
        }
    }

    /// <summary>Wraps statements of one block that follow each other.</summary>
    internal static void Apply(SyntaxEditor editor, IReadOnlyList<StatementSyntax> statements, ExpressionSyntax guard)
    {
        StatementSyntax last = statements[statements.Count - 1];
        LockStatementSyntax region = Wrapped(last, guard);
        BlockSyntax block = (BlockSyntax)region.Statement;
        IEnumerable<StatementSyntax> inside = [statements[0].WithoutLeadingTrivia(), .. statements.Skip(1)];
        editor.ReplaceNode(statements[0], region.WithStatement(block.WithStatements(SyntaxFactory.List(inside))).WithLeadingTrivia(statements[0].GetLeadingTrivia()));
        foreach (StatementSyntax statement in statements.Skip(1))
            editor.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia);
    }

    /// <summary>Whether the node already runs under a lock of that text.</summary>
    internal static bool Covers(SyntaxNode node, ExpressionSyntax guard) => node.Ancestors().TakeWhile(static ancestor => !FunctionOf.IsFunction(ancestor))
        .OfType<LockStatementSyntax>().Any(region => SyntaxFactory.AreEquivalent(region.Expression, guard));

    private static LockStatementSyntax Wrapped(StatementSyntax statement, ExpressionSyntax guard)
    {
        SyntaxTriviaList after = statement.GetTrailingTrivia();
        bool endsLine = after.Any(SyntaxKind.EndOfLineTrivia);
        BlockSyntax block = SyntaxFactory.Block(statement.WithoutLeadingTrivia());
        if (endsLine)
            block = block.WithCloseBraceToken(block.CloseBraceToken.WithTrailingTrivia(after.Last(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))));
        return SyntaxFactory.LockStatement(guard, block).WithLeadingTrivia(statement.GetLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static BlockSyntax BodyOf(ExpressionSyntax value, ExpressionSyntax guard, bool isDiscarded)
    {
        SyntaxTrivia lineEnd = Layout.LineEndOf(value.SyntaxTree.GetRoot());
        ExpressionSyntax bare = value.WithoutTrailingTrivia();
        StatementSyntax statement = isDiscarded ? SyntaxFactory.ExpressionStatement(bare) : SyntaxFactory.ReturnStatement(bare);
        StatementSyntax region = SyntaxFactory.LockStatement(guard, Lines(statement, lineEnd));
        return Lines(region, lineEnd).WithTrailingTrivia(value.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>A block of several lines: the formatter would leave it on one.</summary>
    private static BlockSyntax Lines(StatementSyntax statement, SyntaxTrivia lineEnd)
    {
        BlockSyntax block = SyntaxFactory.Block(statement.WithTrailingTrivia(lineEnd));
        return block.WithOpenBraceToken(block.OpenBraceToken.WithTrailingTrivia(lineEnd));
    }

    /// <summary>The member with a block in place of its arrow.</summary>
    internal static SyntaxNode WithBlock(SyntaxNode member, BlockSyntax body) => member switch
    {
        MethodDeclarationSyntax method => method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Ending(body, method.SemicolonToken)),
        LocalFunctionStatementSyntax function => function.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Ending(body, function.SemicolonToken)),
        PropertyDeclarationSyntax property => property.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(GetterOf(body, property.SemicolonToken)),
        IndexerDeclarationSyntax indexer => indexer.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(GetterOf(body, indexer.SemicolonToken)),
        AccessorDeclarationSyntax accessor => accessor.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Ending(body, accessor.SemicolonToken)),
        _ => member,
    };

    private static BlockSyntax Ending(BlockSyntax body, SyntaxToken semicolon) =>
        body.WithTrailingTrivia(body.GetTrailingTrivia().AddRange(semicolon.LeadingTrivia).AddRange(semicolon.TrailingTrivia));

    private static AccessorListSyntax GetterOf(BlockSyntax body, SyntaxToken semicolon)
    {
        SyntaxTrivia lineEnd = Layout.LineEndOf(semicolon.SyntaxTree!.GetRoot());
        AccessorDeclarationSyntax getter = SyntaxFactory.AccessorDeclaration(SyntaxKind.GetAccessorDeclaration, body).WithTrailingTrivia(lineEnd);
        return SyntaxFactory.AccessorList(
            SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithTrailingTrivia(lineEnd),
            SyntaxFactory.SingletonList(getter.WithKeyword(getter.Keyword.WithTrailingTrivia(lineEnd))),
            SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithTrailingTrivia(semicolon.TrailingTrivia)).WithAdditionalAnnotations(Formatter.Annotation);
    }
}
