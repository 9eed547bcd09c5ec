using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Turns a field marked [ThreadStatic] into a ThreadLocal that makes the initial value on each thread.</summary>
internal sealed class PerThreadField(FieldDeclarationSyntax declaration, VariableDeclaratorSyntax variable, List<IdentifierNameSyntax> uses)
{
    /// <summary>The change of a private field that is alone in its declaration, and all of whose uses are in sight; else null.</summary>
    internal static PerThreadField? Of(FixSite site, VariableDeclaratorSyntax variable, FieldDeclarationSyntax declaration, IFieldSymbol field)
    {
        if (field is not { IsStatic: true, DeclaredAccessibility: Accessibility.Private } || variable.Initializer is null || declaration.Declaration.Variables.Count > 1 || field.ContainingType.DeclaringSyntaxReferences.Length > 1)
            return null;
        if (declaration.AttributeLists is not [{ Attributes.Count: 1 } list] || KeptComments.HasComments(list.WithoutLeadingTrivia()))
            return null;
        List<IdentifierNameSyntax> uses = [.. site.Root.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == field.Name && SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(name).Symbol, field))];
        return uses.TrueForAll(CanReadValue) ? new PerThreadField(declaration, variable, uses) : null;
    }

    internal void Apply(SyntaxEditor editor)
    {
        foreach (IdentifierNameSyntax use in uses)
        {
            SyntaxNode whole = Whole(use);
            editor.ReplaceNode(whole, (current, _) => SyntaxFactory.MemberAccessExpression(
                SyntaxKind.SimpleMemberAccessExpression, ((ExpressionSyntax)current).WithoutTrailingTrivia(), SyntaxFactory.IdentifierName("Value")).WithTrailingTrivia(current.GetTrailingTrivia()));
        }

        editor.ReplaceNode(declaration, (current, _) => Local((FieldDeclarationSyntax)current));
    }

    private FieldDeclarationSyntax Local(FieldDeclarationSyntax current)
    {
        ExpressionSyntax value = variable.Initializer!.Value.WithoutTrivia();
        TypeSyntax type = SyntaxFactory.ParseTypeName($"global::System.Threading.ThreadLocal<{declaration.Declaration.Type.WithoutTrivia()}>").WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation);
        ExpressionSyntax local = SyntaxFactory.ImplicitObjectCreationExpression(
            SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(SyntaxFactory.ParenthesizedLambdaExpression(SyntaxFactory.ParameterList(), value)))), null);
        SyntaxTokenList modifiers = current.Modifiers.Any(SyntaxKind.ReadOnlyKeyword) ? current.Modifiers : current.Modifiers.Add(SyntaxFactory.Token(SyntaxKind.ReadOnlyKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        VariableDeclaratorSyntax changed = current.Declaration.Variables[0];
        return current.WithAttributeLists(default)
            .WithModifiers(modifiers)
            .WithDeclaration(current.Declaration.WithType(type.WithTriviaFrom(current.Declaration.Type)).WithVariables(SyntaxFactory.SingletonSeparatedList(changed.WithInitializer(changed.Initializer!.WithValue(local.WithTriviaFrom(changed.Initializer.Value))))))
            .WithLeadingTrivia(declaration.GetLeadingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static SyntaxNode Whole(IdentifierNameSyntax use) => use.Parent is MemberAccessExpressionSyntax member && member.Name == use ? member : use;

    private static bool CanReadValue(IdentifierNameSyntax use) =>
        Whole(use).Parent is not (ArgumentSyntax { RefOrOutKeyword.RawKind: not 0 } or RefExpressionSyntax or ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } });
}
