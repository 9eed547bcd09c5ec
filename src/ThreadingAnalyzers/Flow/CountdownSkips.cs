using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Flow;

/// <summary>Ways out of a thread's work that leave out its part of a countdown.</summary>
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
