using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Flow;

/// <summary>Ways out of a thread's work that leave out its part of a countdown, or the result that it owes.</summary>
internal static class CountdownSkips
{
    /// <summary>The returns before the only signal that a body gives to a countdown.</summary>
    internal static IEnumerable<IReturnOperation> Before(IInvocationOperation signal, Body body)
    {
        if (signal.TargetMethod is not { Name: "Signal", ContainingType: { Name: "CountdownEvent", ContainingNamespace.Name: "Threading" } } || SignalsIn(body, signal) != 1)
            yield break;
        foreach (IOperation operation in body.Root.Descendants())
        {
            if (operation is IReturnOperation { IsImplicit: false, Syntax: ReturnStatementSyntax leaving } jump && leaving.SpanStart < signal.Syntax.SpanStart && IsOf(body, jump) && !GivesOnTheWay(leaving, signal.Syntax))
                yield return jump;
        }
    }

    /// <summary>What leads around a signal: the condition that it stands under, or a return before it; null where neither is seen.</summary>
    internal static SyntaxNode? WayAround(IOperation signal, Body body)
    {
        List<SyntaxNode> around = signal.Syntax.Ancestors().TakeWhile(node => node != body.Root.Syntax).ToList();
        if (around.OfType<IfStatementSyntax>().FirstOrDefault(choice => !choice.Condition.Span.Contains(signal.Syntax.Span)) is { } condition)
            return condition.Condition;
        return around.Count == 0 ? null : around[around.Count - 1].DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .OfType<ReturnStatementSyntax>().FirstOrDefault(jump => jump.SpanStart < signal.Syntax.SpanStart);
    }

    private static int SignalsIn(Body body, IInvocationOperation signal) => body.Sites.OfType<IInvocationOperation>()
        .Count(call => call.Instance is { } receiver && receiver.Syntax.ToString() == signal.Instance?.Syntax.ToString() && call.TargetMethod.Name is "Signal" or "AddCount" or "TryAddCount" or "Reset");

    private static bool IsOf(Body body, IOperation operation)
    {
        for (IOperation? parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent == body.Root)
                return true;
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return false;
        }

        return false;
    }

    // A finally block gives it whatever happens in the try.
    private static bool GivesOnTheWay(SyntaxNode leaving, SyntaxNode signal) => leaving.Ancestors().OfType<TryStatementSyntax>().Any(attempt => attempt.Finally?.Span.Contains(signal.Span) == true);
}
