using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// A call that the compiler could not bind, since a type in it does not resolve: a reference is missing, or the code is being typed.
/// The compiler shows it as an invalid operation over its receiver and arguments.
/// </summary>
/// <param name="Name">The name of what is called.</param>
/// <param name="Instance">The object that it is called on; null for the caller's own, and for static ones.</param>
/// <param name="Method">What is called, where all that the call may mean are overloads of one method; else null.</param>
internal sealed record UnresolvedCall(string Name, IOperation? Instance, IMethodSymbol? Method)
{
    /// <summary>The call that an operation stands for; null where it is none, or was bound.</summary>
    internal static UnresolvedCall? Of(IOperation operation)
    {
        if (operation is not IInvalidOperation { Syntax: InvocationExpressionSyntax call } || NameOf(call.Expression) is not { } name)
            return null;
        ExpressionSyntax? receiver = (call.Expression as MemberAccessExpressionSyntax)?.Expression;
        IOperation? instance = Parts(operation, call).FirstOrDefault(part => part.Syntax == receiver || (receiver is null && part is IConditionalAccessInstanceOperation));
        return new(name.Identifier.ValueText, instance, MethodOf(call, operation.SemanticModel));
    }

    /// <summary>The collection whose indexer does not bind, as in <c>_rows[unknown.Key]</c>; null for anything else.</summary>
    internal static IOperation? IndexedBy(IOperation operation) =>
        operation is IInvalidOperation { Syntax: ElementAccessExpressionSyntax access } ? operation.ChildOperations.FirstOrDefault(child => child.Syntax == access.Expression) : null;

    /// <summary>The argument at a position of such a call or indexer; null where there is none.</summary>
    internal static IOperation? ArgumentOf(IOperation operation, int position)
    {
        BaseArgumentListSyntax? list = operation is IInvalidOperation ? (operation.Syntax as InvocationExpressionSyntax)?.ArgumentList ?? (BaseArgumentListSyntax?)(operation.Syntax as ElementAccessExpressionSyntax)?.ArgumentList : null;
        return list is { Arguments: var arguments } && position < arguments.Count ? operation.ChildOperations.FirstOrDefault(child => child.Syntax == arguments[position].Expression) : null;
    }

    /// <summary>The unresolved call whose task an operation blocks on, by its name a task: <c>LoadAsync(…).Result</c>, <c>SaveAsync().Wait()</c>; null for anything else.</summary>
    internal static IOperation? TaskBlockedOnBy(IOperation operation)
    {
        IOperation? task = operation switch
        {
            IInvalidOperation { Syntax: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" } } => operation.ChildOperations.FirstOrDefault(),
            _ => Of(operation) is { Name: "Wait" or "GetResult", Method: null, Instance: { } waited } ? waited : null,
        };
        while (task is not null && Of(task) is { Name: "GetAwaiter" or "ConfigureAwait", Instance: { } inner })
            task = inner;
        return task is not null && Of(task) is { IsNamedAsync: true } ? task : null;
    }

    /// <summary>Whether the name promises something to await.</summary>
    internal bool IsNamedAsync => Name.EndsWith("Async", StringComparison.Ordinal);

    // Where not even the member was found, what was to be called is an invalid operation of its own.
    private static IEnumerable<IOperation> Parts(IOperation operation, InvocationExpressionSyntax call) =>
        operation.ChildOperations.SelectMany(child => child.Syntax == call.Expression ? child.ChildOperations : Enumerable.Repeat(child, 1));

    private static SimpleNameSyntax? NameOf(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax member => member.Name,
        MemberBindingExpressionSyntax member => member.Name,
        SimpleNameSyntax name => name,
        _ => null,
    };

    private static IMethodSymbol? MethodOf(InvocationExpressionSyntax call, SemanticModel? model)
    {
        if (model is null)
            return null;
        SymbolInfo meant = model.GetSymbolInfo(call);
        ImmutableArray<IMethodSymbol> candidates = meant.CandidateReason == CandidateReason.OverloadResolutionFailure
            ? meant.CandidateSymbols.OfType<IMethodSymbol>().Where(method => Takes(method, call.ArgumentList.Arguments.Count)).ToImmutableArray()
            : ImmutableArray<IMethodSymbol>.Empty;
        return candidates.FirstOrDefault() is { } first && candidates.All(other => SymbolEqualityComparer.Default.Equals(other.ContainingType, first.ContainingType)) ? first : null;
    }

    private static bool Takes(IMethodSymbol method, int count) =>
        count >= method.Parameters.Count(static parameter => !parameter.IsOptional && !parameter.IsParams)
        && (count <= method.Parameters.Length || method.Parameters.LastOrDefault() is { IsParams: true });
}
