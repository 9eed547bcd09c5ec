using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What operations do to the set of running forks; notes on the way which forks run beside which.</summary>
/// <param name="model">The model of the compilation.</param>
/// <param name="forks">All forks of the type.</param>
/// <param name="handles">Which variables hold their threads and tasks.</param>
/// <param name="callbacks">The bodies of the type.</param>
/// <param name="escaping">The forks that a method of the type leaves running when it returns.</param>
/// <param name="joined">The forks that a method of the type waits for.</param>
internal sealed class ForkJoinEvents(
    ThreadingModel model, IReadOnlyList<Fork> forks, HandleGroups handles, Callbacks callbacks, Func<Body, ActiveForks> escaping, Func<Body, ActiveForks> joined)
{
    private readonly HashSet<(Fork, Fork)> _overlaps = [];

    /// <summary>Whether the work of two forks may run at the same time; of one fork with itself, if it is started again while running.</summary>
    internal bool Overlap(Fork one, Fork other) =>
        _overlaps.Contains((one, other)) || _overlaps.Contains((other, one)) || (ReferenceEquals(one, other) && one.OverlapsItself);

    /// <summary>The running forks after an operation.</summary>
    internal ActiveForks After(IOperation operation, ActiveForks active)
    {
        if (handles.AtSite(operation.Syntax) is { StartsAtSite: true } fork && IsSite(operation))
            active = Start(fork, active);
        return operation switch
        {
            IInvocationOperation call => AfterCall(call, active),
            IAwaitOperation awaited => AfterAwait(awaited.Operation, active),
            IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task } when model.Types.IsTask(task.Type) => AfterAwait(task, active),
            _ => active,
        };
    }

    private static bool IsSite(IOperation operation) => operation is IInvocationOperation or IObjectCreationOperation;

    private ActiveForks AfterCall(IInvocationOperation call, ActiveForks active)
    {
        switch (model.Joins.KindOf(call.TargetMethod))
        {
            case JoinKind.Start when call.Instance is { } handle:
                foreach (Fork fork in handles.ForksIn(handle).Where(static fork => !fork.StartsAtSite))
                    active = Start(fork, active);
                return active;
            case JoinKind.Handles:
                return Join(call, active);
            case JoinKind.Signal when !SemaphorePermits.IsThrottle(call.Instance):
                return ActiveForks.None;
        }

        if (RepeatedCallbacks.RunsAtOnce(call) && handles.AtSite(call.Syntax) is null)
            return AfterRepeated(call, active);
        return CalleeOf(call) is { } callee ? AfterCallee(callee, active) : active;
    }

    private ActiveForks AfterAwait(IOperation awaited, ActiveForks active)
    {
        // Without a known handle an await may wait for anything that a call gave out; only what is stored nowhere goes on.
        foreach (Fork fork in handles.ForksIn(awaited))
            active = active.Without(fork);
        return awaited is IInvocationOperation call && CalleeOf(call) is { } callee ? Remove(joined(callee), active) : active;
    }

    private ActiveForks Join(IInvocationOperation call, ActiveForks active)
    {
        var named = handles.ForksIn(call).Where(fork => !ReferenceEquals(fork.Site.Syntax, call.Syntax)).ToList();
        if (named.Count == 0)
            return ActiveForks.None;
        foreach (Fork fork in named)
            active = active.Without(fork);
        return active;
    }

    // items.Select(i => Task.Run(…)), threads.ForEach(t => t.Start()): what the lambda does, it does for every element.
    private ActiveForks AfterRepeated(IInvocationOperation call, ActiveForks active)
    {
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (callbacks.Behind(argument.Value, LocalValues.None) is not ({ } lambda, _) || lambda.Root is not IAnonymousFunctionOperation)
                continue;
            for (int round = 0; round < 2; round++)
            {
                foreach (IOperation site in lambda.Sites)
                    active = After(site, active);
            }
        }

        return active;
    }

    private ActiveForks AfterCallee(Body callee, ActiveForks active)
    {
        ActiveForks left = escaping(callee);
        active = Remove(joined(callee), active);
        foreach (Fork fork in forks.Where(left.Has))
            active = Start(fork, active);
        return active;
    }

    private Body? CalleeOf(IInvocationOperation call) =>
        call.Instance is null or IInstanceReferenceOperation ? callbacks.Of(call.TargetMethod) : null;

    private ActiveForks Remove(ActiveForks ended, ActiveForks active)
    {
        foreach (Fork fork in forks.Where(ended.Has))
            active = active.Without(fork);
        return active;
    }

    private ActiveForks Start(Fork fork, ActiveForks active)
    {
        foreach (Fork running in forks.Where(active.Has))
            _overlaps.Add((fork, running));
        return fork.IsJoinedAtSite ? active : active.With(fork);
    }
}
