using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Writes <c>await</c> as the code around it does.</summary>
internal static class AwaitExpression
{
    /// <summary>Whether the awaits of the type around a node continue wherever they were completed: more of them say ConfigureAwait(false) than say nothing, which is how the rule about it counts.</summary>
    internal static bool StaysOffContext(SyntaxNode node)
    {
        AwaitExpressionSyntax[] awaits = (node.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().LastOrDefault() ?? node.SyntaxTree.GetRoot())
            .DescendantNodes().OfType<AwaitExpressionSyntax>().ToArray();
        return awaits.Count(static awaited => LeavesContext(awaited.Expression)) > awaits.Count(static awaited => !IsConfigured(awaited.Expression) && !IsYield(awaited.Expression));
    }

    /// <summary>The await that stands in the place of another expression.</summary>
    internal static ExpressionSyntax Replacing(ExpressionSyntax replaced, ExpressionSyntax awaitable, bool staysOffContext)
    {
        ExpressionSyntax awaited = Of(awaitable.WithoutTrivia(), staysOffContext).WithCommentsOf(replaced).WithAdditionalAnnotations(Formatter.Annotation);
        bool isReceiver = replaced.Parent switch
        {
            MemberAccessExpressionSyntax member => member.Expression == replaced,
            ElementAccessExpressionSyntax element => element.Expression == replaced,
            InvocationExpressionSyntax call => call.Expression == replaced,
            ConditionalAccessExpressionSyntax conditional => conditional.Expression == replaced,
            PostfixUnaryExpressionSyntax => true,
            _ => false,
        };
        return isReceiver ? SyntaxFactory.ParenthesizedExpression(awaited.WithoutTrivia()).WithTriviaFrom(awaited) : awaited;
    }

    /// <summary><c>await task</c>, with ConfigureAwait(false) where that is the custom.</summary>
    internal static AwaitExpressionSyntax Of(ExpressionSyntax task, bool staysOffContext)
    {
        task = WithoutConversion(task);
        if (!IsUnary(task))
            task = SyntaxFactory.ParenthesizedExpression(task);
        if (staysOffContext && !IsConfigured(task))
            task = Configured(task);
        SyntaxToken keyword = SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        return SyntaxFactory.AwaitExpression(keyword, task);
    }

    // What AsTask makes a Task of can be awaited itself.
    private static ExpressionSyntax WithoutConversion(ExpressionSyntax task) =>
        task is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsTask", Expression: var converted } member } && !KeptComments.HasCommentsInside(task) && !member.OperatorToken.HasLeadingTrivia
            ? converted.WithTriviaFrom(task)
            : task;

    private static bool LeavesContext(ExpressionSyntax awaited) => IsConfigured(awaited)
        && awaited is InvocationExpressionSyntax { ArgumentList.Arguments: [.., { Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.FalseLiteralExpression } }] };

    // What Yield gives cannot be configured.
    private static bool IsYield(ExpressionSyntax awaited) => awaited is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Yield" } };

    /// <summary>The task, without the ConfigureAwait that it is awaited with.</summary>
    internal static ExpressionSyntax BelowConfiguration(ExpressionSyntax awaited) =>
        awaited is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var task } } ? task : awaited;

    private static bool IsConfigured(ExpressionSyntax awaited) => BelowConfiguration(awaited) != awaited;

    private static InvocationExpressionSyntax Configured(ExpressionSyntax task)
    {
        ExpressionSyntax no = SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression);
        return SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, task, SyntaxFactory.IdentifierName("ConfigureAwait")),
            SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(no))));
    }

    private static bool IsUnary(ExpressionSyntax task) => task is NameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax
        or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax or BaseObjectCreationExpressionSyntax or InstanceExpressionSyntax;
}
