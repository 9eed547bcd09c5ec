using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Delegates that queries ask for the keys of their elements, to compare them.</summary>
internal static class KeySelectors
{
    private static readonly HashSet<string> Ordering = new(StringComparer.Ordinal) { "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "Min", "Max", "MinBy", "MaxBy" };

    /// <summary>The selectors of a query that give tasks for keys, and whether the query needs their order.</summary>
    internal static IEnumerable<(IOperation Selector, bool IsOrder)> GivingTasks(IInvocationOperation query, KnownTypes types)
    {
        if (query.TargetMethod is not { ContainingType: { Name: "Enumerable" or "Queryable" or "ParallelEnumerable", ContainingNamespace.Name: "Linq" }, Name: var name })
            yield break;
        foreach (IArgumentOperation argument in query.Arguments)
        {
            bool isKey = argument.Parameter is { Name: "keySelector" or "outerKeySelector" or "innerKeySelector" } || (name is "Min" or "Max" && argument.Parameter?.Name == "selector");
            if (isKey && KeyOf(argument.Parameter!.Type) is { } key && types.IsTask(key))
                yield return (argument.Value, Ordering.Contains(name));
        }
    }

    // A query that others translate takes its selectors as expressions.
    private static ITypeSymbol? KeyOf(ITypeSymbol selector) => selector switch
    {
        INamedTypeSymbol { DelegateInvokeMethod.ReturnType: var key } => key,
        INamedTypeSymbol { Name: "Expression", TypeArguments: [INamedTypeSymbol { DelegateInvokeMethod.ReturnType: var key }] } => key,
        _ => null,
    };
}
