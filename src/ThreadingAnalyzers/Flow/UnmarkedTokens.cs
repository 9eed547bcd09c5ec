using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Tokens of asynchronous iterators that only direct callers can pass: what <c>WithCancellation</c> is given, goes to a parameter that has an attribute for it.</summary>
internal static class UnmarkedTokens
{
    /// <summary>The parameter without the attribute; null where it has it, or all callers have to pass a token and are of the same type.</summary>
    internal static SyntaxNode? DeclarationOf(TokenScope scope, CancellationToken cancellation)
    {
        if (scope.Owner.Method is not { MethodKind: MethodKind.Ordinary, IsAsync: true } method || !Awaitables.IsSequence(method.ReturnType))
            return null;
        if (method.DeclaredAccessibility == Accessibility.Private && !scope.Token.IsOptional)
            return null;
        bool isMarked = scope.Token.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "EnumeratorCancellationAttribute" } or { TypeKind: TypeKind.Error });
        return isMarked ? null : scope.Token.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) as ParameterSyntax;
    }
}
