using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What else is initialized under the same conditions as a variable: before it, and after it.</summary>
internal sealed class FilledAfter(LazyInitialization initialization, TypeSummary summary, ThreadingModel model)
{
    /// <summary>The first operation after the assignment that completes the new object; null where it was complete.</summary>
    internal IOperation? Fill => After().FirstOrDefault(operation => IsVariable(operation) && (FillingCalls.Fills(operation, model) || IsGivenToFiller(operation)));

    /// <summary>The first operation after the assignment that certainly completes the new object, by a value that it or its content gets; null where there is none.</summary>
    internal IOperation? Completion => After().FirstOrDefault(operation => IsVariable(operation) && FillingCalls.GivesValue(operation, model));

    /// <summary>The first operation after the assignment that gives other state of the type its value.</summary>
    internal IOperation? OtherAfter => After().FirstOrDefault(IsOtherInitialization);

    /// <summary>The first thing after the assignment that the body waits for, before it gives the lock back.</summary>
    internal IOperation? WaitAfter => After().FirstOrDefault(static operation => operation is IAwaitOperation && operation.Parent is not ILoopOperation);

    /// <summary>The first operation before the assignment that gives other state of the type its value.</summary>
    internal IOperation? OtherBefore => Before().FirstOrDefault(IsOtherInitialization);

    /// <summary>Whether a barrier keeps what was written before from being seen after the assignment.</summary>
    internal bool HasBarrier => Before().Any(static operation => operation is IInvocationOperation { TargetMethod: { Name: "MemoryBarrier" or "MemoryBarrierProcessWide", ContainingNamespace.Name: "Threading" } });

    private IEnumerable<IOperation> Before() => Around(static (block, child) => block.Operations.TakeWhile(sibling => sibling != child));

    private IEnumerable<IOperation> After() => Around(static (block, child) => block.Operations.SkipWhile(sibling => sibling != child).Skip(1));

    // The statements beside the assignment, in its block and the blocks around it, up to the condition or lock that it stands under.
    private IEnumerable<IOperation> Around(Func<IBlockOperation, IOperation, IEnumerable<IOperation>> select)
    {
        for (IOperation child = initialization.Assignment; child.Parent is IExpressionStatementOperation or IBlockOperation or ITryOperation; child = child.Parent)
        {
            if (child.Parent is IBlockOperation block)
            {
                foreach (IOperation operation in select(block, child).SelectMany(WithoutLambdas))
                    yield return operation;
            }
        }
    }

    // What a lambda does happens later.
    private static IEnumerable<IOperation> WithoutLambdas(IOperation root)
    {
        var pending = new Stack<IOperation>();
        pending.Push(root);
        while (pending.Count > 0)
        {
            IOperation operation = pending.Pop();
            // What has a lock of its own is not announced by this variable.
            if (operation is IAnonymousFunctionOperation or ILocalFunctionOperation or ILockOperation)
                continue;
            yield return operation;
            foreach (IOperation child in operation.ChildOperations.Reverse())
                pending.Push(child);
        }
    }

    private bool IsVariable(IOperation operation) =>
        SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(operation), initialization.Variable)
        || (operation is ILocalReferenceOperation local && Operand.Unwrap(initialization.Value) is ILocalReferenceOperation value && SymbolEqualityComparer.Default.Equals(local.Local, value.Local));

    // Fill(_map): a method of the type, which returns nothing else that it could have been called for.
    private bool IsGivenToFiller(IOperation operation) =>
        Operand.ParentOf(operation) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ReturnsVoid: true, MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method }, Parameter: { } parameter }
        && FillingCalls.IsFilling(method) && IsOwn(method) && !IsOnlyKept(parameter, method);

    // SetValue(_value) { _value = value; } stores it another time, and completes nothing.
    private bool IsOnlyKept(IParameterSymbol parameter, IMethodSymbol method) =>
        summary.Callbacks.Of(method)?.Root.Descendants().Where(part => part is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter.OriginalDefinition, parameter.OriginalDefinition)).ToList() is { Count: > 0 } uses
        && uses.TrueForAll(use => !FillingCalls.Fills(use, model) && Operand.ParentOf(use) is not (IArgumentOperation or IForEachLoopOperation or IVariableInitializerOperation));

    private bool IsOtherInitialization(IOperation operation) => operation switch
    {
        // Taking something away again completes nothing.
        ISimpleAssignmentOperation { Target: not IArrayElementReferenceOperation and var target, Value: var value } => SharedLocations.LocationOf(target) is IFieldSymbol or IPropertySymbol && !IsVariable(target) && !EmptinessTests.IsNothing(value) && !IsTestedToo(target),
        _ => IsCallOrElement(operation),
    };

    private bool IsCallOrElement(IOperation operation) => operation switch
    {
        // _points[0] = new Point();
        ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: var array }, Value: var value } => SharedLocations.LocationOf(array) is IFieldSymbol && !IsVariable(array) && Creations.IsOne(Operand.Unwrap(value)),
        IInvocationOperation { Instance: null or IInstanceReferenceOperation, TargetMethod: { MethodKind: MethodKind.Ordinary } method } => summary.Callbacks.Of(method) is { } called && GivesValues(called),
        IFieldReferenceOperation { Field: var field } => !IsVariable(operation) && (SymbolEqualityComparer.Default.Equals(field.ContainingType.OriginalDefinition, initialization.Variable.ContainingType?.OriginalDefinition) || !field.IsStatic) && FillingCalls.Fills(operation, model),
        _ => false,
    };

    // if (_generator == null || _cache == null): who finds the one asks for the other.
    private bool IsTestedToo(IOperation target)
    {
        if (initialization.FirstCheck?.Reference is not { } check || SharedLocations.LocationOf(target) is not { } other)
            return false;
        IOperation condition = check;
        while (condition.Parent is IBinaryOperation or IUnaryOperation or IIsPatternOperation or IConversionOperation or IParenthesizedOperation)
            condition = condition.Parent;
        return condition.Descendants().Any(part => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(part), other));
    }

    private static bool GivesValues(Body body) => body.Sites.Exists(static site =>
        site is ISimpleAssignmentOperation { Target: var target, Value: var value } && SharedLocations.LocationOf(target) is IFieldSymbol or IPropertySymbol && !EmptinessTests.IsNothing(value));

    private bool IsOwn(IMethodSymbol method) => SymbolEqualityComparer.Default.Equals(method.ContainingType, initialization.Body.Outermost.Symbol.ContainingType);
}
