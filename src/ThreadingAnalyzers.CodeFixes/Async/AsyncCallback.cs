using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>An async lambda or async void method that was handed to somebody who cannot wait for it, as one that gives a task.</summary>
internal sealed class AsyncCallback
{
    private readonly ExpressionSyntax _callback;
    private readonly SyntaxNode? _declaration;
    private readonly AsyncSignature? _signature;

    private AsyncCallback(ExpressionSyntax callback, SyntaxNode? declaration = null, AsyncSignature? signature = null)
    {
        _callback = callback;
        _declaration = declaration;
        _signature = signature;
    }

    /// <summary>The callback; null where it is a method that others mention too.</summary>
    internal static AsyncCallback? Of(SyntaxNode callback, FixSite site)
    {
        if (callback is LambdaExpressionSyntax { AsyncKeyword.RawKind: (int)SyntaxKind.AsyncKeyword } lambda)
            return ParametersOf(lambda).Any(parameter => IsUsed(parameter.Identifier, lambda)) ? null : new(lambda);
        if (callback is not SimpleNameSyntax name || site.Model.GetSymbolInfo(name).Symbol is not IMethodSymbol { IsAsync: true, ReturnsVoid: true, DeclaringSyntaxReferences: [var reference] } method)
            return null;
        bool isOwn = method.MethodKind == MethodKind.LocalFunction || method is { DeclaredAccessibility: Accessibility.Private, ContainingType.DeclaringSyntaxReferences.Length: 1 };
        if (!isOwn || reference.SyntaxTree != site.Model.SyntaxTree || method.Parameters.Length > 1)
            return null;
        bool isOnlyHere = site.Root.DescendantNodes().OfType<SimpleNameSyntax>().Count(other => other.Identifier.ValueText == method.Name) == 1;
        return isOnlyHere && AsyncSignature.Of(reference.GetSyntax(), site) is { } signature ? new(name, reference.GetSyntax(), signature) : null;
    }

    /// <summary>The callback as a lambda without parameters that gives a task; null where it would have to be told what cannot be repeated later.</summary>
    internal ExpressionSyntax? WithoutParameters(ExpressionSyntax? argument)
    {
        if (_callback is LambdaExpressionSyntax lambda)
            return SyntaxFactory.ParenthesizedLambdaExpression(lambda.AsyncKeyword, Empty(lambda), lambda.ArrowToken, lambda.Body);
        if (argument is not (null or IdentifierNameSyntax or LiteralExpressionSyntax))
            return null;
        bool isTold = _signature!.Method.Parameters.Length == 1;
        ArgumentSyntax[] told = isTold ? [SyntaxFactory.Argument(argument?.WithoutTrivia() ?? SyntaxFactory.LiteralExpression(SyntaxKind.NullLiteralExpression))] : [];
        return SyntaxFactory.ParseExpression("() => x()") is ParenthesizedLambdaExpressionSyntax { Body: InvocationExpressionSyntax call } around
            ? around.WithBody(call.WithExpression(_callback.WithoutTrivia()).WithArgumentList(SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(told))))
            : null;
    }

    /// <summary>The statements of a lambda as one block; null where it is no lambda, or returns from within.</summary>
    internal BlockSyntax? Body() => _callback is LambdaExpressionSyntax { Body: var body } && !FunctionOf.OwnNodes(body).Any(static node => node is ReturnStatementSyntax)
        ? body as BlockSyntax ?? OwnLines.Of(SyntaxFactory.ExpressionStatement(((ExpressionSyntax)body).WithoutTrivia()))
        : null;

    /// <summary>Makes the method one that gives a task.</summary>
    internal void Apply(SyntaxEditor editor)
    {
        if (_declaration is not null)
            editor.ReplaceNode(_declaration, (current, _) => _signature!.Applied(current));
    }

    /// <summary><c>Task.Run</c> of it.</summary>
    internal static InvocationExpressionSyntax Run(ExpressionSyntax work) => SyntaxFactory.InvocationExpression(
        TypeNames.Member("System.Threading.Tasks.Task", "Run"),
        SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(work))));

    private static ParameterListSyntax Empty(LambdaExpressionSyntax lambda)
    {
        SyntaxTriviaList after = lambda is SimpleLambdaExpressionSyntax simple ? simple.Parameter.GetTrailingTrivia() : ((ParenthesizedLambdaExpressionSyntax)lambda).ParameterList.GetTrailingTrivia();
        return SyntaxFactory.ParameterList().WithTrailingTrivia(after);
    }

    private static IEnumerable<ParameterSyntax> ParametersOf(LambdaExpressionSyntax lambda) =>
        lambda is SimpleLambdaExpressionSyntax simple ? [simple.Parameter] : ((ParenthesizedLambdaExpressionSyntax)lambda).ParameterList.Parameters;

    private static bool IsUsed(SyntaxToken parameter, LambdaExpressionSyntax lambda) =>
        parameter.ValueText != "_" && lambda.Body.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == parameter.ValueText);
}
