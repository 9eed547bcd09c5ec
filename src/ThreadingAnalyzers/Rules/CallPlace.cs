using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ThreadingAnalyzers.Rules;

/// <summary>Where a call is reported.</summary>
internal static class CallPlace
{
    /// <summary>The call; where its receiver ends on an earlier line, the line of its own name is the one to look at and to suppress.</summary>
    internal static Location Of(SyntaxNode call)
    {
        if (call is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name, Expression: var receiver } })
            return call.GetLocation();
        TextLineCollection lines = call.SyntaxTree.GetText().Lines;
        return lines.GetLineFromPosition(receiver.Span.End).LineNumber < lines.GetLineFromPosition(name.SpanStart).LineNumber
            ? Location.Create(call.SyntaxTree, TextSpan.FromBounds(name.SpanStart, call.Span.End))
            : call.GetLocation();
    }
}
