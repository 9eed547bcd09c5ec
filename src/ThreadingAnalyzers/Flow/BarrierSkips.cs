using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Flow;

/// <summary>Rounds that some of the threads at a barrier leave out: the others wait there for one who does not come.</summary>
internal static class BarrierSkips
{
    /// <summary>The jumps of a thread's body past the barrier of the loop that they stand in, with the barrier's call.</summary>
    internal static IEnumerable<(IBranchOperation Jump, IInvocationOperation Barrier)> In(Body body, TypeSummary summary)
    {
        foreach (IInvocationOperation barrier in body.Sites.OfType<IInvocationOperation>().Where(IsBarrier))
        {
            if (!summary.Contexts.IsForkTarget(body) || barrier.Parent is not IExpressionStatementOperation { Parent: IBlockOperation { Parent: ILoopOperation loop } })
                continue;
            foreach (IBranchOperation jump in loop.Body.Descendants().OfType<IBranchOperation>().Where(jump => IsPast(jump, barrier, loop)))
                yield return (jump, barrier);
        }
    }

    private static bool IsBarrier(IInvocationOperation call) => call is { TargetMethod: { Name: "SignalAndWait", ContainingType: { Name: "Barrier", ContainingNamespace.Name: "Threading" } }, Arguments.IsEmpty: true };

    // A condition that is the same for all threads makes all of them leave the round out.
    private static bool IsPast(IBranchOperation jump, IInvocationOperation barrier, ILoopOperation loop) =>
        jump.BranchKind == BranchKind.Continue && SymbolEqualityComparer.Default.Equals(jump.Target, loop.ContinueLabel)
        && jump.Syntax.SpanStart < barrier.Syntax.SpanStart
        && ConditionOf(jump) is { } condition && condition.Condition.DescendantsAndSelf().Any(part => IsOfOneThread(part, loop))
        && !condition.Descendants().OfType<IInvocationOperation>().Any(static call => call.TargetMethod.ContainingType?.Name == "Barrier");

    private static IConditionalOperation? ConditionOf(IBranchOperation jump) =>
        jump.Parent as IConditionalOperation ?? (jump.Parent is IBlockOperation { Parent: IConditionalOperation condition } ? condition : null);

    // A variable from outside of the thread's body, where each thread that is made has one of its own.
    private static bool IsOfOneThread(IOperation part, ILoopOperation loop) => part switch
    {
        ILocalReferenceOperation { Local: { IsConst: false } local } => IsOutside(local, loop),
        IParameterReferenceOperation { Parameter: var parameter } => parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction } || IsOutside(parameter, loop),
        _ => false,
    };

    private static bool IsOutside(ISymbol variable, ILoopOperation loop) => variable.DeclaringSyntaxReferences.All(declaration => !loop.Syntax.Span.Contains(declaration.Span));
}
