using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>How a blocking operation can be said asynchronously.</summary>
internal enum AsyncForm
{
    /// <summary>There is no direct form.</summary>
    None,

    /// <summary>Await the task that is waited for.</summary>
    Await,

    /// <summary>Await the task's <c>WaitAsync</c> with the same token.</summary>
    WaitAsync,

    /// <summary>Await the task's <c>WaitAsync</c> with the same time limit, where the end of the time means an exception.</summary>
    TimedWait,

    /// <summary>Await the asynchronous twin of the method.</summary>
    Twin,

    /// <summary>Await <c>Task.WhenAll</c>, and its <c>WaitAsync</c> where there is a token.</summary>
    WhenAll,

    /// <summary>Await <c>Task.WhenAny</c>, and its <c>WaitAsync</c> where there is a token. It gives the task, where the blocking call gives its index.</summary>
    WhenAny,

    /// <summary>Await <c>Task.Delay</c>.</summary>
    Delay,
}

/// <summary>One row of the table: a member that holds its thread until something else has happened.</summary>
internal sealed record BlockingRow(AsyncForm Form);

/// <summary>An operation that blocks its thread.</summary>
/// <param name="Form">How to say it asynchronously.</param>
/// <param name="Waited">The task that is waited for, where there is one.</param>
/// <param name="Twin">The asynchronous twin, where that is the form.</param>
/// <param name="TakesToken">Whether the twin takes a cancellation token behind the same arguments.</param>
internal sealed record BlockingCall(AsyncForm Form, IOperation? Waited, IMethodSymbol? Twin = null, bool TakesToken = false);

/// <summary>Which operations block their thread.</summary>
internal sealed class BlockingCalls(Compilation compilation, KnownTypes types)
{
    private readonly ApiTable<BlockingRow> _table = new(Rows());
    private readonly AsyncTwins _twins = new(compilation, types);
    private readonly QuietMethods _quiet = new(compilation);

    /// <summary>The names without which no code blocks on a task.</summary>
    internal static IEnumerable<string> Words => Rows().Select(static row => row.Member).Concat(new[] { "Result", "GetResult" });

