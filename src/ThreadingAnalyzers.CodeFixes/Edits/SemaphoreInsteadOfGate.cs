using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>
/// Makes a private gate a semaphore of one permit. All uses have to be ones that a semaphore has as well, and no code under the gate may take it again: a monitor
/// forgives that, a semaphore does not.
/// </summary>
internal sealed class SemaphoreInsteadOfGate
{
    private readonly FieldDeclarationSyntax _declaration;
    private readonly List<GateUse> _uses;
    private readonly FixSite _site;
    private readonly INamedTypeSymbol _semaphore;

    private SemaphoreInsteadOfGate(FieldDeclarationSyntax declaration, List<GateUse> uses, FixSite site, INamedTypeSymbol semaphore)
    {
        _declaration = declaration;
        _uses = uses;
        _site = site;
        _semaphore = semaphore;
    }

    /// <summary>The change of a gate, or null where it is not safe.</summary>
    internal static SemaphoreInsteadOfGate? Of(IFieldSymbol field, FixSite site)
    {
        if (field is not { DeclaredAccessibility: Accessibility.Private, DeclaringSyntaxReferences: [var written], ContainingType.DeclaringSyntaxReferences: [var part] } || !Gate.IsGateType(field.Type))
            return null;
        if (written.SyntaxTree != site.Root.SyntaxTree || written.GetSyntax() is not VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax, Parent.Parent: FieldDeclarationSyntax { Declaration.Variables.Count: 1 } declaration })
            return null;
        if (site.Model.Compilation.GetTypeByMetadataName("System.Threading.SemaphoreSlim") is not { } semaphore || part.GetSyntax() is not TypeDeclarationSyntax type)
            return null;

        List<GateUse> uses = [];
        foreach (IdentifierNameSyntax name in type.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == field.Name))
        {
            if (!SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(name).Symbol, field))
                continue;
            if (GateUse.Of(name) is not { } use)
                return null;
            uses.Add(use);
        }

        return GateReentry.IsPossible(type, uses) ? null : new SemaphoreInsteadOfGate(declaration, uses, site, semaphore);
    }

    internal void Apply(SyntaxEditor editor)
    {
        editor.ReplaceNode(_declaration, Declared());
        foreach (GateUse use in _uses.Where(static use => use.Kind == GateUseKind.Region))
            editor.InsertBefore(use.Node, use.Taking());
        foreach (GateUse use in _uses)
            editor.ReplaceNode(use.Node, (node, _) => use.Changed(node));
    }

    private FieldDeclarationSyntax Declared()
    {
        var type = (TypeSyntax)_site.Generator.TypeExpression(_semaphore).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        VariableDeclaratorSyntax variable = _declaration.Declaration.Variables[0];
        var old = (BaseObjectCreationExpressionSyntax)variable.Initializer!.Value;
        ArgumentListSyntax one = SyntaxFactory.ParseArgumentList("(1, 1)");
        BaseObjectCreationExpressionSyntax creation = old is ImplicitObjectCreationExpressionSyntax implicitly
            ? implicitly.WithArgumentList(one)
            : SyntaxFactory.ObjectCreationExpression(type.WithLeadingTrivia(SyntaxFactory.Space), one, null);
        return _declaration
            .WithDeclaration(_declaration.Declaration.WithType(type.WithTriviaFrom(_declaration.Declaration.Type))
                .WithVariables(SyntaxFactory.SingletonSeparatedList(variable.WithInitializer(variable.Initializer.WithValue(creation.WithTriviaFrom(old))))))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }
}
