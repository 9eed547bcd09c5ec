using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Names of types, which the document then imports and shortens.</summary>
internal static class TypeNames
{
    internal static TypeSyntax Of(string type) => SyntaxFactory.ParseTypeName("global::" + type).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);

    /// <summary>A member of a type, such as <c>Task.Run</c>.</summary>
    internal static MemberAccessExpressionSyntax Member(string type, string member) =>
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, Of(type), SyntaxFactory.IdentifierName(member));
}
