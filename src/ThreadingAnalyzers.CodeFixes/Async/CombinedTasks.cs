using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary><c>Task.WhenAll</c> and <c>Task.WhenAny</c> for <c>WaitAll</c> and <c>WaitAny</c>.</summary>
internal static class CombinedTasks
{
    /// <summary>The task of all or of any; the token that the blocking call takes becomes one of <c>WaitAsync</c>. Null where there is no such overload.</summary>
    internal static ExpressionSyntax? Of(ExpressionSyntax blocking, string name, SemanticModel model) =>
        blocking is InvocationExpressionSyntax call && Combined(call, call.ArgumentList.Arguments.Select(static argument => argument.Expression), name, model) is { } combined ? combined : null;

    /// <summary>Asks which task it was that ended first, as the number that WaitAny gives or in the place of a comparison with it.</summary>
    /// <param name="blocking">The call of WaitAny.</param>
    /// <param name="model">The model.</param>
    /// <returns>What to replace, the task to await in it, and what to make of the awaited task; null where the tasks have no names to compare with.</returns>
    internal static (ExpressionSyntax Place, ExpressionSyntax Awaitable, Func<ExpressionSyntax, ExpressionSyntax> Use)? Which(ExpressionSyntax blocking, SemanticModel model)
    {
        if (blocking is not InvocationExpressionSyntax { ArgumentList.Arguments: [var first, ..] arguments } call)
            return null;
        if (model.GetSymbolInfo(call).Symbol is IMethodSymbol { Parameters: [{ IsParams: true }] } && arguments is [{ Expression: IdentifierNameSyntax left }, { Expression: IdentifierNameSyntax right }])
            return OfTwo(call, left, right, model);
        (ExpressionSyntax tasks, bool isList) = ListOf(first.Expression, model) is { } list ? (list, true) : (first.Expression, false);
        bool isNamed = tasks is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax };
        if (!isNamed || (!isList && model.GetTypeInfo(tasks).Type is not IArrayTypeSymbol))
            return null;
        if (Combined(call, arguments.Select(argument => argument == first ? tasks : argument.Expression), "WhenAny", model) is not { } combined)
            return null;
        return (call, combined, winner => SyntaxFactory.InvocationExpression(
            isList ? Member(tasks.WithoutTrivia(), "IndexOf") : TypeNames.Member("System.Array", "IndexOf"),
            Arguments(isList ? [winner] : [tasks.WithoutTrivia(), winner])));
    }

    // WaitAny(a, b) == 0: is it a?
    private static (ExpressionSyntax Place, ExpressionSyntax Awaitable, Func<ExpressionSyntax, ExpressionSyntax> Use)? OfTwo(InvocationExpressionSyntax call, IdentifierNameSyntax left, IdentifierNameSyntax right, SemanticModel model)
    {
        if (call.Parent is not BinaryExpressionSyntax { Right: LiteralExpressionSyntax { Token.Value: 0 or 1 } number } comparison || comparison.Left != call)
            return !ValueUse.IsDiscarded(call, model) && Combined(call, [left, right], "WhenAny", model) is { } both ? (call, both, winner => ValueUse.InParenthesesIfNeeded(NumberOf(winner, left), call)) : null;
        if (comparison.Kind() is not (SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression) || Combined(call, [left, right], "WhenAny", model) is not { } combined)
            return null;
        ExpressionSyntax asked = number.Token.Value is 0 ? left : right;
        return (comparison, combined, winner => comparison.WithLeft(winner.WithTriviaFrom(comparison.Left)).WithRight(asked.WithoutTrivia().WithTriviaFrom(number)));
    }

    // 0 for the one, 1 for the other.
    private static ConditionalExpressionSyntax NumberOf(ExpressionSyntax winner, IdentifierNameSyntax first) => SyntaxFactory.ConditionalExpression(
        SyntaxFactory.BinaryExpression(SyntaxKind.EqualsExpression, winner, first.WithoutTrivia()),
        SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(0)),
        SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(1)));

    // list.ToArray(): the list itself can be asked.
    private static ExpressionSyntax? ListOf(ExpressionSyntax tasks, SemanticModel model) =>
        tasks is InvocationExpressionSyntax { ArgumentList.Arguments: [], Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToArray", Expression: var list } }
        && model.GetTypeInfo(list).Type is INamedTypeSymbol { Name: "List" or "IList", ContainingNamespace.Name: "Generic" }
            ? list
            : null;

    private static InvocationExpressionSyntax? Combined(InvocationExpressionSyntax call, IEnumerable<ExpressionSyntax> arguments, string name, SemanticModel model)
    {
        if (call.Expression is not MemberAccessExpressionSyntax { Name: var old } member)
            return null;
        bool takesToken = model.GetSymbolInfo(call).Symbol is IMethodSymbol { Parameters: [_, { Type.Name: "CancellationToken" }] };
        List<ExpressionSyntax> tasks = [.. arguments];
        SimpleNameSyntax renamed = SyntaxFactory.IdentifierName(SyntaxFactory.Identifier(name).WithTriviaFrom(old.Identifier));
        if (!takesToken)
            return Bound(call.WithExpression(member.WithName(renamed)).WithArgumentList(Same(call.ArgumentList, tasks)), call, model);
        InvocationExpressionSyntax combined = call.WithExpression(member.WithName(renamed)).WithArgumentList(Arguments(tasks[0].WithoutTrivia()));
        return Bound(SyntaxFactory.InvocationExpression(Member(combined.WithoutTrailingTrivia(), "WaitAsync"), Arguments(tasks[1].WithoutTrivia())), call, model);
    }

    private static ArgumentListSyntax Same(ArgumentListSyntax list, List<ExpressionSyntax> arguments) =>
        list.ReplaceNodes(list.Arguments, (argument, _) => arguments[list.Arguments.IndexOf(argument)] is var given && given == argument.Expression ? argument : argument.WithExpression(given.WithTriviaFrom(argument.Expression)));

    private static InvocationExpressionSyntax? Bound(InvocationExpressionSyntax call, ExpressionSyntax place, SemanticModel model) =>
        model.GetSpeculativeSymbolInfo(place.SpanStart, call.WithoutTrivia(), SpeculativeBindingOption.BindAsExpression).Symbol is null ? null : call;

    private static MemberAccessExpressionSyntax Member(ExpressionSyntax of, string name) => SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, of, SyntaxFactory.IdentifierName(name));

    private static ArgumentListSyntax Arguments(params ExpressionSyntax[] values)
    {
        IEnumerable<SyntaxToken> commas = Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), values.Length - 1);
        return SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(values.Select(SyntaxFactory.Argument), commas));
    }
}
