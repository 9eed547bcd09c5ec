using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Keeps the exceptions of a function that has no caller to give them to: it catches and traces them.</summary>
/// <param name="Function">A lambda, method or local function that returns nothing, or a loop each of whose rounds may fail.</param>
internal sealed record CatchAll(SyntaxNode Function)
{
    internal void Apply(SyntaxEditor editor)
    {
        CatchClauseSyntax handler = Handler(editor.Generator);
        editor.ReplaceNode(Function, (current, _) => Wrapped(current, handler).WithAdditionalAnnotations(new SyntaxAnnotation(MakeAsync.Made)));
    }

    /// <summary>A block in a try that catches and traces.</summary>
    internal static TryStatementSyntax Around(BlockSyntax block, SyntaxGenerator generator) =>
        SyntaxFactory.TryStatement(block.WithoutTrivia(), SyntaxFactory.SingletonList(Handler(generator)), null);

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
        BlockSyntax block = body as BlockSyntax ?? OwnLines.Of(body as StatementSyntax ?? SyntaxFactory.ExpressionStatement(((ExpressionSyntax)body).WithoutTrivia()));
        TryStatementSyntax attempt = SyntaxFactory.TryStatement(block.WithoutTrivia(), SyntaxFactory.SingletonList(handler), null);
        return (body is BlockSyntax ? block.WithStatements(SyntaxFactory.SingletonList<StatementSyntax>(attempt)) : OwnLines.Of(attempt)).WithTriviaFrom(body).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static CatchClauseSyntax Handler(SyntaxGenerator generator)
    {
        var name = SyntaxFactory.IdentifierName("exception");
        var text = SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, name, SyntaxFactory.IdentifierName("ToString")));
        var trace = (ExpressionSyntax)generator.InvocationExpression(generator.MemberAccessExpression(TypeNames.Of("System.Diagnostics.Trace"), "TraceError"), text);
        return SyntaxFactory.CatchClause(
            SyntaxFactory.CatchDeclaration(TypeNames.Of("System.Exception"), name.Identifier),
            null,
            OwnLines.Of(SyntaxFactory.ExpressionStatement(trace)));
    }
}
