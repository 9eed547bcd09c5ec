using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Joins of threads that are told to stop while they sleep, and that nobody wakes.</summary>
internal sealed class UnwokenThreads(TypeSummary summary, ThreadingModel model)
{
    private const int MostCallees = 16;
    private readonly EndlessLoops _loops = new(summary);

    /// <summary>The joins in a body that may wait for ever, and the waits of the joined threads that nothing ends.</summary>
    internal IEnumerable<(IInvocationOperation Join, IInvocationOperation Wait)> In(Body body)
    {
        foreach (IInvocationOperation join in body.Sites.OfType<IInvocationOperation>().Where(IsJoin))
        {
            if (summary.Handles.ForksIn(join.Instance!).Where(static fork => fork.Kind == ForkKind.Thread).ToList() is not [var fork])
                continue;
            // What a cancellation calls back may wake it as well.
            List<Body> stopping = [.. Around(body, fork), .. summary.Bodies.Where(static one => one.Root is IAnonymousFunctionOperation)];
            if (WaitOf(fork, stopping) is { } wait && !stopping.Exists(one => Wakes(one, wait, WakesOneOfMany(fork, wait), one == body ? join : null)))
                yield return (join, wait);
        }
    }

    /// <summary>The joins in a body of threads that it wakes first, but that nothing in their loops can bring to an end.</summary>
    internal IEnumerable<(IInvocationOperation Join, ILoopOperation Loop)> Endless(Body body)
    {
        foreach (IInvocationOperation join in body.Sites.OfType<IInvocationOperation>().Where(IsJoin))
        {
            if (summary.Handles.ForksIn(join.Instance!).Where(static fork => fork.Kind == ForkKind.Thread).ToList() is [var fork] && _loops.Of(fork) is { } loop
                && _loops.BodiesOf(fork).SelectMany(static run => run.Sites).OfType<IInvocationOperation>().FirstOrDefault(call => loop.Syntax.Span.Contains(call.Syntax.Span) && IsSleep(call)) is { } wait
                && body.Sites.Exists(site => site.Syntax.SpanStart < join.Syntax.SpanStart && IsWake(site, GateOf(wait))) && !Around(body, fork).Exists(static one => one.Sites.Exists(IsForce)))
                yield return (join, loop);
        }
    }

    private static bool IsForce(IOperation site) => site is IInvocationOperation { TargetMethod.Name: "Interrupt" or "Abort" };

    private ISymbol? GateOf(IInvocationOperation wait) => SharedLocations.LocationOf(Operand.Unwrap(model.MonitorSignals.Of(wait)?.Gate ?? wait.Instance!));

