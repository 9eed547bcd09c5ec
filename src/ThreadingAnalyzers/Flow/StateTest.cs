using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A test of shared state that decides whether to wait, and what the code after the wait does with that state.</summary>
internal sealed class StateTest
{
    private readonly bool _isForRoom;
    private readonly HashSet<ISymbol> _state;
    private readonly IEnumerable<IOperation> _after;

    /// <summary>Makes the test.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="after">The operations that follow the wait under the same lock.</param>
    internal StateTest(IOperation condition, IEnumerable<IOperation> after)
    {
        _state = new HashSet<ISymbol>(StateIn(condition), SymbolEqualityComparer.Default);
        _isForRoom = condition.DescendantsAndSelf().Any(IsFullness);
        _after = after;
    }

    /// <summary>Whether the state is looked at again: what is taken out of it, or else any part of it.</summary>
    internal bool IsRepeated
    {
        get
        {
            List<IOperation> tests = _after.Select(TestIn).OfType<IOperation>().ToList();
            return tests.Exists(Mentions) && _after.Select(ConsumedBy).OfType<IOperation>().Where(Mentions).All(consumed => StateIn(consumed).Where(_state.Contains)
                .Any(part => tests.Exists(test => (!_isForRoom || test.Syntax.SpanStart < consumed.Syntax.SpanStart) && StateIn(test).Contains(part, SymbolEqualityComparer.Default))));
        }
    }

    /// <summary>Whether the caller gets the state as it is, and may look at it: <c>int served = _served; _served = 0; return served;</c>.</summary>
    internal bool IsHandedOn
    {
        get
        {
            HashSet<ISymbol> copies = new(_after.OfType<IVariableDeclaratorOperation>().Where(copy => copy.GetVariableInitializer() is { } source && IsState(source.Value)).Select(static copy => copy.Symbol), SymbolEqualityComparer.Default);
            return _after.OfType<IReturnOperation>().Any(leaving => leaving.ReturnedValue is { } value && (IsState(value) || (Operand.Unwrap(value) is ILocalReferenceOperation local && copies.Contains(local.Local))));
        }
    }

    /// <summary>Whether something is taken out of it that has to be there, or put in where there has to be room.</summary>
    internal bool IsConsumed => _after.Select(ConsumedBy).OfType<IOperation>().Any(Mentions);

    private static IOperation? TestIn(IOperation operation) => operation switch
    {
        IConditionalOperation conditional => conditional.Condition,
        IWhileLoopOperation loop => loop.Condition,
        ISwitchOperation selection => selection.Value,
        ISwitchExpressionOperation selection => selection.Value,
        IReturnOperation { ReturnedValue: { Type.SpecialType: SpecialType.System_Boolean } value } => value,
        _ => null,
    };

    // _items.Count >= _limit, _count == _items.Length
    private static bool IsFullness(IOperation test) => test is IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.Equals, LeftOperand: var count, RightOperand: var limit }
        && Operand.Unwrap(count) is IPropertyReferenceOperation { Property.Name: "Count" } or IFieldReferenceOperation { Field.Type.SpecialType: SpecialType.System_Int32 }
        && Operand.Unwrap(limit) is IFieldReferenceOperation { Field.Type.SpecialType: SpecialType.System_Int32 } or IPropertyReferenceOperation { Property.Name: "Length" or "Capacity" };

    private IOperation? ConsumedBy(IOperation operation) => operation switch
    {
        IInvocationOperation { Instance: { } instance, TargetMethod.Name: var name } when _isForRoom && ElementVerbs.PutsIn(name) => instance,
        IIncrementOrDecrementOperation { Kind: OperationKind.Increment } increment when _isForRoom => increment.Target,
        IInvocationOperation { Instance: { } instance } call => ElementVerbs.DemandsOne(call.TargetMethod.Name) ? instance : null,
        IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: [var first, ..] } call => ElementVerbs.DemandsOne(call.TargetMethod.Name) ? first.Value : null,
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance } => instance,
        IIncrementOrDecrementOperation { Kind: OperationKind.Decrement } decrement => decrement.Target,
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Subtract } subtraction => subtraction.Target,
        _ => null,
    };

    /// <summary>The fields, properties and captured variables that an expression reads.</summary>
    internal static IEnumerable<ISymbol> StateIn(IOperation expression) => expression.DescendantsAndSelf().Select(static operation => operation switch
    {
        IFieldReferenceOperation { Field.IsConst: false } field => (ISymbol)field.Field,
        IPropertyReferenceOperation property => property.Property,
        ILocalReferenceOperation local => local.Local,
        _ => null,
    }).Where(static symbol => symbol is not null)!;

    private bool IsState(IOperation value) => Operand.Unwrap(value) is { } place && SharedLocations.LocationOf(place) is { } symbol && _state.Contains(symbol);

    private bool Mentions(IOperation expression) => StateIn(expression).Any(_state.Contains);
}
