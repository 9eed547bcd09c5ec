using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>
/// Turns a property or indexer that is only read into an async method: properties cannot await. Views and serializers find properties by their name, so those that
/// they could be after stay as they are.
/// </summary>
internal sealed class AsyncProperty
{
    private readonly BasePropertyDeclarationSyntax _declaration;
    private readonly string _method;
    private readonly TypeSyntax _returnType;

    private AsyncProperty(BasePropertyDeclarationSyntax declaration, string method, TypeSyntax returnType, IReadOnlyList<ExpressionSyntax> uses)
    {
        _declaration = declaration;
        _method = method;
        _returnType = returnType;
        Uses = uses;
    }

    /// <summary>The places that read the property.</summary>
    internal IReadOnlyList<ExpressionSyntax> Uses { get; }

    /// <summary>The property or indexer whose getter a place is directly in; else null.</summary>
    internal static BasePropertyDeclarationSyntax? Around(ExpressionSyntax place)
    {
        SyntaxNode? around = place.Ancestors().FirstOrDefault(static node => FunctionOf.IsFunction(node) || node is BasePropertyDeclarationSyntax);
        return around is AccessorDeclarationSyntax { RawKind: (int)SyntaxKind.GetAccessorDeclaration, Parent.Parent: BasePropertyDeclarationSyntax declaration } ? declaration : around as BasePropertyDeclarationSyntax;
    }

    /// <summary>The change of a property, or null where others rely on it.</summary>
    internal static AsyncProperty? Of(BasePropertyDeclarationSyntax declaration, FixSite site)
    {
        if (declaration.Type is RefTypeSyntax || declaration.AttributeLists.Count > 0 || declaration.ExplicitInterfaceSpecifier is not null || BodyOf(declaration) is null || site.Model.GetDeclaredSymbol(declaration) is not IPropertySymbol property)
            return null;
        if (property is { IsVirtual: true } or { IsOverride: true } or { IsAbstract: true } or { IsExtern: true } || property.ContainingType.TypeKind == TypeKind.Interface || Implements(property) || IsFoundByName(property))
            return null;
        if (Visibility.ReachesOutside(property) && site.Document.Project.Solution.GetProjectDependencyGraph().GetProjectsThatTransitivelyDependOnThisProject(site.Document.Project.Id).Any())
            return null;
        if (new KnownTypes(site.Model.Compilation).IsTask(property.Type))
            return null;
        string method = "Get" + (property.IsIndexer ? "" : property.Name) + "Async";
        if (!property.ContainingType.GetMembers(method).IsEmpty || site.Model.Compilation.GetTypeByMetadataName("System.Threading.Tasks.Task`1") is not { } task)
            return null;
        SyntaxNode type = site.Generator.TypeExpression(task.Construct(property.Type)).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        return PropertyUses.Of(property, site) is { } uses ? new(declaration, method, (TypeSyntax)type, uses) : null;
    }

