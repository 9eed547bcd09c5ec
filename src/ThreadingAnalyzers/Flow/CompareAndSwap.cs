using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What is wrong with a compare-and-swap, if anything: it works only with the value that the new one was computed from, and only if somebody asks whether it did.</summary>
internal sealed class CompareAndSwap(AtomicCall call, AccessPath path, Body body, ThreadingModel model)
{
    /// <summary>The fault, in words that follow the name of the call; null where there is none.</summary>
    internal string? Fault()
    {
        if (call is { Action: AtomicAction.Change or AtomicAction.Exchange })
            return call.IsResultIgnored && (call.Action == AtomicAction.Change ? FollowsTest() : FollowsComparison()) ? "follows a test of an earlier read, which other threads pass at the same time; its result, which says what the place really was, is ignored" : null;
        if (call is not { Value: { } value, Comparand: { } comparand } || Reads(value))
            return null;
        if (Reads(comparand))
            return "is given the value that the place has now, and not the one that the new value was made from; it succeeds whatever other threads did in between";
        if (Operand.ParentOf(call.Call) is IBinaryOperation comparison && (Reads(Operand.Unwrap(comparison.LeftOperand)) || Reads(Operand.Unwrap(comparison.RightOperand))))
            return "gives the value from before, which has to be compared with the comparand; the place is read again here, and may have changed since";
        if (call.IsResultIgnored && NullChecks.IsNull(comparand) && IsUsedThoughItLost(value))
            return "may find that another thread was faster; then the place has the other one's object, and this one goes on with an object of its own";
        if (comparand is not ILocalReferenceOperation { Local: var seen })
            return call.IsResultIgnored && DecidesAlone(comparand) ? "may find that another thread was faster, and its result, which says so, is ignored: both go on" : null;
        if (!IsSnapshot(seen))
            return null;
        if (IsComputedFromAnotherRead(value, seen))
            return $"writes a value that is computed from another read than '{seen.Name}', with which it compares; what changed between the two is lost";
        if (call.IsResultIgnored && RestsOn(value, seen) && !IsKnownNull(seen) && !IsGrowth(value))
            return "fails when another thread was faster, and nobody looks at the result: the update is lost. It needs a loop";
        return IsRetriedWithoutRead(seen) ? $"is tried again with the same '{seen.Name}', which is read only once; when another thread was faster, the loop never ends" : null;
    }

