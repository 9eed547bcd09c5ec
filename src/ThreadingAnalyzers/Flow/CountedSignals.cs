using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Signals that the last of several workers gives: <c>if (Interlocked.Decrement(ref _left) == 0) _done.Set();</c>.</summary>
internal static class CountedSignals
{
    /// <summary>The count that decides whether a signal is given, which every worker has to come by; null where there is none.</summary>
    internal static IOperation? CountBefore(IOperation signal, Body body)
    {
        for (IOperation child = signal; child.Parent is { } parent and not (IAnonymousFunctionOperation or ILocalFunctionOperation or ILoopOperation); child = parent)
        {
            if (parent is IConditionalOperation { WhenFalse: null } choice && child == choice.WhenTrue)
                return Counted(choice.Condition, body.Locals);
        }

        return null;
    }

    private static IOperation? Counted(IOperation condition, LocalValues locals)
    {
        foreach (IOperation part in condition.DescendantsAndSelf())
        {
            if (IsCount(part))
                return part;
            if (part is ILocalReferenceOperation { Local: var local } && locals.Of(local) is { } value && Operand.Unwrap(value) is var known && IsCount(known))
                return known;
        }

        return null;
    }

    private static bool IsCount(IOperation part) => part switch
    {
        IInvocationOperation { TargetMethod: { Name: "Decrement" or "Increment" or "Add", ContainingType: { Name: "Interlocked", ContainingNamespace.Name: "Threading" } } } => true,
        IIncrementOrDecrementOperation { Target: IFieldReferenceOperation or ILocalReferenceOperation } => true,
        _ => false,
    };
}
