using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What a body leaves behind in variables that others can read: fields, captured locals, and the content of arrays and collections that it was given.</summary>
internal sealed class ResultsOf(Body body, Callbacks callbacks)
{
    // Results go through few hands.
    private const int MostCalls = 3;

    /// <summary>The variables that the body changes, or whose content it does.</summary>
    internal IEnumerable<ISymbol> Locations => ChangedBy(body, MostCalls);

    private IEnumerable<ISymbol> ChangedBy(Body changing, int calls) => changing.Sites.SelectMany(site => site switch
    {
        IAssignmentOperation assignment => RootOf(assignment.Target),
        IIncrementOrDecrementOperation step => RootOf(step.Target),
        IInvocationOperation call => Changed(call).Concat(call.Arguments.Where(static argument => argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out).SelectMany(static argument => RootOf(argument.Value))).Concat(calls == 0 ? [] : ChangedThrough(call, calls - 1)),
        _ => [],
    });

    // _totals.Add(…)
    private static IEnumerable<ISymbol> Changed(IInvocationOperation call) =>
        call.Instance is { } instance && UnsafeObjects.UseBy(call.TargetMethod, ObjectFamily.Collection) == ContentUse.Change ? RootOf(instance) : [];

    // Fill(buffer), where Fill changes what its parameter stands for.
    private IEnumerable<ISymbol> ChangedThrough(IInvocationOperation call, int calls)
    {
        if (call.Arguments.IsEmpty || callbacks.Of(call.TargetMethod) is not { } callee)
            return [];
        var changed = new HashSet<ISymbol>(ChangedBy(callee, calls), SymbolEqualityComparer.Default);
        return call.Arguments.Where(argument => argument.Parameter is { } parameter && changed.Contains(parameter.OriginalDefinition)).SelectMany(static argument => RootOf(argument.Value));
    }

    // The variable of values[i], counts[word] and values.
    private static IEnumerable<ISymbol> RootOf(IOperation target)
    {
        target = Operand.Unwrap(target);
        while (true)
        {
            switch (target)
            {
                case IArrayElementReferenceOperation element: target = Operand.Unwrap(element.ArrayReference); break;
                case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } collection }: target = Operand.Unwrap(collection); break;
                default: return SharedLocations.LocationOf(target) is { } location ? [location] : [];
            }
        }
    }
}