    // if (count / size > 5) CompareExchange(ref _size, 2 * size, size); whoever was faster has done the same.
    private bool IsGrowth(IOperation value) => value is IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply or BinaryOperatorKind.LeftShift } && DecidedConditions.Before(call.Call).Any();

    // if (_active < Limit) { Interlocked.Increment(ref _active); … }
    private bool FollowsTest() => !DependsOnMore() && DecidedConditions.Before(call.Call).SelectMany(static decided => DecidedConditions.Parts(decided.Condition, decided.Value))
        .Any(part => !IsAfterOwnChange(part.Condition) && part.Condition is IBinaryOperation { OperatorKind: not (BinaryOperatorKind.And or BinaryOperatorKind.Or) } comparison && (IsRead(comparison.LeftOperand) || IsRead(comparison.RightOperand)));

    // if (size > _largest) Interlocked.Exchange(ref _largest, size);
    private bool FollowsComparison() => !DependsOnMore() && call.Value is { ConstantValue.HasValue: false, Type.IsValueType: true }
        && DecidedConditions.Before(call.Call).SelectMany(static decided => DecidedConditions.Parts(decided.Condition, decided.Value))
            .Any(part => part.Condition is IBinaryOperation comparison && IsOrdering(comparison.OperatorKind) && ReadsWithin(comparison));

    // while (_left > 0) if (queue.TryDequeue(out var item)) Decrement(ref _left); counts what was taken.
    private bool DependsOnMore() => DecidedConditions.Before(call.Call).Any(decided => decided.Condition.Parent is ILoopOperation
        || decided.Condition.DescendantsAndSelf().Any(part => part is IInvocationOperation && model.Atomics.Of(part) is not { Action: AtomicAction.Read }));

    // Increment(ref _active); if (_active > Limit) Decrement(ref _active); is a matter of the second look.
    private bool IsAfterOwnChange(IOperation condition) => body.Sites.Exists(site => site.Syntax.SpanStart < condition.Syntax.SpanStart
        && model.Atomics.Of(site) is { Action: AtomicAction.Change } change && path.Equals(AccessPath.Of(change.Target)));

    private bool Reads(IOperation operation) => RepeatedRead.Reads(operation, path, model);

    private bool ReadsWithin(IOperation operation) => operation.DescendantsAndSelf().Any(Reads);

    private bool IsSnapshot(ILocalSymbol local) => ValuesOf(local).Any(value => Reads(Operand.Unwrap(value)));

    private IEnumerable<IOperation> ValuesOf(ILocalSymbol local)
    {
        foreach (IOperation site in body.Sites)
        {
            if (site is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local) && declarator.GetVariableInitializer() is { } initializer)
                yield return initializer.Value;
            else if (site is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment && SymbolEqualityComparer.Default.Equals(target.Local, local))
                yield return assignment.Value;
        }
    }

    private bool IsComputedFromAnotherRead(IOperation value, ILocalSymbol seen)
    {
        IEnumerable<IOperation> sources = value is ILocalReferenceOperation { Local: var local } && !SymbolEqualityComparer.Default.Equals(local, seen) ? ValuesOf(local) : [value];
        return sources.Any(source => ReadsWithin(source) && !Names(source, seen)) || (value is ILocalReferenceOperation { Local: var made } && IsLinkedByAnotherRead(made, seen));
    }

    // old = _head; node.Next = _head; CompareExchange(ref _head, node, old)
    private bool IsLinkedByAnotherRead(ILocalSymbol made, ILocalSymbol seen)
    {
        List<IOperation> links = body.Sites.OfType<ISimpleAssignmentOperation>()
            .Where(assignment => assignment.Target is IMemberReferenceOperation { Instance: ILocalReferenceOperation { Local: var owner } } && SymbolEqualityComparer.Default.Equals(owner, made))
            .Select(static assignment => Operand.Unwrap(assignment.Value)).ToList();
        return links.Exists(Reads) && !links.Exists(link => Names(link, seen));
    }

    // The new value is made from the old one, or was chosen by comparing with it.
    private bool RestsOn(IOperation value, ILocalSymbol seen)
    {
        IEnumerable<IOperation> sources = value is ILocalReferenceOperation { Local: var local } ? ValuesOf(local).Append(value) : [value];
        return sources.Any(source => Names(source, seen))
            || (!value.ConstantValue.HasValue && DecidedConditions.Before(call.Call).Any(decided => decided.Condition.DescendantsAndSelf().OfType<IBinaryOperation>()
                .Any(comparison => IsOrdering(comparison.OperatorKind) && Names(comparison, seen))));
    }

    private static bool IsOrdering(BinaryOperatorKind kind) =>
        kind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual;

    private bool IsKnownNull(ILocalSymbol seen) => NullTests.Before(call.Call, value => value is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, seen)) is not null;

    private static bool Names(IOperation operation, ILocalSymbol local) =>
        operation.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local));

    private bool IsRetriedWithoutRead(ILocalSymbol seen)
    {
        for (IOperation? outer = call.Call.Parent; outer is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); outer = outer.Parent)
        {
            if (outer is IForEachLoopOperation or IForLoopOperation)
                return false;
            if (outer is IWhileLoopOperation loop)
                return IsOutside(seen, loop) && IsRetry(loop) && !IsAssignedIn(loop, seen) && !loop.DescendantsAndSelf().Any(part => part is IAwaitOperation);
        }

        return false;
    }

    private bool IsRetry(IWhileLoopOperation loop) => loop.Condition is { } condition
        && (condition.Syntax.Span.Contains(call.Call.Syntax.Span) || (condition.ConstantValue is { HasValue: true, Value: true } && Operand.ParentOf(call.Call) is IBinaryOperation));

    private static bool IsOutside(ILocalSymbol local, IOperation loop) => local.DeclaringSyntaxReferences.All(reference => !loop.Syntax.Span.Contains(reference.Span));

    private static bool IsAssignedIn(IOperation loop, ILocalSymbol local) => loop.DescendantsAndSelf().Any(part => part switch
    {
        IAssignmentOperation { Target: var target } => Names(target, local),
        IIncrementOrDecrementOperation { Target: var target } => Names(target, local),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: var value } => Names(value, local),
        _ => false,
    });

    // if (_state == 0) { CompareExchange(ref _state, 1, 0); Begin(); }
    private bool DecidesAlone(IOperation comparand)
    {
        if (comparand.ConstantValue is not { HasValue: true, Value: { } expected } || comparand.Type is not { IsValueType: true } || call.Call.Parent is not { Parent: IBlockOperation block } statement)
            return false;
        return DecidedConditions.Before(call.Call).SelectMany(static decided => DecidedConditions.Parts(decided.Condition, decided.Value)).Any(part => Expects(part.Condition, part.Value, expected))
            && block.Operations.SkipWhile(other => other != statement).Skip(1).Any(static next => GoesOn(next));
    }

    // _state == 0 that was true, _state != 0 that was false, _state is 0; the place itself or what was read from it
    private bool Expects(IOperation condition, bool value, object expected) => condition switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equals => value && IsComparison(equals, expected),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } differs => !value && IsComparison(differs, expected),
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var constant } }, Value: var tested } => value && Equals(constant, expected) && IsRead(tested),
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var constant } } }, Value: var tested } =>
            !value && Equals(constant, expected) && IsRead(tested),
        _ => false,
    };

    private bool IsComparison(IBinaryOperation comparison, object expected) =>
        (IsRead(comparison.LeftOperand) && Equals(Operand.Unwrap(comparison.RightOperand).ConstantValue.Value, expected))
        || (IsRead(comparison.RightOperand) && Equals(Operand.Unwrap(comparison.LeftOperand).ConstantValue.Value, expected));

    private bool IsRead(IOperation operation) => Operand.Unwrap(operation) is var read && (Reads(read) || (read is ILocalReferenceOperation { Local: var local } && IsSnapshot(local)));

    // What only the thread that changed the place should do, or say.
    private static bool GoesOn(IOperation next) =>
        next is IExpressionStatementOperation { Operation: IInvocationOperation or IAwaitOperation } or IReturnOperation { ReturnedValue: { ConstantValue: { HasValue: true, Value: true } } or IInvocationOperation };

    // var made = new Cache(); CompareExchange(ref _cache, made, null); return made;
    private bool IsUsedThoughItLost(IOperation value) =>
        value is ILocalReferenceOperation { Local: var made } && ValuesOf(made).Any(static source => Creations.IsOne(Operand.Unwrap(source)))
        && call.Call.Parent is { Parent: IBlockOperation block } statement
        && block.Operations.SkipWhile(other => other != statement).Skip(1).Any(next => next is IReturnOperation { ReturnedValue: { } given } && Operand.Unwrap(given) is ILocalReferenceOperation { Local: var local }
            && SymbolEqualityComparer.Default.Equals(local, made))
        && !body.Sites.Exists(site => site.Syntax.SpanStart > call.Call.Syntax.Span.End && (Reads(site) || (site is IAssignmentOperation { Target: ILocalReferenceOperation target } && SymbolEqualityComparer.Default.Equals(target.Local, made))));
}
