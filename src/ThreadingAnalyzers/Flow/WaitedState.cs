using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// All that a loop around a wait reads, where that is known: who is woken looks at it, and does nothing but wait on while it says what it said before.
/// </summary>
internal sealed class WaitedState
{
    private readonly HashSet<ISymbol> _symbols = new(SymbolEqualityComparer.Default);
    private readonly TypeSummary _summary;
    private readonly IOperation? _condition;

    private WaitedState(IOperation? condition, TypeSummary summary) => (_condition, _summary) = (condition, summary);

    /// <summary>The private fields, properties and captured variables that are read.</summary>
    internal IReadOnlyCollection<ISymbol> Symbols => _symbols;

    /// <summary>What the loop around a wait reads; null where it may read what others change, a clock or a token, or where it does more than to wait.</summary>
    internal static WaitedState? Of(MonitorSignalSite wait, WaitSurroundings around, TypeSummary summary)
    {
        if (wait.Signal.IsTimed || wait.Body.Nested.Count > 0 || around.Loop is not IWhileLoopOperation { Condition: var condition } loop)
            return null;
        var state = new WaitedState(condition, summary);
        return (condition is null || state.Reads(condition)) && state.OnlyWaits(loop.Body, wait.Call) && state._symbols.Count > 0 ? state : null;
    }

    /// <summary>Whether a change makes nobody go on who waits in the loop.</summary>
    internal bool IsKeptBy(IOperation change, ISymbol state) => change switch
    {
        ISimpleAssignmentOperation { Value: var value } => (EmptinessTests.IsNothing(value) && Tests(state, outcome: true)) || (value.ConstantValue is { HasValue: true, Value: true } && Tests(state, outcome: false)),
        IIncrementOrDecrementOperation step => IsBelowTest(state) is { } below && below == (step.Kind == OperationKind.Decrement),
        IInvocationOperation { TargetMethod.Name: var verb } => (ElementVerbs.TakesOut(verb) || verb == "Clear") && IsBelowTest(state) == true,
        _ => false,
    };

    // _ready is tested for being empty in while (!_ready), and _paused for not being so in while (_paused).
    private bool Tests(ISymbol state, bool outcome) => _condition is not null && EmptinessTests.In(_condition, outcome).Any(tested => Names(tested, state)) && !EmptinessTests.In(_condition, !outcome).Any(tested => Names(tested, state));

    // while (_count == 0), while (_items.Count < _batch): what makes it smaller lets nobody go; null where the loop asks for something else as well.
    private bool? IsBelowTest(ISymbol state)
    {
        List<bool?> tests = _condition is null ? [] : Leaves(_condition).Where(test => test.DescendantsAndSelf().Any(part => Names(part, state))).Select(test => IsBelow(test, state)).Distinct().ToList();
        return tests is [var only] ? only : null;
    }

    private static bool? IsBelow(IOperation test, ISymbol state) => test is IBinaryOperation { LeftOperand: var size, RightOperand: var bound, OperatorKind: var kind } && Names(SizedBy(size), state)
        ? kind switch
        {
            BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual => true,
            BinaryOperatorKind.Equals when bound.ConstantValue is { HasValue: true, Value: 0 } => true,
            BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual => false,
            _ => null,
        }
        : null;

    private static IOperation SizedBy(IOperation size) => Operand.Unwrap(size) is IPropertyReferenceOperation { Property.Name: "Count" or "Length", Instance: { } collection } ? Operand.Unwrap(collection) : Operand.Unwrap(size);

    private static IEnumerable<IOperation> Leaves(IOperation condition) => Operand.Unwrap(condition) is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both
        ? Leaves(both.LeftOperand).Concat(Leaves(both.RightOperand))
        : [Operand.Unwrap(condition)];

    private static bool Names(IOperation operation, ISymbol state) => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(Operand.Unwrap(operation)), state);

    // { if (_closed) return; Monitor.Wait(_gate); }
    private bool OnlyWaits(IOperation statement, IInvocationOperation wait) => statement switch
    {
        IBlockOperation block => block.Operations.All(one => OnlyWaits(one, wait)),
        IExpressionStatementOperation { Operation: var called } => Operand.Unwrap(called) == wait,
        IConditionalOperation { WhenFalse: null, Condition: var test, WhenTrue: var leave } => Reads(test) && Nesting.Leaves(leave) && !leave.DescendantsAndSelf().Any(static part => part is IBranchOperation { BranchKind: not BranchKind.Break }),
        _ => statement is IEmptyOperation,
    };

    private bool Reads(IOperation expression)
    {
        expression = Operand.Unwrap(expression);
        return expression.ConstantValue.HasValue || expression switch
        {
            IBinaryOperation { OperatorMethod: null or { ContainingType.SpecialType: not SpecialType.None } } both => Reads(both.LeftOperand) && Reads(both.RightOperand),
            IUnaryOperation { OperatorMethod: null } one => Reads(one.Operand),
            IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation } } test => Reads(test.Value),
            IPropertyReferenceOperation { Property: { Name: "Count" or "Length" or "IsEmpty", Parameters.IsEmpty: true, ContainingType: var collection }, Instance: { } held } when Framework.Owns(collection) => ReadsContent(Operand.Unwrap(held)),
            IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } or IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } => Adds(expression),
            ILocalReferenceOperation or IParameterReferenceOperation => expression.Type is { IsValueType: true, SpecialType: not SpecialType.None } && IsOfWaiter(expression),
            _ => false,
        };
    }

    private static bool IsOfWaiter(IOperation variable) => variable is IParameterReferenceOperation { Parameter.RefKind: RefKind.None } or ILocalReferenceOperation { Local.RefKind: RefKind.None }
        && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(variable)!.ContainingSymbol, Nesting.FunctionAround(variable) switch
        {
            IAnonymousFunctionOperation lambda => lambda.Symbol,
            ILocalFunctionOperation function => function.Symbol,
            _ => SharedLocations.LocationOf(variable)!.ContainingSymbol,
        });

    private bool Adds(IOperation variable)
    {
        if (SharedLocations.LocationOf(variable) is not { DeclaredAccessibility: Accessibility.Private } symbol)
            return false;
        _symbols.Add(symbol);
        return true;
    }

    // Nobody else has the collection.
    private bool ReadsContent(IOperation collection) => collection is IFieldReferenceOperation { Field: var field } && field.Type.IsReferenceType && Adds(collection) && _summary.References.To(field).All(static use => Operand.ParentOf(use) switch
    {
        IInvocationOperation call => call.Instance is { } instance && Operand.Unwrap(instance) == use,
        ISimpleAssignmentOperation assignment => assignment.Target == use && Operand.Unwrap(assignment.Value) is IObjectCreationOperation or IArrayCreationOperation,
        IPropertyReferenceOperation or ILockOperation or IForEachLoopOperation or IBinaryOperation or IIsPatternOperation => true,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType.Name: "Monitor" } } => true,
        _ => false,
    });
}
