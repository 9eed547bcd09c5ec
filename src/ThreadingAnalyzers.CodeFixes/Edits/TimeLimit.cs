using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Says <c>task.WaitAsync(limit)</c> with the arguments of another call that limits a time.</summary>
internal static class TimeLimit
{
    /// <summary>Whether the framework's tasks have WaitAsync.</summary>
    internal static bool IsKnown(FixSite site) => site.Model.Compilation.GetTypeByMetadataName("System.Threading.Tasks.Task") is { } task && !task.GetMembers("WaitAsync").IsEmpty;

    /// <summary>The call. It wants a TimeSpan, where others take milliseconds as well.</summary>
    internal static InvocationExpressionSyntax On(ExpressionSyntax task, IEnumerable<ArgumentSyntax> limits, SemanticModel model)
    {
        IEnumerable<ArgumentSyntax> arguments = limits.Select(argument => SyntaxFactory.Argument(SpanOf(argument.Expression, model)));
        return SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, task.WithoutTrivia(), SyntaxFactory.IdentifierName("WaitAsync")),
            SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(arguments)));
    }

    private static ExpressionSyntax SpanOf(ExpressionSyntax limit, SemanticModel model)
    {
        if (model.GetTypeInfo(limit).Type is not { SpecialType: SpecialType.System_Int32 })
            return limit.WithoutTrivia();
        ExpressionSyntax span = SyntaxFactory.ParseExpression("global::System.TimeSpan").WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        return SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, span, SyntaxFactory.IdentifierName("FromMilliseconds")),
            SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(limit.WithoutTrivia()))));
    }
}
