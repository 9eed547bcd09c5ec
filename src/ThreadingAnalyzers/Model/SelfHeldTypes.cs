using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Model;

/// <summary>Types with a static variable for an object of their own, which all threads share: singletons that are made when they are asked for.</summary>
internal static class SelfHeldTypes
{
    /// <summary>Whether a declaration has such a variable, by its text.</summary>
    internal static bool IsOne(SyntaxNode declaration) => declaration is TypeDeclarationSyntax type && type.Members.Any(member => member is FieldDeclarationSyntax field
        && field.Modifiers.Any(SyntaxKind.StaticKeyword) && !field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword)
        && field.Declaration.Type.ToString().TrimEnd('?') == type.Identifier.ValueText);
}
