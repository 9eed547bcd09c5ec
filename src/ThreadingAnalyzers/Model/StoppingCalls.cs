using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What stops a thread.</summary>
internal enum StopKind
{
    /// <summary>The end of threads or tasks that the operation names.</summary>
    Work,

    /// <summary>A signal that other code gives.</summary>
    Signal,

    /// <summary>Time.</summary>
    Time,

    /// <summary>Work that one certain thread, such as that of the user interface, has to do first.</summary>
    OtherThread,

    /// <summary>The end of a callback, if it is running: so a cancellation's registration is disposed.</summary>
    Callback,

    /// <summary>The end of a parallel loop, of which the thread itself does a part.</summary>
    Loop,
}

/// <summary>One row of the table.</summary>
internal sealed record StopRow(StopKind Kind);

/// <summary>Which operations stop their thread until something else has happened. Taking a lock is not among them: that is a matter of lock order.</summary>
internal sealed class StoppingCalls(KnownTypes types, LockModel locks)
{
    private readonly ApiTable<StopRow> _table = new(Rows());

    /// <summary>What an operation waits for; null where it does not wait.</summary>
    internal StopKind? KindOf(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task } when types.IsTask(task.Type) => StopKind.Work,
        IInvocationOperation call when _table.Find(call.TargetMethod) is { } row && (row.Kind == StopKind.Loop || !BlockingCalls.IsPoll(call)) && !TakesLock(call) => row.Kind,
        _ => null,
    };

    /// <summary>The task or thread that an operation waits for.</summary>
    internal static IOperation? WaitedBy(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation property => property.Instance,
        IInvocationOperation { TargetMethod.Name: "GetResult", Instance: { } awaiter } => Operand.UnwrapWaiting(awaiter).Operation,
        IInvocationOperation { Instance: { } instance } => instance is IConditionalAccessInstanceOperation ? Operand.ReceiverBehind(instance) : instance,
        IInvocationOperation { Arguments: [{ Value: var tasks }, ..] } => tasks,
        _ => null,
    };

    // A semaphore that starts without permits is a signal, any other one a lock.
    private bool TakesLock(IInvocationOperation call) =>
        locks.EffectOf(call) is { } effect && (effect.Mode != LockMode.Counting || SemaphorePermits.InitialOf(AccessPath.Of(effect.Target)?.Last) != 0);

    private static IEnumerable<(string Type, string Member, StopRow Row)> Rows()
    {
        StopRow work = new(StopKind.Work), signal = new(StopKind.Signal), time = new(StopKind.Time), other = new(StopKind.OtherThread);
        const string Threading = "System.Threading.", Tasks = "System.Threading.Tasks.", Compiler = "System.Runtime.CompilerServices.";
        foreach (string member in new[] { "Wait", "WaitAll", "WaitAny" })
            yield return (Tasks + "Task", member, work);
        foreach (string awaiter in new[] { "TaskAwaiter", "TaskAwaiter`1", "ValueTaskAwaiter", "ValueTaskAwaiter`1", "ConfiguredTaskAwaitable+ConfiguredTaskAwaiter", "ConfiguredTaskAwaitable`1+ConfiguredTaskAwaiter" })
            yield return (Compiler + awaiter, "GetResult", work);
        yield return (Threading + "Thread", "Join", work);
        yield return (Threading + "Thread", "Sleep", time);
        foreach (string member in new[] { "WaitOne", "WaitAll", "WaitAny", "SignalAndWait" })
            yield return (Threading + "WaitHandle", member, signal);
        foreach (string type in new[] { "ManualResetEventSlim", "CountdownEvent", "SemaphoreSlim" })
            yield return (Threading + type, "Wait", signal);
        yield return (Threading + "Barrier", "SignalAndWait", signal);
        yield return (Threading + "SpinWait", "SpinUntil", signal);
        yield return ("System.Collections.Concurrent.BlockingCollection`1", "Take", signal);
        yield return ("System.Diagnostics.Process", "WaitForExit", signal);
        yield return (Threading + "SynchronizationContext", "Send", other);
        yield return ("System.Windows.Threading.Dispatcher", "Invoke", other);
        yield return ("System.Windows.Forms.Control", "Invoke", other);
        foreach (string member in new[] { "For", "ForEach", "Invoke" })
            yield return (Tasks + "Parallel", member, new(StopKind.Loop));
        yield return ("System.Linq.ParallelEnumerable", "ForAll", new(StopKind.Loop));
        yield return (Threading + "CancellationTokenRegistration", "Dispose", new(StopKind.Callback));
    }
}
