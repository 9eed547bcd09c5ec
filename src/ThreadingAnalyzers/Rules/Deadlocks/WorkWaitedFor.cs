using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Deadlocks;

/// <summary>What the work that a thread waits for does itself, as far as the type shows it: which of the waiting thread's locks it needs.</summary>
internal sealed class WorkWaitedFor(TypeContext type)
{
    private readonly TypeSummary _summary = type.Summary;

    /// <summary>A lock that is held while the work is waited for and that the work needs, and how it comes to need it.</summary>
    internal (HeldLock Held, CriticalPair Work)? NeededLock(CriticalPair wait)
    {
        foreach (CriticalPair work in WorkOf(wait.Event.Operation, wait.Event.Body))
        {
            if (work is { Event.Kind: CriticalKind.Acquire, Lock: { } wanted } && wait.Held.FirstOrDefault(held => IsNeeded(held.Key, wanted)) is { } held)
                return (held, work);
        }

        return null;
    }

    private static bool IsNeeded(LockKey held, LockKey wanted) =>
        LockIdentity.IsMutex(held) && LockIdentity.Excludes(held, wanted) && LockIdentity.MayBeSame(held, wanted) && (LockIdentity.IsStatic(held) || held.Path.Equals(wanted.Path));

    private IEnumerable<CriticalPair> WorkOf(IOperation operation, Body body)
    {
        if (StoppingCalls.WaitedBy(operation) is not { } waited)
            return [];
        IEnumerable<CriticalPair> started = _summary.Handles.ForksIn(waited).Where(static fork => fork.Receiver is null).SelectMany(static fork => fork.Targets).SelectMany(_summary.CriticalPairs.Of);
        return started.Concat(Continuations(waited, body));
    }

    // LoadAsync().Result: what an asynchronous method does behind its first await, another thread does.
    private IEnumerable<CriticalPair> Continuations(IOperation waited, Body body)
    {
        IOperation task = Operand.UnwrapWaiting(waited).Operation;
        if (task is ILocalReferenceOperation local && body.Locals.Of(local.Local) is { } value)
            task = Operand.UnwrapWaiting(value).Operation;
        if (task is not IInvocationOperation { Instance: null or IInstanceReferenceOperation } call || _summary.Callbacks.Of(call.TargetMethod) is not { IsAsync: true } callee)
            return [];
        int start = callee.Sites.OfType<IAwaitOperation>().Select(static awaited => awaited.Syntax.Span.End).DefaultIfEmpty(int.MaxValue).Min();
        return _summary.CriticalPairs.Of(callee).Where(pair => pair.Trace[0].Operation.Syntax.SpanStart >= start);
    }
}
