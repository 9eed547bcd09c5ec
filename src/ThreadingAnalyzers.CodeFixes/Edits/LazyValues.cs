using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>
/// Makes the values of a private concurrent dictionary <c>Lazy&lt;Task&gt;</c>. Only for tasks: they keep their failure as it is, where <c>Lazy</c> would begin to keep the exception of any other factory.
/// </summary>
internal sealed class LazyValues(FieldDeclarationSyntax declaration, List<InvocationExpressionSyntax> calls, INamedTypeSymbol lazy)
{
    private static readonly HashSet<string> Untouched = new(StringComparer.Ordinal) { "Clear", "ContainsKey", "Count", "IsEmpty", "Keys" };

    /// <summary>The edit for a call of GetOrAdd; null where the dictionary is used in another way, or others can use it.</summary>
    internal static LazyValues? Of(InvocationExpressionSyntax call, FixSite site)
    {
        if (call.Expression is not MemberAccessExpressionSyntax { Expression: var dictionary } || site.Model.GetSymbolInfo(dictionary).Symbol is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private } field)
            return null;
        if (field.Type is not INamedTypeSymbol { TypeArguments: [_, INamedTypeSymbol { Name: "Task" } value] } || site.Model.Compilation.GetTypeByMetadataName("System.Lazy`1") is not { } lazy)
            return null;
        if (field.ContainingType.DeclaringSyntaxReferences.Length != 1 || field.DeclaringSyntaxReferences[0].GetSyntax() is not VariableDeclaratorSyntax
            { Initializer.Value: BaseObjectCreationExpressionSyntax { Initializer: null }, Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax declaration } } || !declaration.SyntaxTree.Equals(site.Model.SyntaxTree))
            return null;
        return CallsOf(field, site) is { } calls ? new LazyValues(declaration, calls, lazy.Construct(value)) : null;
    }

    internal void Apply(SyntaxEditor editor)
    {
        foreach (InvocationExpressionSyntax call in calls)
        {
            ArgumentSyntax factory = call.ArgumentList.Arguments[1];
            InvocationExpressionSyntax lazily = call.ReplaceNode(factory, factory.WithExpression(Later(factory.Expression, editor.Generator))).WithoutTrivia();
            editor.ReplaceNode(call, SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, lazily, SyntaxFactory.IdentifierName("Value")).WithTriviaFrom(call).WithAdditionalAnnotations(Formatter.Annotation));
        }

        foreach (TypeArgumentListSyntax arguments in declaration.DescendantNodes().OfType<TypeArgumentListSyntax>().Where(static list => list.Parent is GenericNameSyntax { Identifier.ValueText: "ConcurrentDictionary" }).ToList())
            editor.ReplaceNode(arguments.Arguments[1], TypeOf(editor.Generator).WithTriviaFrom(arguments.Arguments[1]));
    }

    // All uses of the field, as far as they are calls of GetOrAdd; null where there are others that see values.
    private static List<InvocationExpressionSyntax>? CallsOf(IFieldSymbol field, FixSite site)
    {
        var calls = new List<InvocationExpressionSyntax>();
        foreach (IdentifierNameSyntax name in site.Root.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText != field.Name || !SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(name).Symbol, field))
                continue;
            SyntaxNode whole = name.Parent is MemberAccessExpressionSyntax member && member.Name == name ? member : name;
            if (whole.Parent is not MemberAccessExpressionSyntax { Name: IdentifierNameSyntax used } access || access.Expression != whole)
                return null;
            if (access.Parent is InvocationExpressionSyntax call && IsFactoryCall(call, used))
                calls.Add(call);
            else if (!Untouched.Contains(used.Identifier.ValueText) && !IsRemoval(access))
                return null;
        }

        return calls;
    }

    private static bool IsFactoryCall(InvocationExpressionSyntax call, IdentifierNameSyntax used) => used.Identifier.ValueText == "GetOrAdd" && call.Parent is not ExpressionStatementSyntax
        && call.ArgumentList.Arguments is [{ NameColon: null }, { NameColon: null, Expression: SimpleLambdaExpressionSyntax or ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters.Count: 1 } or IdentifierNameSyntax }];

    // TryRemove(key, out _)
    private static bool IsRemoval(MemberAccessExpressionSyntax access) => access is { Name.Identifier.ValueText: "TryRemove", Parent: InvocationExpressionSyntax { ArgumentList.Arguments: [_, { Expression: var removed }] } }
        && removed is IdentifierNameSyntax { Identifier.ValueText: "_" } or DeclarationExpressionSyntax { Designation: DiscardDesignationSyntax };

    // key => LoadAsync(key) becomes key => new Lazy<Task>(() => LoadAsync(key)).
    private ExpressionSyntax Later(ExpressionSyntax factory, SyntaxGenerator generator)
    {
        if (factory is not LambdaExpressionSyntax lambda)
            return SyntaxFactory.SimpleLambdaExpression(SyntaxFactory.Parameter(SyntaxFactory.Identifier("key")), New(SyntaxFactory.ParenthesizedLambdaExpression(
                SyntaxFactory.InvocationExpression(factory.WithoutTrivia(), SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(SyntaxFactory.IdentifierName("key")))))), generator));
        SyntaxToken isAsync = lambda.Modifiers.FirstOrDefault(static modifier => modifier.IsKind(SyntaxKind.AsyncKeyword));
        ParenthesizedLambdaExpressionSyntax work = SyntaxFactory.ParenthesizedLambdaExpression(lambda.Body);
        if (isAsync != default)
            work = work.WithModifiers(SyntaxFactory.TokenList(isAsync.WithLeadingTrivia()));
        SyntaxTokenList modifiers = SyntaxFactory.TokenList(lambda.Modifiers.Where(static modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword)));
        return lambda.WithModifiers(modifiers) switch
        {
            SimpleLambdaExpressionSyntax simple => simple.WithBody(New(work, generator)),
            ParenthesizedLambdaExpressionSyntax typed => typed.WithBody(New(work, generator)),
            var other => other,
        };
    }

    private ObjectCreationExpressionSyntax New(ExpressionSyntax work, SyntaxGenerator generator) =>
        SyntaxFactory.ObjectCreationExpression(TypeOf(generator)).WithArgumentList(SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(work)))).WithAdditionalAnnotations(Formatter.Annotation);

    private TypeSyntax TypeOf(SyntaxGenerator generator) => (TypeSyntax)generator.TypeExpression(lazy).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
}