    private bool IsWake(IOperation site, ISymbol? gate) => site is IInvocationOperation call && (model.MonitorSignals.Of(call) is { Kind: not MonitorSignalKind.Wait } pulse ? pulse.Gate : model.Signals.GivenBy(call)) is { } woken
        && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(Operand.Unwrap(woken)), gate);

    private bool IsJoin(IInvocationOperation call) =>
        call is { Arguments.IsEmpty: true, Instance: not null } && KnownTypes.Is(call.TargetMethod.ContainingType, model.Types.Thread) && model.Joins.KindOf(call.TargetMethod) == JoinKind.Handles;

    // The body, what it calls, and who calls it. The thread may run a method of another type, which has methods to stop it.
    private List<Body> Around(Body body, Fork fork)
    {
        INamedTypeSymbol[] workers = [.. fork.Targets.Where(target => target is { Parent: null, Method: { } method } && summary.Callbacks.Of(method) is null).Select(static target => target.Symbol.ContainingType)];
        List<Body> found = [body, .. summary.Contexts.CallSitesOf(body).Select(static call => call.Caller)];
        for (int i = 0; i < found.Count && found.Count < MostCallees; i++)
        {
            foreach (IInvocationOperation call in found[i].Sites.OfType<IInvocationOperation>())
            {
                Body? callee = workers.Contains(call.TargetMethod.ContainingType, SymbolEqualityComparer.Default) ? summary.BodyOfAny(call.TargetMethod) : summary.Callbacks.Of(call.TargetMethod);
                if (callee is not null && !found.Contains(callee))
                    found.Add(callee);
            }
        }

        return found;
    }

    // The thread's loop looks at a flag that is set here, and sleeps in between without a limit.
    private IInvocationOperation? WaitOf(Fork fork, List<Body> stopping)
    {
        List<Body> run = _loops.BodiesOf(fork).ToList();
        stopping.RemoveAll(one => one.Root is IAnonymousFunctionOperation && run.Contains(one));
        if (run.Exists(stopping.Contains) || !run.Exists(body => body.Sites.Exists(site => IsQuestion(site, stopping))))
            return null;
        return run.SelectMany(static body => body.Sites).OfType<IInvocationOperation>().FirstOrDefault(call => IsSleep(call) && IsInLoop(call));
    }

    // while (!_stop), while (!_source.IsCancellationRequested), where the other side sets the flag or cancels.
    private static bool IsQuestion(IOperation site, List<Body> stopping) => site switch
    {
        IFieldReferenceOperation { Field: { Type.SpecialType: SpecialType.System_Boolean or SpecialType.System_Int32 } flag } => stopping.Exists(one => IsSetIn(one, flag)),
        IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" } => stopping.Exists(static one => one.Sites.Exists(static other => other is IInvocationOperation { TargetMethod: { Name: "Cancel", ContainingType.Name: "CancellationTokenSource" } })),
        _ => false,
    };

    private static bool IsSetIn(Body body, IFieldSymbol flag) => body.Sites.Exists(site => site is IFieldReferenceOperation { Field: var set } && SymbolEqualityComparer.Default.Equals(set, flag) && site.Parent switch
    {
        ISimpleAssignmentOperation assignment => assignment.Target == site && assignment.Value.ConstantValue.HasValue,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Write" or "Exchange" or "CompareExchange", ContainingType.ContainingNamespace.Name: "Threading" } } } => true,
        _ => false,
    });

    private static bool IsInLoop(IOperation operation)
    {
        for (IOperation? parent = operation.Parent; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); parent = parent.Parent)
        {
            if (parent is ILoopOperation)
                return true;
        }

        return false;
    }

    // Monitor.Wait(_gate), or _wake.WaitOne() where the event closes again and only this type has it.
    private bool IsSleep(IInvocationOperation call) => model.MonitorSignals.Of(call) is { Kind: MonitorSignalKind.Wait, IsTimed: false } signal
        ? AccessPath.Of(signal.Gate)?.Last is IFieldSymbol
        : call is { TargetMethod: { Name: "WaitOne" or "Wait" } or { Name: "Take", ContainingType.Name: "BlockingCollection" }, Arguments.IsEmpty: true, Instance: IFieldReferenceOperation { Field: { DeclaredAccessibility: Accessibility.Private } field } } && summary.References.To(field).Count > 0 && Closes(field) && IsOnlyCalled(field);

    private bool Closes(IFieldSymbol field) => field.Type is { Name: "AutoResetEvent" or "BlockingCollection" } || SemaphorePermits.InitialOf(field) == 0
        || (field.Type is { Name: "ManualResetEvent" or "ManualResetEventSlim" } && summary.References.To(field).Any(static use => use.Parent is IInvocationOperation { TargetMethod.Name: "Reset" }));

    private bool IsOnlyCalled(IFieldSymbol field) => summary.References.To(field).All(static use =>
        use.Parent is IInvocationOperation call && call.Instance == use || use.Parent is IConditionalAccessOperation || use.Parent is ISimpleAssignmentOperation { Value: IObjectCreationOperation });

    // Where a loop starts the threads, an event that closes behind each of them, or a single permit, lets one of them go on; it may wake the next.
    private bool WakesOneOfMany(Fork fork, IInvocationOperation wait) => ForkSharing.IsRepeated(fork) && wait.Instance is IFieldReferenceOperation { Field: { Type.Name: "AutoResetEvent" or "SemaphoreSlim" or "Semaphore" } gate }
        && !_loops.BodiesOf(fork).Any(body => body.Sites.Exists(site => site is IInvocationOperation { TargetMethod.Name: "Set" or "Release", Instance: IFieldReferenceOperation { Field: var given } } && SymbolEqualityComparer.Default.Equals(given, gate)));

    private static bool IsSingle(IOperation named) => named.Parent is IInvocationOperation { TargetMethod.Name: "Set" or "Release", Arguments.IsEmpty: true } call && call.Instance == named && !IsInLoop(call);

    // Any mention may wake it, and so may whoever interrupts it or calls what is not known.
    private bool Wakes(Body body, IInvocationOperation wait, bool isOneOfMany, IInvocationOperation? join)
    {
        ISymbol? gate = GateOf(wait);
        // What comes behind the join comes too late.
        return body.Sites.Exists(site => (join is null || site.Syntax.SpanStart < join.Syntax.SpanStart || Nesting.IsInLoop(join)) && site switch
        {
            IInvocationOperation { TargetMethod.Name: "Interrupt" or "Abort" or "Pulse" or "PulseAll" } => true,
            IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } => true,
            IInvocationOperation { Instance: IInstanceReferenceOperation, TargetMethod: var own } => summary.Callbacks.Of(own) is null,
            // A property of the worker's, or a method of it that is not known.
            IInvocationOperation { Instance: not null, TargetMethod: var foreign } when !Framework.Owns(foreign.ContainingType) && SymbolEqualityComparer.Default.Equals(foreign.ContainingType, gate?.ContainingType) => summary.BodyOfAny(foreign) is null,
            _ when UnboundCalls.Is(site) && UnboundCalls.ReceiverOf(site) is null => !UnboundCalls.IsLogging(site),
            _ => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(site), gate) && site.Parent is not ILockOperation && !SignalModel.IsQuiet(site) && !(isOneOfMany && IsSingle(site)),
        });
    }
}
