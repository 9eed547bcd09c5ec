using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What an asynchronous function does once it has awaited something, in functions that it calls as well. Until then it runs on the thread of its caller.</summary>
internal sealed class ResumedCode
{
    private const int MostBodies = 24;

    // Whether all of a body runs then, or only what follows an await of its own.
    private readonly Dictionary<Body, bool> _wholly = [];

    internal ResumedCode(Body begun, Callbacks callbacks)
    {
        var pending = new Queue<(Body Body, bool IsWhole)>();
        pending.Enqueue((begun, false));
        while (pending.Count > 0 && _wholly.Count < MostBodies)
        {
            (Body body, bool isWhole) = pending.Dequeue();
            if (_wholly.TryGetValue(body, out bool known) && (known || !isWhole))
                continue;
            _wholly[body] = isWhole;
            foreach (IInvocationOperation call in body.Sites.OfType<IInvocationOperation>().Where(static call => call.Instance is null or IInstanceReferenceOperation))
            {
                if (callbacks.Of(call.TargetMethod) is not { } callee)
                    continue;
                bool isAfter = isWhole || FollowsAwait(call.Syntax.SpanStart, body);
                if (isAfter || callee.IsAsync)
                    pending.Enqueue((callee, isAfter));
            }
        }
    }

    /// <summary>Whether the access is made then.</summary>
    internal bool Holds(Access access) => _wholly.TryGetValue(access.Body, out bool isWhole) && (isWhole || FollowsAwait(access.Reference.Syntax.SpanStart, access.Body));

    // Whether a place in an asynchronous body is reached only after an await in it, as the source goes.
    private static bool FollowsAwait(int place, Body body) => body.IsAsync && body.Sites.Exists(site => site switch
    {
        IAwaitOperation => site.Syntax.Span.End <= place,
        IForEachLoopOperation { IsAsynchronous: true, Body: var round } => round.Syntax.Span.Contains(place),
        _ => false,
    });
}
