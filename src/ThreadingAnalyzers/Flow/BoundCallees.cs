using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What a called method does with values of the current thread.</summary>
/// <param name="Counted">The values that it only reads, and counts on.</param>
/// <param name="Set">The values that it sets.</param>
internal sealed record BoundCallee(ImmutableArray<ISymbol> Counted, ImmutableArray<ISymbol> Set);

/// <summary>What methods and properties of the program do with values of the current thread on behalf of those that call them.</summary>
internal sealed class BoundCallees(TypeSummary summary, ThreadingModel model)
{
    private readonly Dictionary<Body, BoundCallee> _known = [];
    private readonly Dictionary<INamedTypeSymbol, bool> _keepers = new(SymbolEqualityComparer.Default);

    /// <summary>What the call of a synchronous method, or the use of a property, does with such values; null for other operations, and where it does nothing with any.</summary>
    internal BoundCallee? Of(IOperation operation)
    {
        if (CalledBy(operation) is not { } method || !IsKeeper(method.ContainingType) || summary.BodyOfAny(method) is not { IsAsync: false, IsIterator: false } callee)
            return null;
        if (!_known.TryGetValue(callee, out BoundCallee? known))
            _known[callee] = known = In(callee);
        return known.Counted.IsEmpty && known.Set.IsEmpty ? null : known;
    }

    private static IMethodSymbol? CalledBy(IOperation operation) => operation switch
    {
        IInvocationOperation { IsVirtual: false } call => call.TargetMethod,
        IPropertyReferenceOperation { Property: { IsVirtual: false, IsOverride: false, IsAbstract: false } property } reference =>
            reference.Parent is IAssignmentOperation assignment && assignment.Target == reference ? property.SetMethod : property.GetMethod,
        _ => null,
    };

    // The methods of other types are only bound where these have such values.
    private bool IsKeeper(INamedTypeSymbol? type)
    {
        if (type is null || type.DeclaringSyntaxReferences.IsEmpty)
            return false;
        if (!_keepers.TryGetValue(type, out bool known))
            _keepers[type] = known = type.GetMembers().Any(static member => member is IFieldSymbol field && (field.Type.Name == "ThreadLocal" || (field.IsStatic && SharedLocations.IsPerThread(field))));
        return known;
    }

    private BoundCallee In(Body callee)
    {
        ILookup<ISymbol, IOperation> uses = callee.Sites.Where(site => model.ThreadBound.Of(site) is not null).ToLookup(site => model.ThreadBound.Of(site)!, SymbolEqualityComparer.Default);
        return new BoundCallee(Where(static ofValue => ofValue.All(IsCountedOn)), Where(static ofValue => ofValue.Any(IsSet)));

        ImmutableArray<ISymbol> Where(Func<IGrouping<ISymbol, IOperation>, bool> holds) => uses.Where(holds).Select(static ofValue => ofValue.Key).ToImmutableArray();
    }

    private static bool IsSet(IOperation use) => (use.Parent is IAssignmentOperation assignment && assignment.Target == use && !Operand.IsNull(assignment.Value)) || ThreadBoundFlow.ContentUseBy(use) is ContentUse.None or ContentUse.Change;

    // Who asks whether there is a value, or gives it one, does not count on what was there.
    private static bool IsCountedOn(IOperation use) => !(use.Parent is IAssignmentOperation assignment && assignment.Target == use)
        && !ThreadBoundFlow.IsTest(use) && ThreadBoundFlow.ContentUseBy(use) != ContentUse.None && Operand.ParentOf(use) is not (ICoalesceOperation or IConditionalAccessOperation or IIncrementOrDecrementOperation);
}