    /// <summary>What an operation blocks on; null where it does not block.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="caller">The function in which it stands.</param>
    internal BlockingCall? Of(IOperation operation, IMethodSymbol caller) => operation switch
    {
        IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task } when types.IsTask(task.Type) => new(AsyncForm.Await, task),
        IInvocationOperation call => Of(call, caller),
        IInvalidOperation when UnboundCall.TaskBlockedOnBy(operation) is { } task => new(AsyncForm.None, task),
        IInvalidOperation when UnboundCall.Of(operation) is { Method: { } method } call && _table.Find(method) is not null => new(AsyncForm.None, call.Instance),
        _ => null,
    };

    private BlockingCall? Of(IInvocationOperation call, IMethodSymbol caller)
    {
        if (GetResultOf(call) is { } awaited)
            return new(AsyncForm.Await, awaited);
        if (_table.Find(call.TargetMethod) is not { } row)
            return _twins.Of(call, caller) is { } twin && !_quiet.Holds(call.TargetMethod, this) && !_quiet.Starts(call.TargetMethod, twin) && !_quiet.Wraps(twin, call.TargetMethod) ? new(AsyncForm.Twin, null, twin, _twins.AcceptsToken(twin, call.TargetMethod)) : null;
        if (IsPoll(call))
            return null;
        return row.Form switch
        {
            AsyncForm.Await => new(call.Arguments.IsEmpty ? AsyncForm.Await : TakesTokenOnly(call) ? AsyncForm.WaitAsync : AsyncForm.TimedWait, call.Instance),
            AsyncForm.WhenAll or AsyncForm.WhenAny => new(CanCombine(call) ? row.Form : AsyncForm.None, call.Arguments[0].Value),
            AsyncForm.Twin => _twins.Of(call, caller) is { } twin ? new(AsyncForm.Twin, null, twin, _twins.AcceptsToken(twin, call.TargetMethod)) : new(AsyncForm.None, null),
            _ => new(row.Form, null),
        };
    }

    // task.GetAwaiter().GetResult(), with or without ConfigureAwait.
    private IOperation? GetResultOf(IInvocationOperation call)
    {
        if (call is not { TargetMethod: { Name: "GetResult", Parameters.IsEmpty: true }, Instance: IInvocationOperation { TargetMethod.Name: "GetAwaiter", Instance: { } awaitable } })
            return null;
        return types.IsTask(Operand.UnwrapWaiting(awaitable).Operation.Type) ? awaitable : null;
    }

    // Wait(0) asks and does not wait; nor does while (permits.CurrentCount > 0) permits.Wait().
    internal static bool IsPoll(IInvocationOperation call) => IsKnownFree(call) || call.Arguments.Any(IsZero);

    /// <summary>Whether a call of any method gives it no time to wait: <c>Receive(timeout: 0)</c>.</summary>
    internal static bool HasNoTime(IInvocationOperation call) =>
        call.Arguments.Any(static argument => argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter?.Name.EndsWith("timeout", StringComparison.OrdinalIgnoreCase) == true && IsZero(argument));

    private static bool IsZero(IArgumentOperation argument) => TimeSpans.Milliseconds(argument.Value) is 0;

    private static bool IsKnownFree(IInvocationOperation call) => call is { TargetMethod.Name: "Wait", Instance: { } waited } && DecidedConditions.Before(call)
        .SelectMany(static decided => DecidedConditions.Parts(decided.Condition, decided.Value))
        .Any(part => part.Value && AvailabilityIn(part.Condition) is { Instance: { } asked } && AccessPath.Of(asked) is { } path && path.Equals(AccessPath.Of(waited)));

    private static IPropertyReferenceOperation? AvailabilityIn(IOperation condition) => condition switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals, LeftOperand: IPropertyReferenceOperation { Property.Name: "CurrentCount" } count, RightOperand.ConstantValue: { HasValue: true, Value: 0 } } => count,
        IPropertyReferenceOperation { Property.Name: "IsSet" or "IsCompleted" } set => set,
        _ => null,
    };

    private bool TakesTokenOnly(IInvocationOperation call) =>
        call.TargetMethod.Parameters is [var only] && KnownTypes.Is(only.Type, types.CancellationToken) && types.Task is { } task && !task.GetMembers("WaitAsync").IsEmpty;

    // The end of a time limit has no counterpart.
    private bool CanCombine(IInvocationOperation call) => call.TargetMethod.Parameters switch
    {
        [_] => true,
        [_, { Type: var second }] => KnownTypes.Is(second, types.CancellationToken) && types.Task is { } task && !task.GetMembers("WaitAsync").IsEmpty,
        _ => false,
    };

    private static IEnumerable<(string Type, string Member, BlockingRow Row)> Rows()
    {
        BlockingRow none = new(AsyncForm.None), wait = new(AsyncForm.Await), twin = new(AsyncForm.Twin);
        const string Threading = "System.Threading.", Tasks = "System.Threading.Tasks.";
        yield return (Tasks + "Task", "Wait", wait);
        yield return (Tasks + "Task", "WaitAll", new(AsyncForm.WhenAll));
        yield return (Tasks + "Task", "WaitAny", new(AsyncForm.WhenAny));
        yield return (Threading + "Thread", "Sleep", new(AsyncForm.Delay));
        yield return (Threading + "Thread", "Join", none);
        yield return (Threading + "SemaphoreSlim", "Wait", twin);
        foreach (string member in new[] { "WaitOne", "WaitAll", "WaitAny", "SignalAndWait" })
            yield return (Threading + "WaitHandle", member, none);
        yield return (Threading + "ManualResetEventSlim", "Wait", none);
        yield return (Threading + "CountdownEvent", "Wait", none);
        yield return (Threading + "Barrier", "SignalAndWait", none);
        yield return (Threading + "SpinWait", "SpinUntil", none);
        yield return ("System.Diagnostics.Process", "WaitForExit", twin);
        yield return ("System.Collections.Concurrent.BlockingCollection`1", "Take", none);
        yield return ("System.Collections.Concurrent.BlockingCollection`1", "GetConsumingEnumerable", none);
    }
}
