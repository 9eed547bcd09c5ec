using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Flow;

/// <summary>What can be told of an object of an unknown type: that its asynchronous members take cancellation tokens, because other calls in the same type pass them.</summary>
internal static class SiblingTokens
{
    /// <summary>Whether another call of the same method on the same object is given a token that its function was given. Where the token is not used at all, another method will do.</summary>
    internal static bool Has(InvocationExpressionSyntax call, string name, bool isUnused) =>
        ReceiverOf(call) is { } receiver && call.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
        && type.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(other => other != call && ReceiverOf(other) is { } same && SyntaxFactory.AreEquivalent(receiver, same) && (isUnused || IsNamed(other, name)) && PassesToken(other));

    // A call that is named like a promise, on a member or variable.
    private static ExpressionSyntax? ReceiverOf(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name, Expression: (IdentifierNameSyntax or MemberAccessExpressionSyntax) and var receiver } && name.EndsWith("Async", StringComparison.Ordinal) ? receiver : null;

    private static bool IsNamed(InvocationExpressionSyntax call, string name) => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var called } && called == name;

    private static bool PassesToken(InvocationExpressionSyntax call) => call.ArgumentList.Arguments.Any(argument => argument.Expression is IdentifierNameSyntax { Identifier.ValueText: var name }
        && call.Ancestors().OfType<BaseMethodDeclarationSyntax>().FirstOrDefault()?.ParameterList.Parameters.Any(parameter => parameter.Identifier.ValueText == name && IsToken(parameter.Type)) == true);

    private static bool IsToken(TypeSyntax? type) => type is IdentifierNameSyntax { Identifier.ValueText: "CancellationToken" } or QualifiedNameSyntax { Right.Identifier.ValueText: "CancellationToken" };
}
