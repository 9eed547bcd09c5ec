using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Asynchronous functions of a type that are begun and not awaited at once: <c>await Task.WhenAll(FillAsync(), FillAsync())</c>, <c>_ = ServeAsync(client)</c> in a loop.
/// What each of them does once it has awaited something, it does beside the others, unless a user interface or an actor's scheduler calls them back to one thread.
/// </summary>
internal sealed class BegunCalls
{
    private readonly List<(Fork One, Fork Other)> _pairs = [];
    private readonly Dictionary<Body, ResumedCode> _resumed = [];
    private readonly Callbacks _callbacks;

    internal BegunCalls(TypeSummary summary, ThreadingModel model)
    {
        _callbacks = summary.Callbacks;
        if (model.Types.HasUserInterfaceContext)
            return;
        foreach (Body body in summary.OwnBodies)
            Note(body, model);
    }

    /// <summary>Whether any two overlap.</summary>
    internal bool Exist => _pairs.Count > 0;

    /// <summary>Two calls that run the two accesses beside each other; null where there are none.</summary>
    internal (Fork One, Fork Other)? Of(Access one, Access other, ForkSharing sharing)
    {
        foreach ((Fork first, Fork second) in _pairs)
        {
            bool isShared = ReferenceEquals(first, second) ? sharing.IsSharedByRuns(one.Location, first) : sharing.IsShared(one.Location, first, second);
            if (isShared && Resumes(first.Targets[0], one) && Resumes(second.Targets[0], other))
                return (first, second);
            if (isShared && Resumes(second.Targets[0], one) && Resumes(first.Targets[0], other))
                return (second, first);
        }

        return null;
    }

    /// <summary>Whether an asynchronous function makes the access once it has awaited something.</summary>
    internal bool Resumes(Body begun, Access access)
    {
        if (!_resumed.TryGetValue(begun, out ResumedCode? code))
            _resumed[begun] = code = new ResumedCode(begun, _callbacks);
        return code.Holds(access);
    }

    private void Note(Body body, ThreadingModel model)
    {
        if (body.Outermost.Symbol.ContainingType is { } type && ConfinedTypes.RunsInTurn(type))
            return;
        List<BegunCall> calls = body.Sites.OfType<IInvocationOperation>().Select(call => BegunCall.Of(call, body, _callbacks, model)).OfType<BegunCall>().ToList();
        for (int one = 0; one < calls.Count; one++)
        {
            if (calls[one].IsRepeated)
                _pairs.Add((calls[one].Fork, calls[one].Fork));
            for (int other = one + 1; other < calls.Count; other++)
            {
                if (calls[one].Overlaps(calls[other], model))
                    _pairs.Add((calls[one].Fork, calls[other].Fork));
            }
        }
    }
}
