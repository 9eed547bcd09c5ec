using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What keeps a thread of the pool from going back to the pool.</summary>
internal sealed class PoolWork(TypeSummary summary, ThreadingModel model)
{
    private readonly EndlessLoops _loops = new(summary);
    private readonly ServiceLoops _services = new(model);

    /// <summary>The forks whose work a thread of the pool does: not those that ask for a thread of their own.</summary>
    internal IEnumerable<Fork> Forks => summary.Forks.Where(static fork => fork.Kind is ForkKind.Task or ForkKind.PoolItem && !IsLongRunning(fork));

    /// <summary>The operation of a body that waits without a limit for other code, or null.</summary>
    internal IOperation? WaitIn(Body body, Fork fork) => IsEnding(fork) || body.IsAsync || (ThreadContexts.IsCallableFromOutside(body) && !fork.Targets.Contains(body)) || body.Method?.ReturnType is { } type && model.Types.IsTask(type) ? null : body.Sites.Find(site => WaitsForOthers(site, body));

    /// <summary>The loop that a fork's work goes on with for as long as the process lives, or for as long as the object does whose stream it reads; null where there is none.</summary>
    internal IOperation? EndlessLoopOf(Fork fork) => (IOperation?)_loops.Of(fork) ?? (IsStage(fork) ? null : BodiesOf(fork).Select(LoopOfObject).FirstOrDefault(static loop => loop is not null));

    private IOperation? LoopOfObject(Body body) => body.Sites.Find(site =>
        site is IInvocationOperation { TargetMethod.ContainingType.Name: "BlockingCollection", Instance: { } stream } call && IsOfObject(stream) && (call.TargetMethod.Name == "GetConsumingEnumerable" || (IsTake(call) && Nesting.IsInLoop(call))))
        ?? _services.In(body);

    // A field, or a parameter that is given one, or one of those in one: Pump(_queues[i]).
    private bool IsOfObject(IOperation stream) => stream switch
    {
        IFieldReferenceOperation or IArrayElementReferenceOperation { ArrayReference: IFieldReferenceOperation } => true,
        IParameterReferenceOperation { Parameter: { Ordinal: var place, ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private } method } } =>
            summary.Bodies.SelectMany(static body => body.Sites).OfType<IInvocationOperation>().Where(call => SymbolEqualityComparer.Default.Equals(call.TargetMethod, method)).ToList() is { Count: > 0 } calls
            && calls.TrueForAll(call => call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == place)?.Value is { } given && Operand.Unwrap(given) is not IParameterReferenceOperation && IsOfObject(Operand.Unwrap(given))),
        _ => false,
    };

    private static bool IsTake(IInvocationOperation call) => call.TargetMethod.Name == "Take" || (call.TargetMethod.Name == "TryTake" && call.Arguments.Any(static argument => argument.Value.ConstantValue is { HasValue: true, Value: -1 }));

    // Who starts it waits for its end: the stream does not outlive that call.
    private bool IsStage(Fork fork) => fork.Container.Sites.Exists(site => site switch
    {
        IAwaitOperation awaited => summary.Handles.ForksIn(awaited).Contains(fork),
        IInvocationOperation call => model.Joins.KindOf(call.TargetMethod) == JoinKind.Handles && summary.Handles.ForksIn(call).Contains(fork),
        _ => false,
    });

    /// <summary>The bodies that the work of a fork runs through.</summary>
    internal IEnumerable<Body> BodiesOf(Fork fork) => _loops.BodiesOf(fork);

    // Whoever stops for good, and gives the waiting to the pool, does so once.
    private static bool IsEnding(Fork fork) => fork.Container.Outermost.Method is { Name: var name } && (name.StartsWith("Stop", StringComparison.Ordinal) || name.StartsWith("Dispose", StringComparison.Ordinal) || name.StartsWith("Shut", StringComparison.Ordinal) || name.StartsWith("Close", StringComparison.Ordinal));

    private bool WaitsForOthers(IOperation site, Body body) => site switch
    {
        IInvocationOperation call => WaitsForOthers(call, body),
        // Task.WaitAll(parts), whose elements are not known here.
        IInvalidOperation => UnboundCalls.IsOfTask(site, "WaitAll") && site.Syntax is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1 },
        IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task } when model.Types.IsTask(task.Type) => !HasEnded(task, body),
        _ => false,
    };

    private bool WaitsForOthers(IInvocationOperation call, Body body) => model.Joins.KindOf(call.TargetMethod) switch
    {
        JoinKind.Handles when call.TargetMethod.Name != "WaitAny" && IsUnlimited(call) && KnownTypes.Is(call.TargetMethod.ContainingType, model.Types.Thread) => true,
        JoinKind.Handles when call.TargetMethod.Name != "WaitAny" && IsUnlimited(call) => !HasEnded(call.Instance ?? call.Arguments[0].Value, body),
        JoinKind.Signal => IsUnlimited(call) && IsSignal(call) && !IsOwn(call.Instance, body),
        _ => false,
    };

    // A semaphore that starts without permits is a signal; any other one is a lock, which is held for a while.
    private static bool IsSignal(IInvocationOperation call) => call.TargetMethod is { ContainingType.Name: "WaitHandle" or "ManualResetEventSlim" or "CountdownEvent" or "Barrier" }
        || (call.TargetMethod is { Name: "Wait", ContainingType.Name: "SemaphoreSlim" } && SemaphorePermits.InitialOf(AccessPath.Of(call.Instance)?.Last) == 0);

    private static bool IsUnlimited(IInvocationOperation call) => call.Arguments.All(static argument => argument.Parameter?.Type.Name is not ("Int32" or "TimeSpan" or "CancellationToken"));

    private bool HasEnded(IOperation task, Body body) => new CompletedTasks(body, model.Types).HasEnded(task);

    // An event that the body made itself it signals itself, or has another thread signal: harmless unless that is one of the pool, too.
    private bool IsOwn(IOperation? signal, Body body) =>
        signal is not null && Operand.Unwrap(signal) is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, body.Symbol)
        && !summary.Forks.Any(fork => fork.Kind is ForkKind.Task or ForkKind.PoolItem && !IsLongRunning(fork) && ReferenceEquals(fork.Container, body) && fork.Targets.Any(target => target.Sites.Exists(site => IsSignal(site, local))));

    private static bool IsSignal(IOperation site, ILocalSymbol local) =>
        site is IInvocationOperation { TargetMethod.Name: "Set" or "Signal" or "SignalAndWait", Instance: ILocalReferenceOperation { Local: var signalled } } && SymbolEqualityComparer.Default.Equals(signalled, local);

    private static bool IsLongRunning(Fork fork) => fork.Site is IInvalidOperation
        ? fork.Site.Descendants().Any(static option => option is { Type.Name: "TaskCreationOptions", ConstantValue: { HasValue: true, Value: int chosen } } && (chosen & 2) != 0)
        : fork.Site is IInvocationOperation call && call.Arguments.Any(static argument =>
        argument.Parameter?.Type.Name == "TaskCreationOptions" && argument.Value.ConstantValue is { HasValue: true, Value: int options } ? (options & 2) != 0
        : argument.Parameter?.Type.Name is "TaskCreationOptions" or "TaskScheduler" && argument.Value is not IPropertyReferenceOperation { Property.Name: "Default" });
}
