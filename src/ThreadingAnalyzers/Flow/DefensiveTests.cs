using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Tests of a task for null on whose outcome nothing depends, whatever the result of the task is.</summary>
internal static class DefensiveTests
{
    /// <summary>Whether a test only guards the task: nobody asks for its result, or <c>if (task != null) result = await task;</c> leaves nothing to do otherwise.</summary>
    internal static bool IsOne(ILocalReferenceOperation tested, TaskLocal local) =>
        local.Reads.TrueForAll(read => local.NullTests.Contains(read) || IsDiscarded(Operand.AwaitOf(read)))
        || (GuardedBy(tested) is { } guarded && !local.Reads.Exists(read => Operand.AwaitOf(read) is { } awaited && Nesting.Contains(guarded, awaited) && IsReceiver(awaited)));

    private static bool IsDiscarded(IOperation? awaited) => awaited is not null && Operand.ParentOf(awaited) is IExpressionStatementOperation;

    // (await user).Name fails for the result that the test was to exclude.
    private static bool IsReceiver(IOperation awaited) => Operand.ParentOf(awaited) switch
    {
        IMemberReferenceOperation member => member.Instance is { } instance && Operand.Unwrap(instance) == awaited,
        IInvocationOperation call => call.Instance is { } instance && Operand.Unwrap(instance) == awaited,
        _ => false,
    };

    // The statement that runs where the task is there, if none runs where it is not.
    private static IOperation? GuardedBy(IOperation tested)
    {
        IOperation? test = Operand.ParentOf(tested);
        if (test is not (IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } or IIsPatternOperation { Pattern: INegatedPatternOperation }))
            return null;
        IOperation child = test;
        while (child.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } or IParenthesizedOperation)
            child = child.Parent;
        return child.Parent is IConditionalOperation { Syntax: IfStatementSyntax, WhenFalse: null } guard && guard.Condition == child ? guard.WhenTrue : null;
    }
}