    /// <summary>The call in the place of a use.</summary>
    internal ExpressionSyntax CallOf(ExpressionSyntax use) => use switch
    {
        ElementAccessExpressionSyntax { ArgumentList: var arguments } element => SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, element.Expression, SyntaxFactory.IdentifierName(_method)),
            SyntaxFactory.ArgumentList(arguments.Arguments)),
        MemberAccessExpressionSyntax member => SyntaxFactory.InvocationExpression(member.WithName(SyntaxFactory.IdentifierName(_method)).WithoutTrailingTrivia()),
        _ => SyntaxFactory.InvocationExpression(SyntaxFactory.IdentifierName(_method)),
    };

    /// <summary>The method in the place of the property.</summary>
    internal MethodDeclarationSyntax AsMethod(SyntaxNode current)
    {
        var declaration = (BasePropertyDeclarationSyntax)current;
        SyntaxNode body = BodyOf(declaration)!;
        MethodDeclarationSyntax method = SyntaxFactory.MethodDeclaration(_returnType.WithTriviaFrom(declaration.Type), SyntaxFactory.Identifier(_method))
            .WithModifiers(declaration.Modifiers)
            .WithParameterList(declaration is IndexerDeclarationSyntax indexer ? SyntaxFactory.ParameterList(indexer.ParameterList.Parameters) : SyntaxFactory.ParameterList());
        method = body is BlockSyntax block
            ? method.WithParameterList(method.ParameterList.WithTrailingTrivia(IsOnOneLine(declaration) ? SyntaxFactory.Space : SyntaxFactory.ElasticCarriageReturnLineFeed)).WithBody(block.WithoutTrivia())
            : method.WithParameterList(method.ParameterList.WithTrailingTrivia(SyntaxFactory.Space)).WithExpressionBody((ArrowExpressionClauseSyntax)body).WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken));
        if (CommentsBehindGetter(declaration) is { Count: > 0 } behind)
            method = method.WithTrailingTrivia(behind);
        SyntaxTriviaList end = method.GetTrailingTrivia().Any(KeptComments.IsComment) ? method.GetTrailingTrivia().AddRange(declaration.GetTrailingTrivia()) : declaration.GetTrailingTrivia();
        return (MethodDeclarationSyntax)MakeAsync.WithKeyword(method).WithLeadingTrivia(declaration.GetLeadingTrivia()).WithTrailingTrivia(end).WithAdditionalAnnotations(Formatter.Annotation);
    }

    internal void Apply(SyntaxEditor editor) => editor.ReplaceNode(_declaration, (current, _) => AsMethod(current));

    // get { return 1; } // one
    private static SyntaxTriviaList CommentsBehindGetter(BasePropertyDeclarationSyntax declaration)
    {
        SyntaxTriviaList? behind = declaration.AccessorList?.Accessors.FirstOrDefault()?.GetTrailingTrivia();
        return behind?.Any(KeptComments.IsComment) == true ? SyntaxFactory.TriviaList(behind.Value.Where(static trivia => !trivia.IsKind(SyntaxKind.EndOfLineTrivia))) : default;
    }

    private static bool IsOnOneLine(SyntaxNode node) => !node.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia) && node.Span.Contains(trivia.Span));

    // The block or the arrow of the getter, where that is all there is.
    private static SyntaxNode? BodyOf(BasePropertyDeclarationSyntax declaration) => declaration switch
    {
        PropertyDeclarationSyntax { ExpressionBody: { } arrow } => arrow,
        IndexerDeclarationSyntax { ExpressionBody: { } arrow } => arrow,
        { AccessorList.Accessors: [{ RawKind: (int)SyntaxKind.GetAccessorDeclaration, AttributeLists.Count: 0 } getter] } and not PropertyDeclarationSyntax { Initializer: not null } => BodyOf(getter),
        _ => null,
    };

    private static SyntaxNode? BodyOf(AccessorDeclarationSyntax getter) =>
        OutsideOfBody(getter).Any(KeptComments.IsComment) ? null : (SyntaxNode?)getter.Body ?? getter.ExpressionBody;

    private static IEnumerable<SyntaxTrivia> OutsideOfBody(AccessorDeclarationSyntax getter)
    {
        var list = (AccessorListSyntax)getter.Parent!;
        return list.OpenBraceToken.TrailingTrivia.Concat(list.CloseBraceToken.LeadingTrivia).Concat(getter.GetLeadingTrivia()).Concat(getter.Keyword.TrailingTrivia);
    }

    // What a view binds to, or a serializer writes, is named in no code.
    private static bool IsFoundByName(IPropertySymbol property)
    {
        if (property.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal)
            return false;
        INamedTypeSymbol type = property.ContainingType;
        return type.IsRecord || !type.GetAttributes().IsEmpty || type is { BaseType: { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) } }
            || type.AllInterfaces.Any(static contract => contract.Name is "INotifyPropertyChanged" or "INotifyPropertyChanging");
    }

    private static bool Implements(IPropertySymbol property) => property.ContainingType.AllInterfaces
        .SelectMany(static contract => contract.GetMembers())
        .Any(promised => SymbolEqualityComparer.Default.Equals(property.ContainingType.FindImplementationForInterfaceMember(promised), property));
}
