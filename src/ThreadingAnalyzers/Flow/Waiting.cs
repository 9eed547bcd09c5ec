using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Whether what a call only begins has ended before the statement around it goes on.</summary>
internal static class Waiting
{
    private static readonly string[] Sequences = ["IEnumerable", "IOrderedEnumerable", "IQueryable"];

    /// <summary>Whether the task that a call returns is awaited, or blocked on, where it is returned.</summary>
    internal static bool IsWaitedFor(IOperation call)
    {
        IOperation? current = call;
        for (int steps = 0; current is not null && steps < 16; steps++)
        {
            current = Operand.ParentOf(current);
            switch (current)
            {
                case IAwaitOperation:
                case IInvocationOperation { TargetMethod.Name: "GetResult" or "Wait" }:
                case IPropertyReferenceOperation { Property.Name: "Result" }:
                    return true;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "AsTask" }:
                    break;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "WaitAll" } }:
                    return true;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "WhenAll" } all }:
                    current = all;
                    break;
                // The array or span that several arguments make.
                case IArrayInitializerOperation or IArrayCreationOperation or { IsImplicit: true }:
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whether a body gives the task of a call to its own caller, and leaves the waiting to it.</summary>
    internal static bool IsPassedOn(IOperation call, Body body) => !body.IsAsync && Operand.ParentOf(call) is IReturnOperation;

    /// <summary>Whether a query that a call makes is enumerated in the same expression or by a loop over it, and does not go elsewhere first.</summary>
    internal static bool IsUsedUp(IInvocationOperation call)
    {
        IOperation? current = call;
        while (current is IInvocationOperation query && query.TargetMethod.ContainingType.Name == "Enumerable" && Sequences.Contains(query.TargetMethod.ReturnType.Name))
        {
            current = Operand.ParentOf(query);
            if (current is IForEachLoopOperation)
                return true;
            current = current is IArgumentOperation argument ? argument.Parent : current;
        }

        return current is IInvocationOperation;
    }
}
