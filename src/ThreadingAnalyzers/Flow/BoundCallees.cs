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
    // What is counted on further away is seldom meant for the code that sets it.
    private const int MostCalls = 2;

    private static readonly BoundCallee Nothing = new(ImmutableArray<ISymbol>.Empty, ImmutableArray<ISymbol>.Empty);

    private readonly Dictionary<Body, BoundCallee> _known = [];

    /// <summary>What the call of a synchronous method, or the use of a property, does with such values where its type keeps some, as of others nothing is bound; null for other operations, and where it does nothing with any.</summary>
    internal BoundCallee? Of(IOperation operation) => Of(operation, MostCalls);

    /// <summary>The same, of code that is known to set such values: what other methods of its type do for it counts as well.</summary>
    internal BoundCallee? OfUser(IOperation operation) => Of(operation) ?? (operation is IInvocationOperation && CalledBy(operation) is { } method && summary.Callbacks.Of(method) is not null ? Of(method, MostCalls) : null);

    private BoundCallee? Of(IOperation operation, int calls) => CalledBy(operation) is { } method && model.ThreadBound.AreKeptBy(method.ContainingType) ? Of(method, calls) : null;

    private BoundCallee? Of(IMethodSymbol method, int calls)
    {
        if (calls == 0 || summary.BodyOfAny(method) is not { IsAsync: false, IsIterator: false } callee)
            return null;
        if (!_known.TryGetValue(callee, out BoundCallee? known))
        {
            _known[callee] = Nothing;
            _known[callee] = known = In(callee, calls);
        }

        return known.Counted.IsEmpty && known.Set.IsEmpty ? null : known;
    }

    private static IMethodSymbol? CalledBy(IOperation operation) => operation switch
    {
        IInvocationOperation { IsVirtual: false } call => call.TargetMethod,
        IPropertyReferenceOperation { Property: { IsVirtual: false, IsOverride: false, IsAbstract: false } property } reference =>
            reference.Parent is IAssignmentOperation assignment && assignment.Target == reference ? property.SetMethod : property.GetMethod,
        _ => null,
    };

    private BoundCallee In(Body callee, int calls)
    {
        ILookup<ISymbol, IOperation> uses = callee.Sites.Where(site => model.ThreadBound.Of(site) is not null).ToLookup(site => model.ThreadBound.Of(site)!, SymbolEqualityComparer.Default);
        List<BoundCallee> called = callee.Sites.Where(site => model.ThreadBound.Of(site) is null).Select(site => Of(site, calls - 1)).OfType<BoundCallee>().ToList();
        return new BoundCallee(
            Where(IsCountedOn, all: true).Concat(called.SelectMany(static one => one.Counted)).Distinct<ISymbol>(SymbolEqualityComparer.Default).ToImmutableArray(),
            Where(IsSet, all: false).Concat(called.SelectMany(static one => one.Set)).Distinct<ISymbol>(SymbolEqualityComparer.Default).ToImmutableArray());

        IEnumerable<ISymbol> Where(Func<IOperation, bool> holds, bool all) => uses.Where(ofValue => all ? ofValue.All(holds) : ofValue.Any(holds)).Select(static ofValue => ofValue.Key);
    }

    private static bool IsSet(IOperation use) => (use.Parent is IAssignmentOperation assignment && assignment.Target == use && !Operand.IsNull(assignment.Value)) || ThreadBoundFlow.ContentUseBy(use) is ContentUse.None or ContentUse.Change;

    // Who asks whether there is a value, or gives it one, does not count on what was there.
    private static bool IsCountedOn(IOperation use) => !(use.Parent is IAssignmentOperation assignment && assignment.Target == use)
        && !ThreadBoundFlow.IsTest(use) && ThreadBoundFlow.ContentUseBy(use) != ContentUse.None && Operand.ParentOf(use) is not (IConditionalAccessOperation or IIncrementOrDecrementOperation)
        && !(Operand.ParentOf(use) is ICoalesceOperation { WhenNull: var otherwise } && Operand.Unwrap(otherwise) is not IThrowOperation);
}
