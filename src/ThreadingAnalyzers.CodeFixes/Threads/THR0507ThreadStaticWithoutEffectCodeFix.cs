using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Threads;

/// <summary>Makes the field static, or a ThreadLocal whose factory runs on each thread.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0507ThreadStaticWithoutEffectCodeFix))]
public sealed class THR0507ThreadStaticWithoutEffectCodeFix() : RuleCodeFix("THR0507")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax declaration } variable || site.Model.GetDeclaredSymbol(variable) is not IFieldSymbol field)
            yield break;
        if (!field.IsStatic && variable.Initializer is null)
            yield return new Repair("Static", $"Make '{field.Name}' static", editor => editor.ReplaceNode(declaration, WithStatic(declaration))) { NeedsProof = true };
        else if (PerThreadField.Of(site, variable, declaration, field) is { } local)
            yield return new Repair("ThreadLocal", $"Make '{field.Name}' a ThreadLocal", local.Apply) { NeedsProof = true };
    }

    private static FieldDeclarationSyntax WithStatic(FieldDeclarationSyntax declaration)
    {
        SyntaxToken keyword = SyntaxFactory.Token(SyntaxKind.StaticKeyword).WithTrailingTrivia(SyntaxFactory.Space).WithAdditionalAnnotations(Formatter.Annotation);
        int index = declaration.Modifiers.IndexOf(SyntaxKind.ReadOnlyKeyword) is >= 0 and var position ? position : declaration.Modifiers.Count;
        if (index > 0)
            return declaration.WithModifiers(declaration.Modifiers.Insert(index, keyword));
        SyntaxToken first = declaration.Modifiers.FirstOrDefault() is { RawKind: not 0 } modifier ? modifier : declaration.Declaration.GetFirstToken();
        FieldDeclarationSyntax bare = declaration.ReplaceToken(first, first.WithLeadingTrivia());
        return bare.WithModifiers(bare.Modifiers.Insert(0, keyword.WithLeadingTrivia(first.LeadingTrivia)));
    }
}
