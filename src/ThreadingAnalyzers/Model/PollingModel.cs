using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>One row of the table: a question about what another thread does.</summary>
/// <param name="Instead">What waits for the answer.</param>
internal sealed record QueryRow(string Instead);

/// <summary>Which members ask whether another thread has got somewhere, and which let time go by.</summary>
internal sealed class PollingModel
{
    private readonly ApiTable<QueryRow> _queries = new(QueryRows());
    private readonly ApiTable<QueryRow> _takes = new(TakeRows());
    private readonly ApiTable<QueryRow> _pauses = new(PauseRows());

    /// <summary>The names without which no code polls.</summary>
    internal static IEnumerable<string> Words => PauseRows().Select(static row => row.Member).Concat(QueryRows().Select(static row => row.Member).Except(["Status", "Count"]));

    /// <summary>What would wait for the answer to a question; null for other operations.</summary>
    internal string? InsteadOf(IOperation query) => query switch
    {
        IPropertyReferenceOperation property => _queries.Find(property.Property)?.Instead,
        IInvocationOperation { TargetMethod.Name: "WaitOne" or "Wait", Arguments: [{ Value.ConstantValue: { HasValue: true, Value: 0 } }, ..] } wait => _queries.Find(wait.TargetMethod)?.Instead,
        _ => null,
    };

    /// <summary>What would wait for the next element; null where a call does not take one if there is one.</summary>
    internal string? InsteadOfTaking(IInvocationOperation call) => call.Arguments.Length == 1 ? _takes.Find(call.TargetMethod)?.Instead : null;

    internal bool IsPause(IInvocationOperation call) => _pauses.Find(call.TargetMethod) is not null;

    /// <summary>How long a pause takes, in milliseconds; null where it is not a constant.</summary>
    internal static double? LengthOf(IInvocationOperation pause) => pause.Arguments.Length == 0 ? 0 : TimeSpans.Milliseconds(pause.Arguments[0].Value);

    /// <summary>Whether a pause is given a token that ends it.</summary>
    internal static bool EndsEarly(IInvocationOperation pause) => pause.Arguments.Any(static argument => argument is { ArgumentKind: ArgumentKind.Explicit, Value.Type.Name: "CancellationToken" });

    private static IEnumerable<(string Type, string Member, QueryRow Row)> QueryRows()
    {
        const string Threading = "System.Threading.";
        QueryRow task = new("await the task, or Wait"), signal = new("Wait");
        yield return (Threading + "Thread", "IsAlive", new("Join"));
        foreach (string type in new[] { "Task", "Task`1", "ValueTask", "ValueTask`1" })
        {
            foreach (string member in new[] { "IsCompleted", "IsCompletedSuccessfully", "Status" })
                yield return (Threading + "Tasks." + type, member, task);
        }

        yield return ("System.Diagnostics.Process", "HasExited", new("WaitForExit"));
        yield return ("System.ComponentModel.BackgroundWorker", "IsBusy", new("its RunWorkerCompleted"));
        yield return ("System.IAsyncResult", "IsCompleted", new("its AsyncWaitHandle"));
        yield return (Threading + "ManualResetEventSlim", "IsSet", signal);
        yield return (Threading + "CountdownEvent", "IsSet", signal);
        yield return (Threading + "CountdownEvent", "CurrentCount", signal);
        yield return (Threading + "SemaphoreSlim", "Wait", new("Wait with a timeout"));
        yield return (Threading + "WaitHandle", "WaitOne", new("WaitOne with a timeout"));
        yield return (Threading + "CancellationToken", "IsCancellationRequested", new("its WaitHandle, or Task.Delay with the token"));
        foreach (string type in new[] { "ConcurrentQueue`1", "ConcurrentStack`1", "ConcurrentBag`1" })
        {
            yield return ("System.Collections.Concurrent." + type, "IsEmpty", new("a BlockingCollection or a channel"));
            yield return ("System.Collections.Concurrent." + type, "Count", new("a BlockingCollection or a channel"));
        }
    }

    private static IEnumerable<(string Type, string Member, QueryRow Row)> TakeRows()
    {
        const string Concurrent = "System.Collections.Concurrent.";
        QueryRow stream = new("a BlockingCollection or a channel");
        yield return (Concurrent + "ConcurrentQueue`1", "TryDequeue", stream);
        yield return (Concurrent + "ConcurrentStack`1", "TryPop", stream);
        yield return (Concurrent + "ConcurrentBag`1", "TryTake", stream);
        yield return (Concurrent + "BlockingCollection`1", "TryTake", new("Take, or TryTake with a timeout"));
        yield return ("System.Threading.Channels.ChannelReader`1", "TryRead", new("WaitToReadAsync"));
    }

    private static IEnumerable<(string Type, string Member, QueryRow Row)> PauseRows()
    {
        QueryRow pause = new(string.Empty);
        yield return ("System.Threading.Thread", "Sleep", pause);
        yield return ("System.Threading.Thread", "Yield", pause);
        yield return ("System.Threading.Thread", "SpinWait", pause);
        yield return ("System.Threading.SpinWait", "SpinOnce", pause);
        yield return ("System.Threading.Tasks.Task", "Delay", pause);
        yield return ("System.Threading.Tasks.Task", "Yield", pause);
    }
}
