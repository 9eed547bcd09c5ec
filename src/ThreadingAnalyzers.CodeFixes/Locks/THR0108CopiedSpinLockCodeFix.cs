using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace ThreadingAnalyzers.CodeFixes.Locks;

/// <summary>Makes the field that holds the lock writable, so that calls on it work on the field itself.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0108CopiedSpinLockCodeFix))]
public sealed class THR0108CopiedSpinLockCodeFix() : RuleCodeFix("THR0108")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax field } && field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword))
            yield return new Repair("Writable", "Remove 'readonly'", editor => editor.ReplaceNode(field, Writable(field))) { NeedsProof = true };
    }

    private static FieldDeclarationSyntax Writable(FieldDeclarationSyntax field)
    {
        SyntaxToken modifier = field.Modifiers.First(static token => token.IsKind(SyntaxKind.ReadOnlyKeyword));
        FieldDeclarationSyntax writable = field.WithModifiers(field.Modifiers.Remove(modifier));
        return field.Modifiers[0] == modifier ? writable.WithLeadingTrivia(field.GetLeadingTrivia()) : writable;
    }
}
