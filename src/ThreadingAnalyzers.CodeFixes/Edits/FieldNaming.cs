using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Names a new private field as the file names its private fields.</summary>
internal static class FieldNaming
{
    /// <summary>The name for a gate: <c>_gate</c>, <c>s_gate</c>, <c>gate</c>, <c>m_gate</c> or <c>Gate</c>.</summary>
    internal static string Name(SyntaxNode root, TypeDeclarationSyntax type, bool isStatic)
    {
        IEnumerable<string> like = PrivateFields(type, isStatic).Concat(PrivateFields(root, isStatic)).Concat(PrivateFields(root, !isStatic));
        return like.Select(StyleOf).FirstOrDefault(static style => style is not null) ?? "_gate";
    }

    private static string? StyleOf(string field) => field switch
    {
        ['s' or 'm' or 't' or 'g', '_', ..] => field[0] == 't' ? "s_gate" : field.Substring(0, 2) + "gate",
        ['_', ..] => "_gate",
        [var first, ..] when char.IsLower(first) => "gate",
        [var first, ..] when char.IsUpper(first) => "Gate",
        _ => null,
    };

    private static IEnumerable<string> PrivateFields(SyntaxNode scope, bool isStatic) => scope.DescendantNodes()
        .OfType<FieldDeclarationSyntax>()
        .Where(field => IsPrivate(field) && field.Modifiers.Any(SyntaxKind.StaticKeyword) == isStatic)
        .SelectMany(static field => field.Declaration.Variables)
        .Select(static variable => variable.Identifier.ValueText);

    private static bool IsPrivate(FieldDeclarationSyntax field) => !field.Modifiers.Any(static modifier =>
        modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword or SyntaxKind.ConstKeyword);
}
