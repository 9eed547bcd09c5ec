using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>An Action that is given an async lambda, as a Func that gives a task, awaited wherever it is called.</summary>
/// <param name="Type">The type that is written for it.</param>
/// <param name="Calls">Its calls.</param>
/// <param name="Function">The function that calls it.</param>
/// <param name="Change">What has to change so that this function can await; null for nothing.</param>
internal sealed record AwaitedDelegate(TypeSyntax Type, InvocationExpressionSyntax[] Calls, SyntaxNode Function, AsyncChange? Change)
{
    /// <summary>The change; null where it is more than called, or called where nothing can be awaited.</summary>
    internal static AwaitedDelegate? Of(SyntaxNode lambda, FixSite site) => lambda switch
    {
        AnonymousFunctionExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Identifier.ValueText: var name, Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration } } }
            => FunctionOf.Node(declaration) is { } function && FunctionOf.IsAsync(function) ? In(function, declaration.Type, name, change: null) : null,
        AnonymousFunctionExpressionSyntax { Parent: ArgumentSyntax { NameColon: null, Parent.Parent: InvocationExpressionSyntax call } argument } => OfParameter(call, call.ArgumentList.Arguments.IndexOf(argument), site),
        _ => null,
    };

    internal void Apply(SyntaxEditor editor)
    {
        TypeSyntax task = TypeNames.Of("System.Threading.Tasks.Task");
        IEnumerable<TypeSyntax> arguments = Type is GenericNameSyntax { TypeArgumentList.Arguments: var given } ? given.Append(task) : [task];
        GenericNameSyntax func = SyntaxFactory.GenericName(SyntaxFactory.Identifier("Func"), SyntaxFactory.TypeArgumentList(SyntaxFactory.SeparatedList(arguments)));
        editor.ReplaceNode(Type, func.WithTriviaFrom(Type));
        foreach (InvocationExpressionSyntax call in Calls)
            editor.ReplaceNode(call, AwaitExpression.Replacing(call, call, AwaitExpression.StaysOffContext(call)));
        Change?.Apply(editor, Function, AwaitExpression.StaysOffContext(Function));
    }

    // Whoever calls the method of the type's own awaits it, too. That all give it async work, the compiler finds out.
    private static AwaitedDelegate? OfParameter(InvocationExpressionSyntax call, int index, FixSite site)
    {
        if (site.Model.GetSymbolInfo(call).Symbol is not IMethodSymbol { DeclaringSyntaxReferences: [var reference] } method || reference.SyntaxTree != site.Model.SyntaxTree)
            return null;
        bool isOwn = method.MethodKind == MethodKind.LocalFunction || method is { DeclaredAccessibility: Accessibility.Private, ContainingType.DeclaringSyntaxReferences.Length: 1 };
        SyntaxNode function = reference.GetSyntax();
        ParameterListSyntax? parameters = (function as MethodDeclarationSyntax)?.ParameterList ?? (function as LocalFunctionStatementSyntax)?.ParameterList;
        if (!isOwn || !method.ReturnsVoid || index >= parameters?.Parameters.Count || parameters?.Parameters[index] is not { Type: { } type, Modifiers.Count: 0, Default: null, Identifier.ValueText: var name })
            return null;
        return AsyncChange.Of(function, site) is { } change ? In(function, type, name, change) : null;
    }

    private static AwaitedDelegate? In(SyntaxNode function, TypeSyntax type, string name, AsyncChange? change)
    {
        if (type is not (IdentifierNameSyntax { Identifier.ValueText: "Action" } or GenericNameSyntax { Identifier.ValueText: "Action" }))
            return null;
        IdentifierNameSyntax[] uses = function.DescendantNodes().OfType<IdentifierNameSyntax>().Where(use => use.Identifier.ValueText == name).ToArray();
        InvocationExpressionSyntax[] calls = uses.Select(CallOf).OfType<InvocationExpressionSyntax>().ToArray();
        bool isOnlyCalled = calls.Length > 0 && calls.Length == uses.Length && calls.All(call => FunctionOf.Node(call) == function && !call.Ancestors().Any(static node => node is LockStatementSyntax));
        return isOnlyCalled ? new(type, calls, function, change) : null;
    }

    // click(); click.Invoke();
    private static InvocationExpressionSyntax? CallOf(IdentifierNameSyntax use) => use.Parent switch
    {
        InvocationExpressionSyntax { Parent: ExpressionStatementSyntax } call when call.Expression == use => call,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Invoke", Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax } call } member when member.Expression == use => call,
        _ => null,
    };
}
