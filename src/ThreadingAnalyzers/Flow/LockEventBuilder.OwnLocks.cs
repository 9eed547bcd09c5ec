using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>The steps of locks that the program makes itself: scopes, types with Enter and Exit, flags.</summary>
internal sealed partial class LockEventBuilder
{
    // using (gate.Enter()): the user's own scope, recognized by its shape. It can only silence, never accuse.
    private void TranslateScope(IOperation value)
    {
        if (UserScope(value) is { } path)
            Acquire(value, OwnLock(path, MemberBehind(value)));
    }

    private void CloseScope(IOperation dispose, IOperation instance)
    {
        if (_captures.Resolve(instance) is not { } value)
            return;
        IOperation opened = Operand.UnwrapWaiting(value).Operation;
        if (opened is IInvocationOperation call && _model.Locks.EffectOf(call) is { Action: LockAction.OpenScope } effect && _captures.PathOf(effect.Target) is { } path)
            Add(new LockEvent(LockStep.Release, dispose, _table.IndexOf(new LockKey(path, effect.Primitive, effect.Mode))));
        else if (UserScope(value) is { } scope)
            Add(new LockEvent(LockStep.Release, dispose, OwnLock(scope, MemberBehind(value))));
    }

    private AccessPath? UserScope(IOperation value)
    {
        IOperation opened = Operand.UnwrapWaiting(value).Operation;
        if (UserScopes.EffectOfOwn(opened) is { Action: LockAction.OpenScope } own)
            return own.Lock;
        return UserScopes.LockOpenedBy(opened) is { } gate && !(opened is IInvocationOperation call && _model.Locks.EffectOf(call) is not null) ? _captures.PathOf(gate) : null;
    }

    // Locks that the program makes itself: a flag set atomically, or a type of its own with Enter and Exit. These too only silence.
    private void TranslateOwnLock(IInvocationOperation call)
    {
        if (UserScopes.EffectOfOwn(call) is { Action: LockAction.Acquire or LockAction.Release } own)
            ApplyOwn(own, call);
        else if (AtomicFlag.IsTaken(call, _model.Types) && _captures.PathOf(call.Arguments[0].Value) is { } flag)
            Acquire(call, OwnLock(flag));
        else if (LockModel.IsUpgrade(call) && _captures.PathOf(call.Instance) is { } upgraded)
            Acquire(call, OwnLock(upgraded));
        else if (LockModel.IsDowngrade(call) && _captures.PathOf(call.Instance) is { } downgraded)
            Add(new LockEvent(LockStep.Release, call, OwnLock(downgraded)));
        else if (HandleWaits.MayTakeAny(call) && SeveralHandles(call) is { } handles)
            Acquire(call, OwnLock(handles));
        else if (UserScopes.IsEnter(call) && !IsKept(call) && _captures.PathOf(call.Instance) is { } entered)
            Acquire(call, OwnLock(entered, call.TargetMethod));
        else if (UserScopes.IsExit(call) && _captures.PathOf(call.Instance) is { } left)
            LeaveOwnLocks(call, left);
    }

    // var scope = _gate.Enter(): the assignment takes it.
    private static bool IsKept(IOperation call)
    {
        IOperation? parent = Operand.ParentOf(call);
        while (parent is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            parent = Operand.ParentOf(parent);
        return parent is IFlowCaptureOperation or ISimpleAssignmentOperation { Target: not IDiscardOperation };
    }

    // The call that gives back does not say how the lock was taken.
    private void LeaveOwnLocks(IOperation call, AccessPath path)
    {
        List<int> taken = Enumerable.Range(0, _table.Locks.Count).Where(gate => _table.Locks[gate] is { Primitive: LockPrimitive.Scope } key && key.Path.Equals(path)).ToList();
        foreach (int gate in taken.Count > 0 ? taken : [OwnLock(path)])
            Add(new LockEvent(LockStep.Release, call, gate));
    }

    private void ApplyOwn(OwnLockEffect own, IInvocationOperation call)
    {
        if (own.Action == LockAction.Acquire)
            Acquire(call, OwnLock(own.Lock));
        else
            Add(new LockEvent(LockStep.Release, call, OwnLock(own.Lock)));
    }

    // A lock of a type that is not there: a method that gives out a scope is told from one that takes the lock by the using around it.
    private void ApplyUnresolved(LockAction? action, IOperation call, AccessPath path)
    {
        if (action == LockAction.Acquire && call.Parent is IExpressionStatementOperation)
            Acquire(call, OwnLock(path));
        else if (action == LockAction.Release)
            LeaveOwnLocks(call, path);
    }

    private AccessPath? SeveralHandles(IInvocationOperation call)
    {
        IOperation handles = Operand.Unwrap(call.Arguments[0].Value);
        return _captures.PathOf(handles) ?? _captures.PathOf((handles as IInvocationOperation)?.Instance);
    }

    private int OwnLock(AccessPath path, IMethodSymbol? member = null)
    {
        InnerLock? inner = InnerLock.TakenBy(member, _model.Locks);
        return _table.IndexOf(new LockKey(path, LockPrimitive.Scope, inner is { Primitive: LockPrimitive.ReaderWriterLock } ? inner.Mode : LockMode.Exclusive, inner));
    }

    private static IMethodSymbol? MemberBehind(IOperation value) => UserScopes.MemberOf(Operand.UnwrapWaiting(value).Operation);
}
