using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Keeps the exceptions of a function that has no caller to give them to: it catches and traces them.</summary>
/// <param name="Function">A lambda, method or local function that returns nothing, or a loop each of whose rounds may fail.</param>
internal sealed record CatchAll(SyntaxNode Function)
{
    internal void Apply(SyntaxEditor editor, Compilation compilation)
    {
        CatchClauseSyntax handler = Handler(editor.Generator, compilation);
        editor.ReplaceNode(Function, (current, _) => Wrapped(current, handler));
    }

    private static SyntaxNode Wrapped(SyntaxNode function, CatchClauseSyntax handler) => function switch
    {
        ParenthesizedLambdaExpressionSyntax lambda => lambda.WithBody(Wrapped(lambda.Body, handler)),
        SimpleLambdaExpressionSyntax lambda => lambda.WithBody(Wrapped(lambda.Body, handler)),
        AnonymousMethodExpressionSyntax lambda => lambda.WithBlock(Wrapped(lambda.Block, handler)),
        MethodDeclarationSyntax { Body: { } body } method => method.WithBody(Wrapped(body, handler)),
        MethodDeclarationSyntax { ExpressionBody: { } arrow } method => method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Wrapped(arrow.Expression, handler).WithTrailingTrivia(method.GetTrailingTrivia())),
        LocalFunctionStatementSyntax { Body: { } body } local => local.WithBody(Wrapped(body, handler)),
        LocalFunctionStatementSyntax { ExpressionBody: { } arrow } local => local.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Wrapped(arrow.Expression, handler).WithTrailingTrivia(local.GetTrailingTrivia())),
        ForEachStatementSyntax loop => loop.WithStatement(Wrapped(loop.Statement, handler)),
        ForEachVariableStatementSyntax loop => loop.WithStatement(Wrapped(loop.Statement, handler)),
        _ => function,
    };

    private static BlockSyntax Wrapped(CSharpSyntaxNode body, CatchClauseSyntax handler)
    {
        BlockSyntax block = body as BlockSyntax ?? Lines(body as StatementSyntax ?? SyntaxFactory.ExpressionStatement(((ExpressionSyntax)body).WithoutTrivia()));
        TryStatementSyntax attempt = SyntaxFactory.TryStatement(block.WithoutTrivia(), SyntaxFactory.SingletonList(handler), null);
        return (body is BlockSyntax ? block.WithStatements(SyntaxFactory.SingletonList<StatementSyntax>(attempt)) : Lines(attempt)).WithTriviaFrom(body).WithAdditionalAnnotations(Formatter.Annotation);
    }

    // The formatter leaves on one line what has no line end.
    private static BlockSyntax Lines(StatementSyntax statement)
    {
        SyntaxTrivia end = SyntaxFactory.ElasticCarriageReturnLineFeed;
        return SyntaxFactory.Block(SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithTrailingTrivia(end), SyntaxFactory.SingletonList(statement.WithTrailingTrivia(end)), SyntaxFactory.Token(SyntaxKind.CloseBraceToken));
    }

    private static CatchClauseSyntax Handler(SyntaxGenerator generator, Compilation compilation)
    {
        var name = SyntaxFactory.IdentifierName("exception");
        var text = SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, name, SyntaxFactory.IdentifierName("ToString")));
        var trace = (ExpressionSyntax)generator.InvocationExpression(generator.MemberAccessExpression(TypeOf("System.Diagnostics.Trace"), "TraceError"), text);
        return SyntaxFactory.CatchClause(
            SyntaxFactory.CatchDeclaration(TypeOf("System.Exception"), name.Identifier),
            null,
            Lines(SyntaxFactory.ExpressionStatement(trace)));

        TypeSyntax TypeOf(string type) => (TypeSyntax)generator.TypeExpression(compilation.GetTypeByMetadataName(type)!).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
    }
}
