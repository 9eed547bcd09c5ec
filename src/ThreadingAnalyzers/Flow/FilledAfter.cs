using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What else is initialized under the same conditions as a variable: before it, and after it.</summary>
internal sealed class FilledAfter(LazyInitialization initialization, ThreadingModel model)
{
    /// <summary>The first operation after the assignment that completes the new object; null where it was complete.</summary>
    internal IOperation? Fill => After().FirstOrDefault(operation => IsVariable(operation) && (FillingCalls.Fills(operation, model) || IsGivenToFiller(operation)));

    /// <summary>The first operation after the assignment that gives other state of the type its value.</summary>
    internal IOperation? OtherAfter => After().FirstOrDefault(IsOtherInitialization);

    /// <summary>The first operation before the assignment that gives other state of the type its value.</summary>
    internal IOperation? OtherBefore => Around(static (block, child) => block.Operations.TakeWhile(sibling => sibling != child)).FirstOrDefault(IsOtherInitialization);

    private IEnumerable<IOperation> After() => Around(static (block, child) => block.Operations.SkipWhile(sibling => sibling != child).Skip(1));

    // The statements beside the assignment, in its block and the blocks around it, up to the condition or lock that it stands under.
    private IEnumerable<IOperation> Around(Func<IBlockOperation, IOperation, IEnumerable<IOperation>> select)
    {
        for (IOperation child = initialization.Assignment; child.Parent is IExpressionStatementOperation or IBlockOperation or ITryOperation; child = child.Parent)
        {
            if (child.Parent is IBlockOperation block)
            {
                foreach (IOperation operation in select(block, child).SelectMany(static sibling => sibling.DescendantsAndSelf()))
                    yield return operation;
            }
        }
    }

    private bool IsVariable(IOperation operation) =>
        SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(operation), initialization.Variable)
        || (operation is ILocalReferenceOperation local && Operand.Unwrap(initialization.Value) is ILocalReferenceOperation value && SymbolEqualityComparer.Default.Equals(local.Local, value.Local));

    // Fill(_map): a method of the type, which returns nothing else that it could have been called for.
    private bool IsGivenToFiller(IOperation operation) =>
        Operand.ParentOf(operation) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ReturnsVoid: true, MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method } }
        && FillingCalls.IsFilling(method) && IsOwn(method);

    private bool IsOtherInitialization(IOperation operation) => operation switch
    {
        ISimpleAssignmentOperation { Target: var target } => SharedLocations.LocationOf(target) is IFieldSymbol or IPropertySymbol && !IsVariable(target),
        IInvocationOperation { Instance: null or IInstanceReferenceOperation, TargetMethod: { MethodKind: MethodKind.Ordinary } method } => IsOwn(method) && FillingCalls.IsFilling(method),
        IFieldReferenceOperation => !IsVariable(operation) && FillingCalls.Fills(operation, model),
        _ => false,
    };

    private bool IsOwn(IMethodSymbol method) => SymbolEqualityComparer.Default.Equals(method.ContainingType, initialization.Body.Outermost.Symbol.ContainingType);
}
