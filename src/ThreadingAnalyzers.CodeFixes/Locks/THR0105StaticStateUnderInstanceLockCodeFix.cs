using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.Locks;

namespace ThreadingAnalyzers.CodeFixes.Locks;

/// <summary>Makes the lock as static as the data: then all instances have the same one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0105StaticStateUnderInstanceLockCodeFix))]
public sealed class THR0105StaticStateUnderInstanceLockCodeFix() : RuleCodeFix("THR0105")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Places(THR0105StaticStateUnderInstanceLock.Gate) is not [VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax field } } gate])
            yield break;
        if (field.Parent is TypeDeclarationSyntax home && IsOwnGate(gate, home, site.Model))
            yield return new Repair("Static", $"Make '{gate.Identifier.ValueText}' static", editor => editor.ReplaceNode(field, Static(field))) { NeedsProof = true };
    }

    // A pulse wakes one of those that wait; with one object for all instances it could be the wrong one.
    private static bool IsOwnGate(VariableDeclaratorSyntax gate, TypeDeclarationSyntax home, SemanticModel model) =>
        model.GetDeclaredSymbol(gate) is IFieldSymbol { DeclaredAccessibility: Accessibility.Private, IsReadOnly: true, IsStatic: false } field
        && Gate.IsGateType(field.Type)
        && gate.Initializer is { Value: BaseObjectCreationExpressionSyntax { Initializer: null } }
        && !home.Modifiers.Any(SyntaxKind.PartialKeyword)
        && !home.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == field.Name && !IsLocked(name));

    private static bool IsLocked(IdentifierNameSyntax name) => name.Parent is LockStatementSyntax;

    private static FieldDeclarationSyntax Static(FieldDeclarationSyntax field)
    {
        int index = field.Modifiers.IndexOf(SyntaxKind.ReadOnlyKeyword);
        SyntaxToken first = field.Modifiers[index];
        SyntaxToken keyword = SyntaxFactory.Token(first.LeadingTrivia, SyntaxKind.StaticKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space));
        return field.WithModifiers(field.Modifiers.Replace(first, first.WithLeadingTrivia()).Insert(index, keyword));
    }
}
