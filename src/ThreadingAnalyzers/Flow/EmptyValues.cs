using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Collections that are the values of a concurrent dictionary and are removed from it when they are empty: whoever has just got one still adds to it.</summary>
internal static class EmptyValues
{
    /// <summary>The look at the size of the value that decides whether its key is removed; null where there is none.</summary>
    internal static ConcurrentUse? RemovedBy(ConcurrentUse act, ConcurrentUses uses, ThreadingModel model)
    {
        if (act.Call.Key is null || !uses.All.Any(other => GivesValue(other) && !ReferenceEquals(other.Body.Outermost, act.Body.Outermost) && SymbolEqualityComparer.Default.Equals(other.Path.Last, act.Path.Last)))
            return null;
        ConcurrentUse? check = (from decided in DecidedConditions.Before(act.Operation)
                                from part in DecidedConditions.Parts(decided.Condition, decided.Value)
                                let size = SizeIn(part.Condition, part.Value, model)
                                where size is not null && IsValueOf(size, act, uses)
                                select new ConcurrentUse(size, act.Path, act.Body)).FirstOrDefault();
        return check is null || uses.AreUnderOneLock(check, act) || IsLookedAtAgain(act) ? null : check;
    }

    // if (_groups.TryRemove(key, out var removed) && !removed.IsEmpty) puts back what came in between.
    private static bool IsLookedAtAgain(ConcurrentUse act) => act.Call.Argument(1) is { } given
        && act.Body.Root.Descendants().Any(site => site is ILocalReferenceOperation { IsDeclaration: false, Local: var local } && site.Syntax.SpanStart > given.Syntax.Span.End && IsOut(given, local));

    /// <summary>Whether an argument gives a local its value.</summary>
    internal static bool IsOut(IOperation? argument, ILocalSymbol local) => argument switch
    {
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } => SymbolEqualityComparer.Default.Equals(declared.Local, local),
        ILocalReferenceOperation named => SymbolEqualityComparer.Default.Equals(named.Local, local),
        _ => false,
    };

    private static bool GivesValue(ConcurrentUse use) => use.Action is ConcurrentAction.GetOrAdd or ConcurrentAction.TryGet or ConcurrentAction.Get or ConcurrentAction.AddOrUpdate;

    // value.IsEmpty, value.Count == 0, value.Count < 1
    private static ConcurrentCall? SizeIn(IOperation condition, bool outcome, ThreadingModel model)
    {
        if (condition is IPropertyReferenceOperation { Property.Name: "IsEmpty" })
            return outcome ? SizeOf(condition, model) : null;
        if (condition is not IBinaryOperation { RightOperand.ConstantValue: { HasValue: true, Value: int bound } } comparison)
            return null;
        bool isEmpty = (comparison.OperatorKind, bound) switch
        {
            (BinaryOperatorKind.Equals, 0) or (BinaryOperatorKind.LessThanOrEqual, 0) or (BinaryOperatorKind.LessThan, 1) => outcome,
            (BinaryOperatorKind.NotEquals, 0) or (BinaryOperatorKind.GreaterThan, 0) => !outcome,
            _ => false,
        };
        return isEmpty ? SizeOf(Operand.Unwrap(comparison.LeftOperand), model) : null;
    }

    // Of an object of the program's own as well: room.IsEmpty.
    private static ConcurrentCall? SizeOf(IOperation operation, ThreadingModel model) => model.ConcurrentCollections.Of(operation) switch
    {
        { Action: ConcurrentAction.Size } size => size,
        null when operation is IPropertyReferenceOperation { Property: { Name: "IsEmpty" or "Count", IsIndexer: false }, Instance: { Type.IsReferenceType: true } value } => new ConcurrentCall(ConcurrentAction.Size, operation, value, Key: null),
        _ => null,
    };

    private static bool IsValueOf(ConcurrentCall size, ConcurrentUse act, ConcurrentUses uses) => size.Collection switch
    {
        ILocalReferenceOperation { Local: var local } => uses.All.Any(use => GivesValue(use) && ReferenceEquals(use.Body, act.Body) && use.IsOnSame(act) && use.Call.HasKeyOf(act.Call)
            && (IsOut(use.Call.Argument(1), local) || (act.Body.Locals.Of(local) is { } value && Operand.Unwrap(value) == use.Operation))),
        // foreach (var pair in _groups) if (pair.Value.IsEmpty) _groups.TryRemove(pair.Key, out _);
        IPropertyReferenceOperation { Property.Name: "Value", Instance: ILocalReferenceOperation { Local: var pair } } =>
            Operand.Unwrap(act.Call.Key!) is IPropertyReferenceOperation { Property.Name: "Key", Instance: ILocalReferenceOperation { Local: var same } } && SymbolEqualityComparer.Default.Equals(pair, same),
        IPropertyReferenceOperation or IInvocationOperation => uses.Of(size.Collection) is { } element && GivesValue(element) && element.IsOnSame(act) && element.Call.HasKeyOf(act.Call),
        _ => false,
    };
}
