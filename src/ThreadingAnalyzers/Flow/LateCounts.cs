using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Work in progress that a countdown counts: it is made for one signal, each piece of work adds one and gives it back, and whoever closes gives the first one
/// and waits. What comes between these two adds to a count that has reached zero, and <c>AddCount</c> throws.
/// </summary>
internal sealed class LateCounts(TypeSummary summary, ThreadingModel model)
{
    /// <summary>The signal with which somebody else closes, perhaps before this addition comes; null where there is none, or where that is taken care of.</summary>
    internal IInvocationOperation? ClosingFor(IInvocationOperation addition, Body body) =>
        addition.TargetMethod.Name == "AddCount" && CountdownOf(addition, body) is { } countdown && IsGivenBack(countdown, body) && IsOpen(addition, body) ? ClosingOf(countdown, body) : null;

    private IEnumerable<IInvocationOperation> CallsIn(Body body, string name) => body.Sites.OfType<IInvocationOperation>()
        .Where(call => call.TargetMethod.Name == name && call.Instance is not null && KnownTypes.Is(call.TargetMethod.ContainingType, model.Types.CountdownEvent));

    private static IFieldSymbol? CountdownOf(IInvocationOperation call, Body body) => AccessPath.Of(call.Instance, body.Locals.Resolve)?.Last as IFieldSymbol;

    private bool IsGivenBack(IFieldSymbol countdown, Body body) => CallsIn(body, "Signal").Any(call => IsOn(countdown, call, body));

    // Nothing keeps the one who closes out, and nothing catches the exception.
    private static bool IsOpen(IInvocationOperation addition, Body body) =>
        !Nesting.IsInLock(addition) && !body.TakesPermits && !body.TakesLocksByCall && !addition.Syntax.Ancestors().TakeWhile(node => node != body.Root.Syntax)
            .Any(node => node is TryStatementSyntax attempt && attempt.Catches.Count > 0 && attempt.Block.Span.Contains(addition.Syntax.Span));

    // Work that others have counted already may count more: there is one more signal out.
    private IInvocationOperation? ClosingOf(IFieldSymbol countdown, Body counted)
    {
        IInvocationOperation? closing = null;
        foreach (Body body in summary.ConcernedBodies.Where(body => body != counted))
        {
            if (CallsIn(body, "AddCount").Any(call => IsOn(countdown, call, body)))
                return null;
            if (CallsIn(body, "Wait").Any(call => IsOn(countdown, call, body)))
                closing ??= CallsIn(body, "Signal").FirstOrDefault(call => IsOn(countdown, call, body) && !IsAfterEnd(call, body));
        }

        return closing;
    }

    // Who has waited for a thread or task may know that no more work comes.
    private bool IsAfterEnd(IInvocationOperation closing, Body body) => body.Sites.Exists(site => site.Syntax.SpanStart < closing.Syntax.SpanStart
        && (site is IAwaitOperation || (site is IInvocationOperation call && model.Joins.KindOf(call.TargetMethod) == JoinKind.Handles)));

    private static bool IsOn(IFieldSymbol countdown, IInvocationOperation call, Body body) => SymbolEqualityComparer.Default.Equals(CountdownOf(call, body), countdown);
}
