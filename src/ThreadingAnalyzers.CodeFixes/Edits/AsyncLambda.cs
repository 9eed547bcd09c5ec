using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Whether a lambda that becomes async finds somebody who waits for its task, as with <c>Task.Run</c>.</summary>
internal static class AsyncLambda
{
    /// <summary>Whether the call that the lambda is passed to has an overload for the async form, with the same result.</summary>
    internal static bool IsExpected(AnonymousFunctionExpressionSyntax lambda, SemanticModel model)
    {
        if (lambda.Parent is not ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } list } argument || model.GetSymbolInfo(call).Symbol is not IMethodSymbol before)
            return false;
        SyntaxNode asynchronous = MakeAsync.WithKeyword(lambda.WithBody(Awaiting(lambda, model)));
        InvocationExpressionSyntax changed = call.ReplaceNode(lambda, asynchronous);
        return model.GetSpeculativeSymbolInfo(call.SpanStart, changed, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol after
            && SymbolEqualityComparer.Default.Equals(before.ReturnType, after.ReturnType)
            && ReturnsTask(after, list.Arguments.IndexOf(argument), model);
    }

    // The body as it is, behind an await of something that has no type to get in the way.
    private static BlockSyntax Awaiting(AnonymousFunctionExpressionSyntax lambda, SemanticModel model)
    {
        StatementSyntax awaiting = SyntaxFactory.ParseStatement("await default(global::System.Threading.Tasks.Task);");
        if (lambda.Block is { } block)
            return block.WithStatements(block.Statements.Insert(0, awaiting));
        bool isVoid = model.GetSymbolInfo(lambda).Symbol is IMethodSymbol { ReturnsVoid: true };
        return SyntaxFactory.Block(awaiting, isVoid ? SyntaxFactory.ExpressionStatement(lambda.ExpressionBody!.WithoutTrivia()) : SyntaxFactory.ReturnStatement(lambda.ExpressionBody!.WithoutTrivia().WithLeadingTrivia(SyntaxFactory.Space)));
    }

    private static bool ReturnsTask(IMethodSymbol method, int index, SemanticModel model) =>
        index < method.Parameters.Length
        && method.Parameters[index].Type is INamedTypeSymbol { DelegateInvokeMethod.ReturnType: var result }
        && new KnownTypes(model.Compilation).IsTask(result);
}
