using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Asynchronous functions of a type that are begun one after the other and waited for together: <c>await Task.WhenAll(FillAsync(), FillAsync())</c>.
/// What each of them does after its first await, it does beside the others, unless a user interface calls them back to one thread.
/// </summary>
internal sealed class GatheredCalls
{
    private readonly List<(Fork One, Fork Other)> _pairs = [];

    internal GatheredCalls(TypeSummary summary, ThreadingModel model)
    {
        if (model.Types.HasUserInterfaceContext)
            return;
        foreach (Body body in summary.OwnBodies.Where(static body => body.HasForksOrJoins))
        {
            foreach (IInvocationOperation gathering in body.Sites.OfType<IInvocationOperation>().Where(call => IsGathering(call, model)))
                Note(gathering, body, summary.Callbacks);
        }
    }

    /// <summary>Whether the type gathers any.</summary>
    internal bool Exist => _pairs.Count > 0;

    /// <summary>Two calls that run the two accesses beside each other, each after its function's first await; null where there are none.</summary>
    internal (Fork One, Fork Other)? Of(Access one, Access other, ForkSharing sharing)
    {
        if (_pairs.Count == 0 || !IsResumed(one) || !IsResumed(other))
            return null;
        foreach ((Fork first, Fork second) in _pairs)
        {
            if (Runs(first, one) && Runs(second, other) && sharing.IsShared(one.Location, first, second))
                return (first, second);
            if (Runs(second, one) && Runs(first, other) && sharing.IsShared(one.Location, first, second))
                return (second, first);
        }

        return null;
    }

    private static bool Runs(Fork call, Access access) => ReferenceEquals(call.Targets[0], access.Body);

    // Until its first await the function runs on the thread that calls it.
    private static bool IsResumed(Access access) => access.Body.Sites.Exists(site => site switch
    {
        IAwaitOperation => site.Syntax.Span.End <= access.Reference.Syntax.SpanStart,
        IForEachLoopOperation { IsAsynchronous: true, Body: var round } => round.Syntax.Span.Contains(access.Reference.Syntax.Span),
        _ => false,
    });

    private static bool IsGathering(IInvocationOperation call, ThreadingModel model) => call.TargetMethod is { Name: "WhenAll" or "WhenAny" or "WaitAll" or "WaitAny", ContainingType: var type } && model.Types.IsTaskClass(type);

    private void Note(IInvocationOperation gathering, Body body, Callbacks callbacks)
    {
        List<Fork> calls = gathering.Arguments.SelectMany(argument => Elements(argument.Value, body.Locals)).Select(task => CallOf(task, body, callbacks)).Where(static call => call is not null).Select(static call => call!).ToList();
        for (int one = 0; one < calls.Count; one++)
        {
            for (int other = one + 1; other < calls.Count; other++)
            {
                if (!IsAwaitedBetween(calls[one], calls[other], body))
                    _pairs.Add((calls[one], calls[other]));
            }
        }
    }

    // var first = ReadAsync(); Task[] all = [first, WriteAsync()];
    private static IEnumerable<IOperation> Elements(IOperation value, LocalValues locals)
    {
        IOperation known = Operand.Unwrap(value);
        if (known is ILocalReferenceOperation { Local: var local } && locals.Of(local) is { } initial)
            known = Operand.Unwrap(initial);
        return known switch
        {
            IArrayCreationOperation { Initializer.ElementValues: var elements } => elements.SelectMany(element => Elements(element, locals)),
            IObjectCreationOperation { Initializer: { } filling } => filling.Initializers.OfType<IInvocationOperation>().SelectMany(static adding => adding.Arguments).SelectMany(argument => Elements(argument.Value, locals)),
            IInvocationOperation => [known],
            { Kind: ObjectTracer.CollectionExpression } or { Type.Name: "ReadOnlySpan" } => known.ChildOperations.SelectMany(element => Elements(element, locals)),
            _ => [],
        };
    }

    // PumpAsync(), where the function is one of this type and runs on the same object.
    private static Fork? CallOf(IOperation task, Body body, Callbacks callbacks) =>
        task is IInvocationOperation { Instance: null or IInstanceReferenceOperation } call && callbacks.Of(call.TargetMethod) is { IsAsync: true } begun
            ? new Fork(Index: -1, ForkKind.AsyncFanOut, call, body, [begun], Receiver: null)
            : null;

    private static bool IsAwaitedBetween(Fork one, Fork other, Body body)
    {
        int start = Math.Min(one.Site.Syntax.Span.End, other.Site.Syntax.Span.End), end = Math.Max(one.Site.Syntax.SpanStart, other.Site.Syntax.SpanStart);
        return body.Sites.Exists(site => site is IAwaitOperation && site.Syntax.SpanStart >= start && site.Syntax.Span.End <= end);
    }
}
