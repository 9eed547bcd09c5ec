using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>A local Action that holds an async lambda, as a Func that gives a task, awaited wherever it is called.</summary>
/// <param name="Type">The type that is written for the local.</param>
/// <param name="Calls">Its calls.</param>
internal sealed record AwaitedDelegate(TypeSyntax Type, InvocationExpressionSyntax[] Calls)
{
    /// <summary>The change; null where the local is more than called, or called where nothing can be awaited.</summary>
    internal static AwaitedDelegate? Of(SyntaxNode lambda)
    {
        if (lambda is not AnonymousFunctionExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Identifier.ValueText: var name, Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration } variable } })
            return null;
        bool isAction = declaration.Type is IdentifierNameSyntax { Identifier.ValueText: "Action" } or GenericNameSyntax { Identifier.ValueText: "Action" };
        if (!isAction || FunctionOf.Node(declaration) is not { } function || !FunctionOf.IsAsync(function))
            return null;
        IdentifierNameSyntax[] uses = function.DescendantNodes().OfType<IdentifierNameSyntax>().Where(use => use.Identifier.ValueText == name).ToArray();
        InvocationExpressionSyntax[] calls = uses.Select(CallOf).OfType<InvocationExpressionSyntax>().ToArray();
        bool isOnlyCalled = calls.Length > 0 && calls.Length == uses.Length && calls.All(call => FunctionOf.Node(call) == function && !call.Ancestors().Any(static node => node is LockStatementSyntax));
        return isOnlyCalled ? new(declaration.Type, calls) : null;
    }

    internal void Apply(SyntaxEditor editor)
    {
        TypeSyntax task = TypeNames.Of("System.Threading.Tasks.Task");
        IEnumerable<TypeSyntax> arguments = Type is GenericNameSyntax { TypeArgumentList.Arguments: var given } ? given.Append(task) : [task];
        GenericNameSyntax func = SyntaxFactory.GenericName(SyntaxFactory.Identifier("Func"), SyntaxFactory.TypeArgumentList(SyntaxFactory.SeparatedList(arguments)));
        editor.ReplaceNode(Type, func.WithTriviaFrom(Type));
        foreach (InvocationExpressionSyntax call in Calls)
            editor.ReplaceNode(call, AwaitExpression.Replacing(call, call, AwaitExpression.StaysOffContext(call)));
    }

    // click(); click.Invoke();
    private static InvocationExpressionSyntax? CallOf(IdentifierNameSyntax use) => use.Parent switch
    {
        InvocationExpressionSyntax { Parent: ExpressionStatementSyntax } call when call.Expression == use => call,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Invoke", Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax } call } member when member.Expression == use => call,
        _ => null,
    };
}
