using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>A loop that is a call with an async lambda, said so that it waits for the lambda.</summary>
internal static class AwaitedLoop
{
    /// <summary><c>foreach (var x in list) { … }</c> for <c>list.ForEach(async x => …)</c>; null where the lambda does more than a loop body can.</summary>
    internal static StatementSyntax? ForEach(InvocationExpressionSyntax call, AnonymousFunctionExpressionSyntax lambda)
    {
        if (call.Parent is not ExpressionStatementSyntax statement || ParameterOf(lambda, mayHaveType: true) is not { Identifier: { ValueText: not "_" } name } parameter || SequenceOf(call) is not { } list)
            return null;
        ReturnStatementSyntax[] returns = FunctionOf.OwnNodes(lambda).OfType<ReturnStatementSyntax>().ToArray();
        if (Array.Exists(returns, result => result.Ancestors().TakeWhile(node => node != lambda).Any(CancellationCheck.IsLoop)))
            return null;
        // What ends the lambda ends the round.
        lambda = lambda.ReplaceNodes(returns, static (_, result) => SyntaxFactory.ContinueStatement(SyntaxFactory.Token(SyntaxKind.ContinueKeyword), result.SemicolonToken).WithTriviaFrom(result));
        BlockSyntax body = lambda.Body is not BlockSyntax block ? SyntaxFactory.Block(SyntaxFactory.ExpressionStatement((ExpressionSyntax)lambda.Body))
            : IsOnOneLine(block) ? OwnLines.Of([.. block.Statements]) : block;
        return SyntaxFactory.ForEachStatement(parameter.Type?.WithoutTrivia() ?? SyntaxFactory.IdentifierName("var"), name.WithoutTrivia(), list.WithoutTrivia(), body)
            .WithCommentsOf(statement)
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary><c>Task.WhenAll(list.Select(async x => …))</c> for <c>list.ForEach(async x => …)</c>.</summary>
    internal static InvocationExpressionSyntax? WhenAll(InvocationExpressionSyntax call, LambdaExpressionSyntax lambda)
    {
        if (call.Parent is not ExpressionStatementSyntax || SequenceOf(call) is not { } list)
            return null;
        InvocationExpressionSyntax tasks = Call(list.WithoutTrivia(), "Select", lambda);
        return Call(SyntaxFactory.IdentifierName("Task"), "WhenAll", tasks);
    }

    private static InvocationExpressionSyntax Call(ExpressionSyntax receiver, string method, ExpressionSyntax argument) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, receiver, SyntaxFactory.IdentifierName(method)),
        SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(argument))));

    // list.ForEach(…), Array.ForEach(array, …).
    private static ExpressionSyntax? SequenceOf(InvocationExpressionSyntax call) => call switch
    {
        { Expression: MemberAccessExpressionSyntax { Expression: var list }, ArgumentList.Arguments: [_] } => list,
        { Expression: MemberAccessExpressionSyntax, ArgumentList.Arguments: [{ Expression: var array }, _] } => array,
        _ => null,
    };

    /// <summary><c>Parallel.ForEachAsync(source, async (x, _) => …)</c> for <c>Parallel.ForEach</c>, and likewise for <c>For</c>; null where there is no such overload.</summary>
    internal static InvocationExpressionSyntax? Parallel(InvocationExpressionSyntax call, LambdaExpressionSyntax lambda, IMethodSymbol method)
    {
        if (call is not { Expression: MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } member, Parent: ExpressionStatementSyntax } || ParameterOf(lambda) is not { } parameter)
            return null;
        string twin = method.Name + "Async";
        if (method.ContainingType.GetMembers(twin).IsEmpty || call.ArgumentList.Arguments.Last().Expression != lambda)
            return null;
        return call
            .WithExpression(member.WithName(SyntaxFactory.IdentifierName(twin).WithTriviaFrom(name)))
            .WithArgumentList(call.ArgumentList.ReplaceNode(lambda, WithToken(lambda, parameter)));
    }

    private static ParenthesizedLambdaExpressionSyntax WithToken(LambdaExpressionSyntax lambda, ParameterSyntax parameter)
    {
        SyntaxToken comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        ParameterSyntax token = SyntaxFactory.Parameter(SyntaxFactory.Identifier("_"));
        ParameterListSyntax parameters = SyntaxFactory.ParameterList(SyntaxFactory.SeparatedList([parameter.WithoutTrivia(), token], [comma]));
        SyntaxTriviaList after = lambda is SimpleLambdaExpressionSyntax simple ? simple.Parameter.GetTrailingTrivia() : ((ParenthesizedLambdaExpressionSyntax)lambda).ParameterList.GetTrailingTrivia();
        return SyntaxFactory.ParenthesizedLambdaExpression(lambda.AsyncKeyword, parameters.WithTrailingTrivia(after), lambda.ArrowToken, lambda.Body);
    }

    private static ParameterSyntax? ParameterOf(AnonymousFunctionExpressionSyntax lambda, bool mayHaveType = false) => lambda switch
    {
        AnonymousMethodExpressionSyntax { ParameterList.Parameters: [{ Modifiers.Count: 0 } only] } => only,
        ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: [{ Modifiers.Count: 0 } typed] } when mayHaveType => typed,
        SimpleLambdaExpressionSyntax simple => simple.Parameter,
        ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: [{ Type: null } only] } => only,
        _ => null,
    };

    private static bool IsOnOneLine(BlockSyntax block) => block.Statements.Count > 0 && block.ToString().IndexOf('\n') < 0 && !KeptComments.HasComments(block);

    private static SyntaxToken WithoutTrivia(this SyntaxToken token) => token.WithLeadingTrivia().WithTrailingTrivia();
}
