using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Declares a gate beside a local that several lambdas capture.</summary>
internal static class AddLockLocal
{
    /// <summary>The gate for a local or parameter, or null where there is no place for it or nobody captures the variable.</summary>
    internal static Gate? For(FixSite site, ISymbol variable)
    {
        if (variable.DeclaringSyntaxReferences is not [var reference] || reference.SyntaxTree != site.Root.SyntaxTree)
            return null;
        SyntaxNode declaration = reference.GetSyntax();
        if (PlaceFor(declaration) is not { } place || !IsCaptured(site, variable, declaration))
            return null;
        if (ExistingAbove(place, site.Model) is { } existing)
            return Gate.Existing(existing);

        string name = Gate.Unique("gate", Gate.NamesIn(place.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault() ?? site.Root));
        LocalDeclarationStatementSyntax gate = Declaration(site, name);
        return new Gate(name, editor => editor.InsertBefore(place, gate));
    }

    /// <summary>The statement before which the gate is declared: that of the local, or the first of the body whose parameter it is.</summary>
    private static StatementSyntax? PlaceFor(SyntaxNode declaration)
    {
        if (declaration is ParameterSyntax)
            return declaration.Ancestors().Select(BodyOf).FirstOrDefault(static body => body is not null)?.Statements.FirstOrDefault();
        StatementSyntax? statement = declaration.Ancestors().OfType<StatementSyntax>().FirstOrDefault(static statement => statement is not BlockSyntax);
        return statement?.Parent is BlockSyntax or SwitchSectionSyntax ? statement : null;
    }

    private static BlockSyntax? BodyOf(SyntaxNode function) => function switch
    {
        BaseMethodDeclarationSyntax method => method.Body,
        LocalFunctionStatementSyntax local => local.Body,
        AnonymousFunctionExpressionSyntax lambda => lambda.Block,
        _ => null,
    };

    /// <summary>A variable that only its own function uses is a name for an object that is shared otherwise.</summary>
    private static bool IsCaptured(FixSite site, ISymbol variable, SyntaxNode declaration)
    {
        SyntaxNode? home = declaration is ParameterSyntax ? declaration.Ancestors().FirstOrDefault(FunctionOf.IsFunction) : FunctionOf.Node(declaration);
        return (home ?? site.Root).DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == variable.Name
            && FunctionOf.Node(name) != home && SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(name).Symbol, variable));
    }

    /// <summary>The gate that an earlier repair has declared right above.</summary>
    private static string? ExistingAbove(StatementSyntax place, SemanticModel model)
    {
        if (place.Parent is not BlockSyntax block || block.Statements.IndexOf(place) is not (> 0 and var index))
            return null;
        if (block.Statements[index - 1] is not LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: BaseObjectCreationExpressionSyntax } variable] })
            return null;
        return model.GetDeclaredSymbol(variable) is ILocalSymbol local && Gate.IsGateType(local.Type) ? local.Name : null;
    }

    private static LocalDeclarationStatementSyntax Declaration(FixSite site, string name)
    {
        ExpressionSyntax value = SyntaxFactory.ObjectCreationExpression(Gate.TypeFor(site), SyntaxFactory.ArgumentList(), initializer: null);
        VariableDeclaratorSyntax variable = SyntaxFactory.VariableDeclarator(name).WithInitializer(SyntaxFactory.EqualsValueClause(value));
        return SyntaxFactory.LocalDeclarationStatement(SyntaxFactory.VariableDeclaration(SyntaxFactory.IdentifierName("var"), SyntaxFactory.SingletonSeparatedList(variable)))
            .WithTrailingTrivia(Layout.LineEndOf(site.Root))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }
}
