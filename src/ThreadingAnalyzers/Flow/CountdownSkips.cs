using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Flow;

/// <summary>Ways out of a thread's work that leave out its part of a countdown, or the result that it owes.</summary>
internal static class CountdownSkips
{
    /// <summary>The returns on whose way a body does not give the signal that it gives to a countdown otherwise; those of one receiver, of which this is the last.</summary>
    internal static IEnumerable<IReturnOperation> Before(IInvocationOperation signal, Body body)
    {
        if (signal.TargetMethod is not { Name: "Signal", ContainingType: { Name: "CountdownEvent", ContainingNamespace.Name: "Threading" } })
            yield break;
        List<IInvocationOperation> calls = CallsOnReceiver(body, signal);
        // How many signals a run owes is not clear where it gives several, or counts up.
        if (calls.Exists(static call => call.TargetMethod.Name != "Signal") || calls.Count(static call => !IsBranchThatLeaves(call)) != 1)
            yield break;
        foreach (IOperation operation in body.Root.Descendants())
        {
            if (operation is IReturnOperation { IsImplicit: false, Syntax: ReturnStatementSyntax leaving } jump && IsOf(body, jump) && calls.Exists(call => !IsInHandler(call) && call.Syntax.SpanStart > leaving.SpanStart) && !calls.Exists(call => IsGivenOnWay(leaving, call)))
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

    private static List<IInvocationOperation> CallsOnReceiver(Body body, IInvocationOperation signal) => body.Sites.OfType<IInvocationOperation>()
        .Where(call => call.Instance is { } receiver && receiver.Syntax.ToString() == signal.Instance?.Syntax.ToString() && call.TargetMethod.Name is "Signal" or "AddCount" or "TryAddCount" or "Reset").ToList();

    // What a handler does, or a branch that ends there, is done in place of the rest.
    private static bool IsBranchThatLeaves(IOperation call) => IsInHandler(call) || call.Syntax.FirstAncestorOrSelf<BlockSyntax>() is { Parent: IfStatementSyntax or ElseClauseSyntax, Statements: var statements } && statements.Last() is ReturnStatementSyntax or ThrowStatementSyntax;

    private static bool IsInHandler(IOperation call) => call.Syntax.Ancestors().TakeWhile(static node => node is not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Any(static node => node is CatchClauseSyntax);

    // Before it in a block around it, or in a finally block that it passes.
    private static bool IsGivenOnWay(SyntaxNode leaving, IOperation call) => GivesOnTheWay(leaving, call.Syntax)
        || (call.Syntax.SpanStart < leaving.SpanStart && (call.Syntax.FirstAncestorOrSelf<BlockSyntax>()?.Span.Contains(leaving.Span) == true || !IsBranchThatLeaves(call)));

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
