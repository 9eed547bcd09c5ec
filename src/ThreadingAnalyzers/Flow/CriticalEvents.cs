using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Finds what a body itself does that other threads' locks can stop. Which locks are held then is not asked here.</summary>
internal sealed class CriticalEvents(ThreadingModel model, CallOuts callOuts, Callbacks callbacks, CancellationToken cancellation)
{
    /// <summary>The events of a body, in source order.</summary>
    internal IEnumerable<CriticalEvent> In(Body body) =>
        from site in body.Sites
        let found = Of(site, body)
        where found is not null
        select found;

    /// <summary>Where the locks that are held before the operation are looked up: a lock statement takes its lock at its expression.</summary>
    internal static SyntaxNode PlaceOf(IOperation operation) => operation is ILockOperation region ? region.LockedValue.Syntax : operation.Syntax;

    private CriticalEvent? Of(IOperation site, Body body)
    {
        if (site is ILockOperation region)
            return Taking(CriticalKind.Acquire, model.Locks.ObjectTakenBy(region)!.Primitive, LockMode.Exclusive, region.LockedValue, site, body);
        if (site is IInvocationOperation call)
        {
            if (model.MonitorSignals.Of(call) is { } signal)
                return Taking(signal.Kind == MonitorSignalKind.Wait ? CriticalKind.MonitorWait : CriticalKind.MonitorPulse, LockPrimitive.Monitor, LockMode.Exclusive, signal.Gate, site, body);
            if (model.Locks.EffectOf(call) is { } effect && Taking(effect, call, body) is { } taking)
                return taking;
        }

        if (OwnLock(site, body) is { } own)
            return own;
        if (model.Stops.KindOf(site) is { } stop && !(stop == StopKind.Work && StoppingCalls.WaitedBy(site) is { } task && new CompletedTasks(body, model.Types).HasEnded(task)))
            return new CriticalEvent(CriticalKind.Block, null, site, body);
        if (callOuts.Of(site, body) is not null)
            return new CriticalEvent(CriticalKind.CallOut, null, site, body);
        return ForeignCalleeOf(site) is { } callee ? new CriticalEvent(CriticalKind.ForeignCall, null, site, body, callee) : null;
    }

    // A method or accessor that is written in this compilation, in another type with a word about threads.
    private IMethodSymbol? ForeignCalleeOf(IOperation site)
    {
        IMethodSymbol? callee = site switch
        {
            IInvocationOperation call => call.TargetMethod,
            IPropertyReferenceOperation property => DirectCalls.AccessorsOf(property).FirstOrDefault(),
            _ => null,
        };
        if (callee is not { DeclaringSyntaxReferences: [var written, ..], IsAbstract: false, MethodKind: not MethodKind.LocalFunction } || callbacks.Of(callee) is not null)
            return null;
        return Vocabulary.OccursIn(written.SyntaxTree, written.SyntaxTree.GetRoot(cancellation).FullSpan, cancellation) ? callee.OriginalDefinition : null;
    }

    private static CriticalEvent? Taking(LockEffect effect, IInvocationOperation call, Body body)
    {
        if (effect.Action == LockAction.Release || (effect.IsAsync && !Waiting.IsWaitedFor(call)))
            return null;
        CriticalKind kind = effect.Action == LockAction.TryAcquire || BlockingCalls.IsPoll(call) ? CriticalKind.TryAcquire : CriticalKind.Acquire;
        CriticalEvent? taking = Taking(kind, effect.Primitive, effect.Mode, effect.Target, call, body);
        return taking?.Lock is { } key && LockIdentity.IsMutex(key) ? taking : null;
    }

    // using (await _gate.LockAsync()), _gate.Enter(): known for what it does only where the lock behind it is known.
    private CriticalEvent? OwnLock(IOperation site, Body body)
    {
        IOperation? gate = site is IInvocationOperation call && UserScopes.IsEnter(call) ? call.Instance : UserScopes.IsResource(site) ? UserScopes.LockOpenedBy(site) : null;
        return gate is not null && InnerLock.TakenBy(UserScopes.MemberOf(site), model.Locks) is { } inner && AccessPath.Of(gate, body.Locals.Resolve) is { } path
            ? new CriticalEvent(CriticalKind.Acquire, new LockKey(path, LockPrimitive.Scope, inner.Primitive == LockPrimitive.ReaderWriterLock ? inner.Mode : LockMode.Exclusive, inner), site, body)
            : null;
    }

    private static CriticalEvent? Taking(CriticalKind kind, LockPrimitive primitive, LockMode mode, IOperation target, IOperation site, Body body)
    {
        IOperation? named = target is IConditionalAccessInstanceOperation ? Operand.ReceiverBehind(target) : target;
        return AccessPath.Of(named, body.Locals.Resolve) is { } path ? new CriticalEvent(kind, new LockKey(path, primitive, mode), site, body) : null;
    }
}
