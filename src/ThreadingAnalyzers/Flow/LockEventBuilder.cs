using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Translates the blocks of a control-flow graph into lock steps, once, before the flow is solved.</summary>
internal sealed partial class LockEventBuilder
{
    private readonly Body _body;
    private readonly ThreadingModel _model;
    private readonly LockTable _table;
    private readonly FlowCaptures _captures;
    private readonly LockConditions _conditions;
    private List<LockEvent> _events = [];

    internal LockEventBuilder(Body body, ControlFlowGraph graph, ThreadingModel model, LockTable table)
    {
        _body = body;
        _model = model;
        _table = table;
        _captures = new FlowCaptures(graph, body.Locals);
        _conditions = new LockConditions(table, _captures, operation => EffectAt(operation) is { Effect.Action: LockAction.TryAcquire } || LockModel.HeldTestOf(operation) is not null);
    }

    /// <summary>The steps of a block, its branch value included, and what its branch depends on.</summary>
    internal (LockEvent[] Events, BranchCondition Branch) Translate(BasicBlock block)
    {
        _events = [];
        foreach (IOperation operation in block.Operations)
            TranslateTree(operation);
        BranchCondition branch = BranchCondition.Unknown;
        if (block.BranchValue is { } value)
        {
            TranslateTree(value);
            if (block.ConditionalSuccessor is not null)
                branch = _conditions.Of(value);
        }

        return (_events.ToArray(), branch);
    }

    private void TranslateTree(IOperation root)
    {
        foreach (IOperation operation in EvaluationOrder.Of(root))
            Translate(operation);
    }

    private void Translate(IOperation operation)
    {
        NoteStillWaiting(operation);
        if ((_model.Throws.CanThrow(operation) || UnboundCalls.IsOne(operation)) && !IsSureLockCall(operation))
            Add(new LockEvent(LockStep.MayThrow, operation));
        if (IsObserved(operation))
            Add(new LockEvent(LockStep.Observe, operation));

        NoteHeldTest(operation);
        switch (operation)
        {
            case IFlowCaptureOperation capture:
                Assign(capture, _table.ConditionOf(capture.Id), capture.Value);
                TranslateScope(capture.Value);
                break;
            case ISimpleAssignmentOperation assignment:
                Assign(assignment, _conditions.OfPlace(assignment.Target), assignment.Value);
                TranslateScope(assignment.Value);
                break;
            case IInvalidOperation when EffectAt(operation) is var (unbound, _):
                Apply(operation, unbound);
                break;
            case IInvalidOperation when UserScopes.ReceiverOfUnresolved(operation) is var (receiver, name) && _captures.PathOf(receiver) is { } unresolved && LockNames.Suggest(unresolved):
                ApplyUnresolved(UserScopes.EffectOfUnresolved(name), operation, unresolved);
                break;
            case IAwaitOperation or IInvocationOperation or IPropertyReferenceOperation:
                TranslateEffect(operation);
                break;
        }
    }

    // Giving back fails only if nothing was taken. Taking fails, before it takes, if it can be cancelled or gives up.
    private bool IsSureLockCall(IOperation operation) => (EffectAt(operation) ?? BegunAt(operation)) is var (effect, call)
        && !(effect.Primitive == LockPrimitive.Mutex && ExpectsAbandonedMutex(call.Syntax))
        && (effect.Action == LockAction.Release || call is IInvocationOperation bound && bound.Arguments.All(static argument => argument.IsImplicit || argument.Parameter?.RefKind == RefKind.Ref || argument.Parameter?.Type.SpecialType == SpecialType.System_Object));

    private static bool ExpectsAbandonedMutex(SyntaxNode call) => call.Ancestors().OfType<TryStatementSyntax>().Any(attempt => attempt.Block.Span.Contains(call.Span)
            && attempt.Catches.Any(static handler => handler.Declaration?.Type.ToString().EndsWith(nameof(AbandonedMutexException), StringComparison.Ordinal) == true));

    // The call that an await elsewhere completes.
    private (LockEffect Effect, IOperation Call)? BegunAt(IOperation operation) =>
        operation is IInvocationOperation call && _model.Locks.EffectOf(call) is { IsAsync: true } effect ? (effect, call) : null;

    private static bool IsObserved(IOperation operation) => operation is IFieldReferenceOperation or IPropertyReferenceOperation or ILocalReferenceOperation
        or IParameterReferenceOperation or IInvocationOperation or IObjectCreationOperation or IFlowAnonymousFunctionOperation or IMethodReferenceOperation or IAwaitOperation
        or IInvalidOperation or IReturnOperation { Kind: OperationKind.YieldReturn } || UnboundCalls.Is(operation);

    /// <summary>The effect that happens at an operation: of a call itself, or of the asynchronous call that it waits for.</summary>
    private (LockEffect Effect, IOperation Call)? EffectAt(IOperation operation)
    {
        (IOperation inner, bool waited) = Operand.UnwrapWaiting(operation);
        if (waited && inner is ILocalReferenceOperation local && _body.Locals.Of(local.Local) is { } task)
            inner = Operand.UnwrapWaiting(task).Operation;
        LockEffect? effect = inner is IInvocationOperation call ? _model.Locks.EffectOf(call) : inner is IInvalidOperation ? _model.Locks.EffectOfUnbound(inner) : null;
        return effect is not null && effect.IsAsync == waited && (waited || ReferenceEquals(inner, operation)) ? (effect, inner) : null;
    }

