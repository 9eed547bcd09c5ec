using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>All uses of a private field, for edits that change each of them.</summary>
internal static class FieldUses
{
    /// <summary>The declaration of a private field of a class that is alone in it; null where uses may be out of sight.</summary>
    internal static FieldDeclarationSyntax? DeclarationOf(IFieldSymbol field, FixSite site)
    {
        if (field is not { DeclaredAccessibility: Accessibility.Private, IsReadOnly: false, ContainingType: { TypeKind: TypeKind.Class, DeclaringSyntaxReferences.Length: 1 } type } || IsStored(type))
            return null;
        return field.DeclaringSyntaxReferences is [var reference] && reference.SyntaxTree == site.Model.SyntaxTree
            && reference.GetSyntax() is VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax { AttributeLists.Count: 0 } declaration } }
            && !IsInDisabledCode(field.Name, site) ? declaration : null;
    }

    /// <summary>The expressions that name the field, with the object in front; null where one does more than read it or set it.</summary>
    internal static List<ExpressionSyntax>? PlainUses(IFieldSymbol field, FixSite site)
    {
        List<ExpressionSyntax> uses = [.. site.Root.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == field.Name && SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(name).Symbol, field))
            .Select(static name => name.Parent is MemberAccessExpressionSyntax member && member.Name == name ? member : (ExpressionSyntax)name)];
        return uses.TrueForAll(use => IsPlain(use, site.Model)) ? uses : null;
    }

    /// <summary>The assignment of which a use is the target; null for a read.</summary>
    internal static AssignmentExpressionSyntax? AssignmentTo(ExpressionSyntax use) => use.Parent is AssignmentExpressionSyntax assignment && assignment.Left == use ? assignment : null;

    private static bool IsPlain(ExpressionSyntax use, SemanticModel model) => use.Parent switch
    {
        AssignmentExpressionSyntax assignment when assignment.Left == use => assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) && ValueUse.IsDiscarded(assignment, model),
        PostfixUnaryExpressionSyntax or RefExpressionSyntax or MemberBindingExpressionSyntax or BaseExpressionColonSyntax => false,
        PrefixUnaryExpressionSyntax unary => unary.Kind() is SyntaxKind.LogicalNotExpression or SyntaxKind.UnaryMinusExpression or SyntaxKind.UnaryPlusExpression or SyntaxKind.BitwiseNotExpression,
        ArgumentSyntax argument => argument.RefKindKeyword.IsKind(SyntaxKind.None) && !IsName(argument) && !IsTarget(argument),
        _ => true,
    };

    private static bool IsName(ArgumentSyntax argument) => argument.Parent?.Parent is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } };

    // (_a, _b) = …
    private static bool IsTarget(ArgumentSyntax argument) =>
        argument.Ancestors().TakeWhile(static node => node is TupleExpressionSyntax or ArgumentSyntax).Any(static node => node.Parent is AssignmentExpressionSyntax assignment && assignment.Left == node);

    // What is written to a stream would have another form.
    private static bool IsStored(INamedTypeSymbol type) => type.IsSerializable;

    private static bool IsInDisabledCode(string name, FixSite site) => site.Root.ContainsDirectives
        && site.Root.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.DisabledTextTrivia) && trivia.ToString().Contains(name));
}
