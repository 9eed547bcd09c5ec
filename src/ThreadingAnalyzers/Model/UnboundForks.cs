using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Calls and creations that start other threads, and do not bind because something else in them is not known here.</summary>
internal static class UnboundForks
{
    private static readonly HashSet<string> Queries = new(StringComparer.Ordinal) { "ForAll", "Select", "SelectMany", "Where", "Aggregate", "Any", "All" };
    private static readonly HashSet<string> Waits = new(StringComparer.Ordinal) { "Wait", "WaitAll", "WaitAny", "WhenAll", "WhenAny", "Join", "GetResult", "WaitOne" };

    /// <summary>How such an operation runs the delegates that it is given; null where it runs none elsewhere, or binds.</summary>
    internal static ForkKind? KindOf(IOperation operation, ThreadEntryPoints threads)
    {
        if (operation is not IInvalidOperation { SemanticModel: { } semantics })
            return null;
        switch (operation.Syntax)
        {
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } call:
                string name = called.Name.Identifier.ValueText;
                // A factory of somebody's own may have a scheduler that stays on the thread.
                if (name == "StartNew" && !called.Expression.ToString().EndsWith("Task.Factory", StringComparison.Ordinal))
                    return null;
                if (ThreadEntryPoints.IsCallName(name) && semantics.GetSymbolInfo(call).CandidateSymbols.OfType<IMethodSymbol>().Select(threads.KindOf).FirstOrDefault(static kind => kind is not null) is { } kind)
                    return kind;
                if (Queries.Contains(name) && called.Expression.ToString().EndsWith(".AsParallel()", StringComparison.Ordinal))
                    return ForkKind.Parallel;
                return name == "Select" && operation.ChildOperations.Any(static child => child is IAnonymousFunctionOperation { Symbol.IsAsync: true }) ? ForkKind.AsyncFanOut : null;
            case ObjectCreationExpressionSyntax { Type: var type } creation when type.ToString() is "Thread" or "Timer" or "Task" or "System.Threading.Thread" or "System.Threading.Timer":
                return semantics.GetSymbolInfo(creation).CandidateSymbols.OfType<IMethodSymbol>().Select(threads.KindOf).FirstOrDefault(static kind => kind is not null);
            default:
                return null;
        }
    }

    /// <summary>The methods that a name stands for which is passed to such an operation.</summary>
    internal static IEnumerable<IMethodSymbol> MethodsNamedBy(IOperation argument) =>
        argument is { Kind: OperationKind.None, Syntax: SimpleNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }, SemanticModel: { } semantics }
            && semantics.GetSymbolInfo(argument.Syntax) is var named
            ? (named.Symbol is { } one ? [one] : named.CandidateSymbols.AsEnumerable()).OfType<IMethodSymbol>()
            : [];

    /// <summary>Whether a call that does not bind by its name waits for other work.</summary>
    internal static bool IsWait(IOperation operation) =>
        operation is IInvalidOperation { Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } } && Waits.Contains(name);
}
