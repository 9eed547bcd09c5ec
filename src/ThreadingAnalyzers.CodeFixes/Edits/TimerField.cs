using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>A new private field for a <c>System.Threading.Timer</c>, named as the file names its fields.</summary>
internal sealed class TimerField(FixSite site, ClassDeclarationSyntax type, bool isStatic)
{
    internal string Name { get; } = Gate.Unique(FieldNaming.Name(site.Root, type, isStatic).Replace("gate", "timer").Replace("Gate", "Timer"), Gate.NamesIn(type));

    /// <summary>Declares the field behind the other fields, or in front of everything else.</summary>
    internal void Declare(SyntaxEditor editor)
    {
        FieldDeclarationSyntax field = Declaration();
        FieldDeclarationSyntax? last = type.Members.OfType<FieldDeclarationSyntax>().LastOrDefault();
        if (last is not null)
            editor.InsertAfter(last, field);
        else
            editor.ReplaceNode(type, (current, _) => ((ClassDeclarationSyntax)current).WithMembers(((ClassDeclarationSyntax)current).Members.Insert(0, field.WithTrailingTrivia(LineEnd, LineEnd))));
    }

    private SyntaxTrivia LineEnd => Layout.LineEndOf(site.Root);

    private FieldDeclarationSyntax Declaration()
    {
        SyntaxKind[] modifiers = isStatic
            ? [SyntaxKind.PrivateKeyword, SyntaxKind.StaticKeyword, SyntaxKind.ReadOnlyKeyword]
            : [SyntaxKind.PrivateKeyword, SyntaxKind.ReadOnlyKeyword];
        TypeSyntax timer = SyntaxFactory.ParseTypeName("global::System.Threading.Timer").WithAdditionalAnnotations(Simplifier.Annotation);
        return SyntaxFactory.FieldDeclaration(SyntaxFactory.VariableDeclaration(timer, SyntaxFactory.SingletonSeparatedList(SyntaxFactory.VariableDeclarator(Name))))
            .WithModifiers(SyntaxFactory.TokenList(modifiers.Select(SyntaxFactory.Token)))
            .WithTrailingTrivia(LineEnd)
            .WithAdditionalAnnotations(Formatter.Annotation);
    }
}
