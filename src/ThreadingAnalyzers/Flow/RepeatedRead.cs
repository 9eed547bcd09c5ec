using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Finds where a variable is read again after an atomic change whose result nobody kept: by then it may have the value of another thread's change.
/// </summary>
internal static class RepeatedRead
{
    /// <summary>The first read after the change, in the same block, that decides something; null where there is none.</summary>
    internal static IOperation? After(AtomicSite change, ThreadingModel model)
    {
        bool isTested = !change.Atomic.IsResultIgnored;
        IOperation? statement = isTested ? TestOf(change.Atomic.Call) : StatementOf(change.Atomic.Call);
        if (statement?.Parent is not IBlockOperation block)
            return null;
        foreach (IOperation next in block.Operations.SkipWhile(other => other != statement).Skip(1))
        {
            IOperation[] all = OwnParts(next).ToArray(), parts = all.TakeWhile(static part => !IsBarrier(part)).ToArray();
            if (parts.FirstOrDefault(part => Reads(part, change.Path, model) && (isTested ? Selects(part) : Decides(part))) is { } read)
                return read;
            if (parts.Length < all.Length || next is ILoopOperation or ILockOperation or ITryOperation || parts.Any(part => Ends(part, change.Path, model)))
                return null;
        }

        return null;
    }

    /// <summary>Whether an operation gives the value of the place: the place itself, or an atomic read of it.</summary>
    internal static bool Reads(IOperation operation, AccessPath path, ThreadingModel model)
    {
        if (model.Atomics.Of(operation) is { Action: AtomicAction.Read } atomic)
            return path.Equals(AccessPath.Of(atomic.Target));
        return operation.Parent is not IArgumentOperation { Parameter.RefKind: not RefKind.None } && !IsTarget(operation)
            && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(operation), path.Last) && path.Equals(AccessPath.Of(operation));
    }

    private static bool IsTarget(IOperation operation) => operation.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == operation,
        IIncrementOrDecrementOperation => true,
        _ => false,
    };

    // Who puts a barrier in between knows what comes in between.
    private static bool IsBarrier(IOperation part) => part is IInvocationOperation { TargetMethod: { Name: "MemoryBarrier" or "MemoryBarrierProcessWide", ContainingNamespace.Name: "Threading" } };

    // After a wait, a join or another change of the place, a second look is meant.
    private static bool Ends(IOperation part, AccessPath path, ThreadingModel model) =>
        part is IAwaitOperation or IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke }
        || (part is IInvocationOperation call && (model.Joins.IsJoin(call) || model.Locks.EffectOf(call) is not null))
        || (model.Atomics.Of(part) is { Writes: true } atomic && path.Equals(AccessPath.Of(atomic.Target)))
        || (IsTarget(part) && path.Equals(AccessPath.Of(part)));

    // A value that is only shown somewhere decides nothing.
    private static bool Decides(IOperation read)
    {
        for (IOperation child = read; child.Parent is { } parent; child = parent)
        {
            switch (parent)
            {
                case IConditionalOperation conditional when conditional.Condition == child:
                case ISwitchOperation choice when choice.Value == child:
                case ISwitchExpressionOperation expression when expression.Value == child:
                case IReturnOperation:
                case IVariableInitializerOperation:
                case IAssignmentOperation assignment when assignment.Value == child:
                case IArrayElementReferenceOperation element when element.ArrayReference != child:
                case IArgumentOperation { Parent: IPropertyReferenceOperation }:
                    return true;
                case IArgumentOperation { Parent: IInvocationOperation call } when IsText(call):
                case IExpressionStatementOperation:
                case ILoopOperation:
                case IBlockOperation:
                    return false;
            }
        }

        return false;
    }

    // if (Increment(ref _next) >= count) …; _items[_next]: what the call gave was only compared, and is what was to be used.
    private static IOperation? TestOf(IOperation call) =>
        Operand.ParentOf(call) is IBinaryOperation { Parent: IConditionalOperation { Type: null } branch } test && branch.Condition == test ? branch : null;

    private static bool Selects(IOperation read)
    {
        IOperation? parent = Operand.ParentOf(read);
        while (parent is IBinaryOperation)
            parent = Operand.ParentOf(parent);
        return parent is IArrayElementReferenceOperation or IArgumentOperation { Parent: IPropertyReferenceOperation };
    }

    // A message, or a call whose result nobody looks at.
    private static bool IsText(IInvocationOperation call) => call.Type is null or { SpecialType: SpecialType.System_String or SpecialType.System_Void };

    private static IOperation? StatementOf(IOperation operation)
    {
        IOperation? current = operation;
        while (current is not null and not IExpressionStatementOperation)
            current = current.Parent;
        return current;
    }

    private static IEnumerable<IOperation> OwnParts(IOperation root)
    {
        var pending = new Stack<IOperation>();
        pending.Push(root);
        while (pending.Count > 0)
        {
            IOperation operation = pending.Pop();
            yield return operation;
            foreach (IOperation child in operation.ChildOperations.Reverse())
            {
                if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation or ILoopOperation))
                    pending.Push(child);
            }
        }
    }
}
