using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

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

    private static ExpressionSyntax SpanOf(ExpressionSyntax limit, SemanticModel model) => Span(limit, model.GetTypeInfo(limit).Type is { SpecialType: SpecialType.System_Int32 });

    /// <summary>The time as a TimeSpan.</summary>
    internal static ExpressionSyntax Span(ExpressionSyntax time, bool isMilliseconds) => !isMilliseconds ? time.WithoutTrivia() : SyntaxFactory.InvocationExpression(
        TypeNames.Member("System.TimeSpan", "FromMilliseconds"),
        SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(time.WithoutTrivia()))));
}
