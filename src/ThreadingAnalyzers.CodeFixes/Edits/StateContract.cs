using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Writes down which lock guards a field or property, so that the analyzers can hold all code to it: <c>[GuardedBy("_gate")]</c>.</summary>
internal sealed class StateContract(MemberDeclarationSyntax declaration, INamedTypeSymbol attribute, string guard)
{
    /// <summary>The contract of a member that is alone in its declaration; null where the program has no such attribute, or the lock no name that one can say.</summary>
    internal static StateContract? For(ISymbol state, string guard, FixSite site)
    {
        string name = guard == state.Name ? "itself" : guard;
        if (!name.Split('.').All(static part => SyntaxFacts.IsValidIdentifier(part) || part == "this") || AttributeIn(site.Model.Compilation) is not { } attribute)
            return null;
        return state.DeclaringSyntaxReferences is [var reference] && reference.SyntaxTree == site.Model.SyntaxTree && DeclarationOf(reference.GetSyntax()) is { } declaration
            ? new StateContract(declaration, attribute, name)
            : null;
    }

    internal void Apply(SyntaxEditor editor)
    {
        SyntaxNode type = editor.Generator.TypeExpression(attribute).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        SyntaxNode stated = editor.Generator.Attribute(type, [editor.Generator.AttributeArgument(editor.Generator.LiteralExpression(guard))]);
        SyntaxTrivia lineEnd = Layout.LineEndOf(editor.OriginalRoot);
        editor.ReplaceNode(declaration, (current, _) =>
        {
            var member = (MemberDeclarationSyntax)current;
            AttributeListSyntax list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(AttributeOf(stated)))
                .WithLeadingTrivia(member.GetLeadingTrivia()).WithTrailingTrivia(lineEnd).WithAdditionalAnnotations(Formatter.Annotation);
            MemberDeclarationSyntax bare = member.WithLeadingTrivia();
            return bare.WithAttributeLists(bare.AttributeLists.Insert(0, list)).WithAdditionalAnnotations(Formatter.Annotation);
        });
    }

    private static AttributeSyntax AttributeOf(SyntaxNode stated) => stated as AttributeSyntax ?? stated.DescendantNodes().OfType<AttributeSyntax>().First();

    // With the package's own, or one of the user's.
    private static INamedTypeSymbol? AttributeIn(Compilation compilation) => compilation.GetTypeByMetadataName("ThreadingAnalyzers.GuardedByAttribute")
        ?? compilation.GetSymbolsWithName("GuardedByAttribute", SymbolFilter.Type).OfType<INamedTypeSymbol>().FirstOrDefault(static type => type.InstanceConstructors.Any(static constructor => constructor.Parameters is [{ Type.SpecialType: SpecialType.System_String }]));

    private static MemberDeclarationSyntax? DeclarationOf(SyntaxNode syntax) => syntax switch
    {
        VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax field } } => field,
        PropertyDeclarationSyntax property => property,
        _ => null,
    };
}
