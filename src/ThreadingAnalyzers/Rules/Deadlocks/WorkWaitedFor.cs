using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Deadlocks;

/// <summary>What the work that a thread waits for does itself, as far as the type shows it: which of the waiting thread's locks it needs.</summary>
internal sealed class WorkWaitedFor(TypeContext type)
{
    private static readonly string[] Signals = ["Set", "Signal", "Release", "SignalAndWait"];
    private readonly TypeSummary _summary = type.Summary;

    /// <summary>A lock that is held while the work is waited for and that the work needs, and where it needs it.</summary>
    internal (HeldLock Held, IReadOnlyList<IOperation> Way)? NeededLock(CriticalPair wait)
    {
        foreach (CriticalPair work in WorkOf(wait.Event.Operation, wait.Event.Body))
        {
            if (work is { Event.Kind: CriticalKind.Acquire, Lock: { } wanted } && wait.Held.FirstOrDefault(held => IsNeeded(held.Key, wanted, work)) is { } held)
                return (held, work.Trace.Select(static step => step.Operation).ToList());
        }

        return SignalledUnder(wait);
    }

    private static bool IsNeeded(LockKey held, LockKey wanted, CriticalPair work) =>
        LockIdentity.IsMutex(held) && LockIdentity.Excludes(held, wanted) && LockIdentity.MayBeSame(held, wanted)
        && (LockIdentity.IsStatic(held) || held.Path.Equals(wanted.Path) || IsPassedObject(wanted.Path, work.Trace[0].Body));

    // Register(static state => ((C)state).Stop(), this): the object comes back as an argument.
    private static bool IsPassedObject(AccessPath path, Body work) =>
        path.Members.Length == 1 && path.Root is IParameterSymbol or ILocalSymbol && SymbolEqualityComparer.Default.Equals(path.Root.ContainingSymbol, work.Symbol) && work.Root is IAnonymousFunctionOperation;

    private IEnumerable<CriticalPair> WorkOf(IOperation operation, Body body)
    {
        StopKind? kind = type.Model.Stops.KindOf(operation);
        if (kind == StopKind.Loop)
            return _summary.Handles.AtSite(operation.Syntax).Where(static fork => fork.WaitsAtSite && fork.Receiver is null).SelectMany(static fork => fork.Targets).SelectMany(_summary.CriticalPairs.Of);
        if (StoppingCalls.WaitedBy(operation) is not { } waited)
            return [];
        if (kind == StopKind.Callback)
            return CallbacksOf(waited);
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

    // _registration = token.Register(Stop) … _registration.Dispose()
    private IEnumerable<CriticalPair> CallbacksOf(IOperation registration) =>
        from body in _summary.Bodies
        from assignment in body.Sites.OfType<ISimpleAssignmentOperation>()
        let registering = RegistrationIn(assignment.Value, body)
        where registering is not null && AreSamePlace(assignment.Target, registration)
        from argument in registering.Arguments
        let callback = _summary.Callbacks.Behind(argument.Value, body.Locals)
        where callback is { Receiver: null }
        from pair in _summary.CriticalPairs.Of(callback.Value.Body)
        select pair;

    private static IInvocationOperation? RegistrationIn(IOperation value, Body body)
    {
        value = Operand.Unwrap(value);
        return (value is ILocalReferenceOperation local && body.Locals.Of(local.Local) is { } behind ? Operand.Unwrap(behind) : value) as IInvocationOperation is { TargetMethod.Name: "Register" or "UnsafeRegister" } call ? call : null;
    }

    // If the signal is only ever given under the lock, it never comes.
    private (HeldLock Held, IReadOnlyList<IOperation> Way)? SignalledUnder(CriticalPair wait)
    {
        if (type.Model.Stops.KindOf(wait.Event.Operation) != StopKind.Signal || StoppingCalls.WaitedBy(wait.Event.Operation) is not IFieldReferenceOperation { Field.DeclaredAccessibility: Accessibility.Private } signal)
            return null;
        List<(Body Body, IInvocationOperation Call)> signals = _summary.Bodies
            .SelectMany(static body => body.Sites.OfType<IInvocationOperation>().Select(call => (body, call)))
            .Where(site => Signals.Contains(site.call.TargetMethod.Name) && site.call.Instance is { } instance && AreSamePlace(instance, signal)).ToList();
        HeldLock? held = signals.Count == 0 ? null : wait.Held.FirstOrDefault(held => LockIdentity.IsMutex(held.Key) && held.Key.Mode != LockMode.Shared && signals.TrueForAll(site =>
            site.Body.LockFlow(type.Model, type.Cancellation) is { } flow && flow.MustHoldAt(site.Call.Syntax).Any(key => LockIdentity.IsSame(key, held.Key))));
        return held is null || IsPassedOn(signal.Field) ? null : (held, [signals[0].Call]);
    }

    private bool IsPassedOn(IFieldSymbol signal) => _summary.Bodies.SelectMany(static body => body.Sites).OfType<IFieldReferenceOperation>()
        .Any(reference => SymbolEqualityComparer.Default.Equals(reference.Field, signal) && Operand.ParentOf(reference) is IArgumentOperation or IReturnOperation or IVariableInitializerOperation);

    private static bool AreSamePlace(IOperation one, IOperation other) => AccessPath.Of(one) is { Last: IFieldSymbol or IPropertySymbol } path && path.Equals(AccessPath.Of(other));
}
