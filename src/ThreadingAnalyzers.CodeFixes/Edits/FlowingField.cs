using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Turns a ThreadLocal field into an AsyncLocal, which has the same Value and flows over every await.</summary>
internal sealed class FlowingField
{
    private const string PerThread = "ThreadLocal";
    private const string PerFlow = "AsyncLocal";
    private readonly List<GenericNameSyntax> _names;

    private FlowingField(List<GenericNameSyntax> names) => _names = names;

    /// <summary>The change of a private field that makes no initial value, and of which nothing but the value is used; else null.</summary>
    internal static FlowingField? Of(FixSite site, SyntaxNode use)
    {
        if (use is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value" } value || site.Model.GetSymbolInfo(value.Expression).Symbol is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private } field)
            return null;
        if (field.ContainingType.DeclaringSyntaxReferences.Length > 1 || field.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax() is not VariableDeclaratorSyntax { Initializer.Value: var made, Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration })
            return null;
        List<GenericNameSyntax> names = [.. declaration.DescendantNodes().OfType<GenericNameSyntax>().Where(static name => name.Identifier.ValueText == PerThread)];
        return MakesNothing(made) && names.Count > 0 && UsesOf(field, site).All(static name => IsValueRead(name)) ? new FlowingField(names) : null;
    }

    internal void Apply(SyntaxEditor editor)
    {
        foreach (GenericNameSyntax name in _names)
            editor.ReplaceNode(name, (current, _) => ((GenericNameSyntax)current).WithIdentifier(SyntaxFactory.Identifier(PerFlow).WithTriviaFrom(((GenericNameSyntax)current).Identifier)));
    }

    private static bool MakesNothing(ExpressionSyntax made) => made is BaseObjectCreationExpressionSyntax { Initializer: null, ArgumentList: null or { Arguments.Count: 0 } };

    private static IEnumerable<IdentifierNameSyntax> UsesOf(IFieldSymbol field, FixSite site) => site.Root.DescendantNodes()
        .OfType<IdentifierNameSyntax>()
        .Where(name => name.Identifier.ValueText == field.Name && SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(name).Symbol, field));

    private static bool IsValueRead(IdentifierNameSyntax name)
    {
        SyntaxNode whole = name.Parent is MemberAccessExpressionSyntax member && member.Name == name ? member : name;
        return whole.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value" } value && value.Expression == whole;
    }
}