    private void TranslateEffect(IOperation operation)
    {
        if (TranslateAskedTask(operation))
            return;
        if (EffectAt(operation) is var (effect, _))
            Apply(operation, effect);
        else if (operation is IInvocationOperation { TargetMethod: { Name: "Dispose" or "DisposeAsync", Parameters.IsEmpty: true }, Instance: { } instance })
            CloseScope(operation, instance);
        else if (operation is IInvocationOperation call)
        {
            EntrustFlags(call);
            TranslateOwnLock(call);
        }
    }

    private void Apply(IOperation operation, LockEffect effect)
    {
        if (_captures.PathOf(effect.Target) is not { } path)
            return;
        int gate = _table.IndexOf(new LockKey(path, effect.Primitive, effect.Mode));
        switch (effect.Action)
        {
            case LockAction.Release:
                Add(new LockEvent(GivesBackSeveral(operation) ? LockStep.ReleaseAll : LockStep.Release, operation, gate));
                break;
            case LockAction.Acquire:
            case LockAction.OpenScope:
                Acquire(operation, gate);
                break;
            case LockAction.TryAcquire when effect.TakenFlag is { } flag:
                TryAcquire(operation, gate, _conditions.OfPlace(flag));
                break;
            case LockAction.TryAcquire when IsResultIgnored(operation):
                Acquire(operation, gate);
                break;
            case LockAction.TryAcquire when Operand.ParentOf(operation) is IArgumentOperation or IInvalidOperation:
                // Somebody else decides over the result, as in Assert.True(gate.Wait(0)): it may be held from here on, and nobody is to blame for that.
                Add(new LockEvent(LockStep.TryAcquire, operation, gate));
                break;
            case LockAction.TryAcquire:
                TryAcquire(operation, gate, _table.ConditionOf(operation.Syntax));
                break;
        }

        if (effect is { Action: LockAction.Acquire, TakenFlag: { } taken } && _conditions.OfPlace(taken) is >= 0 and var condition)
            Add(new LockEvent(LockStep.SetFact, operation, Condition: condition, Known: Known.True));
    }

    // ReleaseLock(_gate, ref taken): who gets both may give the lock back, and says so in the flag.
    private void EntrustFlags(IInvocationOperation call)
    {
        foreach (IArgumentOperation flag in call.Arguments.Where(static argument => argument.Parameter is { RefKind: RefKind.Ref or RefKind.Out, Type.SpecialType: SpecialType.System_Boolean }))
        {
            if (_conditions.OfPlace(flag.Value) is not (>= 0 and var condition))
                continue;
            int gate = _table.Locks.ToList().FindIndex(key => call.Arguments.Any(argument => argument != flag && key.Path.Equals(_captures.PathOf(argument.Value))));
            Add(gate < 0 ? new LockEvent(LockStep.SetFact, call, Condition: condition) : new LockEvent(LockStep.Entrust, call, gate, condition));
        }
    }

    // _slots.Release(5)
    private static bool GivesBackSeveral(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { Name: "Release", Parameters: [{ Type.SpecialType: SpecialType.System_Int32 }] }, Arguments: [{ Value.ConstantValue: var count }] } && count is not { HasValue: true, Value: 1 };

    private ulong Acquire(IOperation operation, int gate)
    {
        ulong bit = _table.Add(new Acquisition(operation, gate));
        Add(new LockEvent(LockStep.Acquire, operation, gate, Bit: bit));
        DoubtShared(operation);
        return bit;
    }

    private void TryAcquire(IOperation operation, int gate, int condition)
    {
        Add(new LockEvent(LockStep.TryAcquire, operation, gate, condition, _table.Add(new Acquisition(operation, gate))));
        DoubtShared(operation);
    }

    private void DoubtShared(IOperation operation)
    {
        foreach (int condition in SharedConditions.ThatMayChangeBefore(operation, _table))
            Add(new LockEvent(LockStep.Doubt, operation, Condition: condition));
    }

    private static bool IsResultIgnored(IOperation operation) => Operand.ParentOf(operation) switch
    {
        IExpressionStatementOperation => true,
        ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        _ => false,
    };

    // if (Monitor.IsEntered(gate)): the answer tells whether the lock is held.
    private void NoteHeldTest(IOperation operation)
    {
        if (LockModel.HeldTestOf(operation) is var (target, primitive, mode) && _captures.PathOf(target) is { } path && _table.ConditionOf(operation.Syntax) is >= 0 and var condition)
            Add(new LockEvent(LockStep.SetFact, operation, _table.IndexOf(new LockKey(path, primitive, mode)), condition, Known: Known.TellsHeld));
    }

    private void Assign(IOperation at, int condition, IOperation value)
    {
        if (condition < 0)
            return;
        if (Operand.Unwrap(value).ConstantValue is { HasValue: true, Value: bool constant })
        {
            Add(new LockEvent(LockStep.SetFact, at, Condition: condition, Known: constant ? Known.True : Known.False));
            return;
        }

        BranchCondition source = _conditions.Of(value);
        Add(source.Condition < 0
            ? new LockEvent(LockStep.SetFact, at, Condition: condition)
            : new LockEvent(LockStep.CopyFact, at, Condition: condition, Source: source.Condition, Known: source.IsNegated ? Known.False : Known.True));
    }

    private void Add(LockEvent step) => _events.Add(step);
}
