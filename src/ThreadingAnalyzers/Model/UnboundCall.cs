using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>A call that the compiler cannot bind, as far as it can be told what it calls.</summary>
/// <param name="Name">The name of what is called.</param>
/// <param name="Instance">The object that it is called on; null for the caller's own, and for static ones.</param>
/// <param name="Method">What is called, where all that the call may mean are overloads of one method; else null.</param>
internal sealed record UnboundCall(string Name, IOperation? Instance, IMethodSymbol? Method)
{
    /// <summary>Whether the name promises something to await.</summary>
    internal bool IsNamedAsync => Name.EndsWith("Async", StringComparison.Ordinal);

    /// <summary>The call that an operation stands for; null where it is none, or was bound.</summary>
    internal static UnboundCall? Of(IOperation operation)
    {
        if (UnboundCalls.NameOf(operation) is not { } name || operation.Syntax is not InvocationExpressionSyntax call)
            return null;
        ExpressionSyntax? receiver = (call.Expression as MemberAccessExpressionSyntax)?.Expression;
        while (receiver is ParenthesizedExpressionSyntax parenthesized)
            receiver = parenthesized.Expression;
        IOperation? instance = Parts(operation, call).FirstOrDefault(part => part.Syntax == receiver || (receiver is null && part.Kind == OperationKind.ConditionalAccessInstance));
        return new(name, instance, operation.SemanticModel is { } model ? MethodOf(call, model) : MethodOf(name, UnboundCalls.ReceiverOf(operation)?.Type));
    }

    /// <summary>The call whose task an operation blocks on, by its name a task: <c>LoadAsync(…).Result</c>, <c>SaveAsync().Wait()</c>; null for anything else.</summary>
    internal static IOperation? TaskBlockedOnBy(IOperation operation)
    {
        IOperation? task = UnboundCalls.IsUnknown(operation) && operation.Syntax is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" }
            ? operation.ChildOperations.FirstOrDefault()
            : Of(operation) is { Name: "Wait" or "GetResult", Method: null, Instance: { } waited } ? waited : null;
        while (task is not null && Of(task) is { Name: "GetAwaiter" or "ConfigureAwait", Instance: { } inner })
            task = inner;
        return task is not null && (IsTask(task) || IsLocalTask(task)) ? task : null;
    }

    private static bool IsTask(IOperation task) => Of(task) is { } called && (called.IsNamedAsync || UnboundCalls.IsOfTask(task, "WhenAll", "WhenAny"));

    /// <summary>Whether a call runs a delegate of an unknown type that the function was given: <c>next()</c>.</summary>
    internal static bool IsOfParameter(IOperation operation) => operation is { Syntax: InvocationExpressionSyntax { Expression: IdentifierNameSyntax called }, SemanticModel: { } model } && UnboundCalls.IsUnknown(operation)
        && model.GetSymbolInfo(called).Symbol is IParameterSymbol { Type.TypeKind: TypeKind.Error };

    // var task = _client.LoadAsync(); … task.Result
    private static bool IsLocalTask(IOperation task) => task is ILocalReferenceOperation { Local: { Type.TypeKind: TypeKind.Error, DeclaringSyntaxReferences: [var declaration] } }
        && declaration.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } } && name.EndsWith("Async", StringComparison.Ordinal);

    // Where not even the member was found, what was to be called is an operation of its own.
    private static IEnumerable<IOperation> Parts(IOperation operation, InvocationExpressionSyntax call) =>
        operation.ChildOperations.SelectMany(child => child.Syntax == call.Expression ? child.ChildOperations : Enumerable.Repeat(child, 1));

    private static IMethodSymbol? MethodOf(InvocationExpressionSyntax call, SemanticModel model)
    {
        SymbolInfo meant = model.GetSymbolInfo(call);
        ImmutableArray<IMethodSymbol> candidates = meant.CandidateReason == CandidateReason.OverloadResolutionFailure
            ? meant.CandidateSymbols.OfType<IMethodSymbol>().Where(method => Takes(method, call.ArgumentList.Arguments.Count)).ToImmutableArray()
            : ImmutableArray<IMethodSymbol>.Empty;
        return candidates.FirstOrDefault() is { } first && candidates.All(other => SymbolEqualityComparer.Default.Equals(other.ContainingType, first.ContainingType)) ? first : null;
    }

    /// <summary>The first method of a name that a type or one of its base types has: in a control-flow graph nobody can be asked for candidates.</summary>
    internal static IMethodSymbol? MethodOf(string name, ITypeSymbol? receiver)
    {
        for (ITypeSymbol? type = receiver; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault() is { } method)
                return method;
        }

        return null;
    }

    private static bool Takes(IMethodSymbol method, int count) =>
        count >= method.Parameters.Count(static parameter => !parameter.IsOptional && !parameter.IsParams)
        && (count <= method.Parameters.Length || method.Parameters.LastOrDefault() is { IsParams: true });
}
