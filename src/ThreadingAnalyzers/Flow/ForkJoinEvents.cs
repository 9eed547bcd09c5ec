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
        _overlaps.Contains((one, other)) || _overlaps.Contains((other, one)) || (ReferenceEquals(one, other) ? one.OverlapsItself : one.IsBeside(other));

    /// <summary>The running forks after an operation.</summary>
    internal ActiveForks After(IOperation operation, ActiveForks active)
    {
        if (IsSite(operation))
            active = Start(handles.AtSite(operation.Syntax).Where(static fork => fork.StartsAtSite), active);
        return operation switch
        {
            IInvocationOperation call => AfterCall(call, active),
            // What is not known here may be any of the work.
            IAwaitOperation { Operation: IInvalidOperation } => ActiveForks.None,
            IInvalidOperation when UnboundForks.IsWait(operation) => ActiveForks.None,
            IAwaitOperation awaited => AfterAwait(awaited.Operation, active),
            IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task } when model.Types.IsTask(task.Type) => AfterAwait(task, active),
            _ => UnboundCalls.Is(operation) ? AfterUnbound(operation, active) : active,
        };
    }

    // thread.Start(_options.State)
    private ActiveForks AfterUnbound(IOperation call, ActiveForks active) => UnboundCalls.NameOf(call) == "Start" && UnboundCalls.ReceiverOf(call) is { } handle
        ? Start(handles.ForksIn(handle).Where(static fork => !fork.StartsAtSite), active)
        : active;

    // { Task.Run(…) } in a collection initializer is two calls of one syntax: the other one is Add.
    private bool IsSite(IOperation operation) => operation is IObjectCreationOperation or IEventAssignmentOperation or IInvalidOperation || (operation is IInvocationOperation call && (model.Threads.IsFork(call) || model.Threads.Own.IsCall(call)));

    private ActiveForks AfterCall(IInvocationOperation call, ActiveForks active)
    {
        switch (model.Joins.KindOf(call.TargetMethod))
        {
            case JoinKind.Start when call.Instance is { } handle:
                return Start(handles.ForksIn(handle).Where(static fork => !fork.StartsAtSite), active, call);
            case JoinKind.Handles:
                return Join(call, active);
            case JoinKind.Signal when !SemaphorePermits.IsThrottle(call.Instance):
                return ActiveForks.None;
        }

        if (RepeatedCallbacks.RunsAtOnce(call, model) && handles.AtSite(call.Syntax).Count == 0)
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
            if (callbacks.Behind(argument.Value, LocalValues.None) is not ({ } lambda, _) || RepeatedCallbacks.CallOf(lambda)?.Syntax != call.Syntax)
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
        return Start(forks.Where(left.Has), active);
    }

    private Body? CalleeOf(IInvocationOperation call) =>
        call.Instance is null or IInstanceReferenceOperation ? callbacks.Of(call.TargetMethod) : null;

    private ActiveForks Remove(ActiveForks ended, ActiveForks active)
    {
        foreach (Fork fork in forks.Where(ended.Has))
            active = active.Without(fork);
        return active;
    }

    // What one call may start are alternatives: a variable holds one thread at a time.
    private ActiveForks Start(IEnumerable<Fork> started, ActiveForks active, IInvocationOperation? call = null)
    {
        ActiveForks after = active;
        foreach (Fork fork in started)
        {
            foreach (Fork running in forks.Where(active.Has))
            {
                if (call is null || !ReferenceEquals(fork, running) || !IsOneThread(fork, call))
                    _overlaps.Add((fork, running));
            }

            if (!fork.IsJoinedAtSite)
                after = after.With(fork);
        }

        return after;
    }

    // A thread starts once, however many elements of a collection are started: it overlaps itself only if several are made.
    private static bool IsOneThread(Fork fork, IInvocationOperation start) => !ForkSharing.IsRepeated(fork) && (IsInside(start, fork.Container) || RunsOnce(fork.Container));

    private static bool IsInside(IOperation operation, Body body) =>
        operation.Syntax.SyntaxTree == body.Root.Syntax.SyntaxTree && body.Root.Syntax.Span.Contains(operation.Syntax.Span);

    // An object is constructed once.
    private static bool RunsOnce(Body body) => body.Parent is null && body.Symbol is IFieldSymbol or IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor };
}
