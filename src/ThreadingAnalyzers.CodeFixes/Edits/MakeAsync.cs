using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Makes a function that returns tasks an async one.</summary>
internal sealed class MakeAsync(SyntaxNode function, INamedTypeSymbol task, SemanticModel model)
{
    /// <summary>The kind of annotation of a function that a repair has made async, or has given a handler: the rest of it may want another repair.</summary>
    internal const string Made = "ThreadingAnalyzers.MadeAsync";

    /// <summary>The change of a function, or null where it returns no task.</summary>
    internal static MakeAsync? Of(SyntaxNode function, SemanticModel model)
    {
        ISymbol? symbol = function is AnonymousFunctionExpressionSyntax ? model.GetSymbolInfo(function).Symbol : model.GetDeclaredSymbol(function);
        bool canBeAsync = function is MethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax;
        if (!canBeAsync || (symbol as IMethodSymbol)?.ReturnType is not INamedTypeSymbol type)
            return null;
        return new KnownTypes(model.Compilation).IsTask(type) ? new MakeAsync(function, type, model) : null;
    }

    /// <summary>Adds the keyword, and awaits where the function returned a task.</summary>
    internal void Apply(SyntaxEditor editor, bool staysOffContext)
    {
        foreach (BaseObjectCreationExpressionSyntax creation in FunctionOf.OwnNodes(function).OfType<BaseObjectCreationExpressionSyntax>().Where(IsOfValue))
            editor.ReplaceNode(creation, static (current, _) => current.WithAdditionalAnnotations(new SyntaxAnnotation(ReturnedTasks.OfValue)));
        editor.ReplaceNode(function, (current, _) => WithKeyword(new ReturnedTasks(current, task, staysOffContext).Visit(current)!));
    }

    // new ValueTask<int>(1), and not one of another task.
    private bool IsOfValue(BaseObjectCreationExpressionSyntax creation) =>
        task is { IsValueType: true, TypeArguments: [var result] } && creation.ArgumentList?.Arguments.Count == 1
        && model.GetSymbolInfo(creation).Symbol is IMethodSymbol { Parameters: [{ Type: var given }] } made
        && SymbolEqualityComparer.Default.Equals(made.ContainingType, task) && SymbolEqualityComparer.Default.Equals(given, result);

    /// <summary>The function with the keyword.</summary>
    internal static SyntaxNode WithKeyword(SyntaxNode function) => Keyworded(function).WithAdditionalAnnotations(new SyntaxAnnotation(Made));

    private static SyntaxNode Keyworded(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax method =>
            WithKeyword(method, method.Modifiers, method.ReturnType, static (node, modifiers) => node.WithModifiers(modifiers)),
        LocalFunctionStatementSyntax local =>
            WithKeyword(local, local.Modifiers, local.ReturnType, static (node, modifiers) => node.WithModifiers(modifiers)),
        AnonymousFunctionExpressionSyntax lambda => lambda.WithoutLeadingTrivia().WithAsyncKeyword(Keyword()).WithLeadingTrivia(lambda.GetLeadingTrivia()),
        _ => function,
    };

    private static T WithKeyword<T>(T function, SyntaxTokenList modifiers, TypeSyntax returnType, Func<T, SyntaxTokenList, T> with) where T : SyntaxNode
    {
        int index = modifiers.IndexOf(SyntaxKind.PartialKeyword) is >= 0 and var partial ? partial : modifiers.Count;
        if (index > 0)
            return with(function, modifiers.Insert(index, Keyword()));

        // The keyword becomes the first token, and takes over what stands above the function.
        SyntaxToken first = modifiers.Count > 0 ? modifiers[0] : returnType.GetFirstToken();
        SyntaxToken keyword = Keyword().WithLeadingTrivia(first.LeadingTrivia);
        T bare = function.ReplaceToken(first, first.WithLeadingTrivia());
        SyntaxTokenList rest = modifiers.Count > 0 ? modifiers.Replace(first, first.WithLeadingTrivia()) : modifiers;
        return with(bare, rest.Insert(0, keyword));
    }

    private static SyntaxToken Keyword() =>
        SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space).WithAdditionalAnnotations(Formatter.Annotation);
}
