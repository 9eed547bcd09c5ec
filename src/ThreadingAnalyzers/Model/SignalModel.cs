using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What waits for a signal.</summary>
internal enum SignalKind
{
    /// <summary>Whoever waits for an event or a countdown.</summary>
    Event,

    /// <summary>Whoever awaits the task of a completion source.</summary>
    Completion,

    /// <summary>Whoever takes from a collection or channel until it is complete.</summary>
    EndOfStream,
}

/// <summary>One row of the table: a member that lets others go on.</summary>
/// <param name="Kind">Who goes on.</param>
internal sealed record SignalRow(SignalKind Kind);

/// <summary>Which calls give a signal, and which put something into the stream whose end is one.</summary>
internal sealed class SignalModel
{
    private const string Threading = "System.Threading.", Concurrent = "System.Collections.Concurrent.";
    private readonly ApiTable<SignalRow> _given = new(GivenRows());
    private readonly ApiTable<SignalRow> _fed = new(FedRows());

    /// <summary>The names without which no code gives a signal.</summary>
    internal static IEnumerable<string> Words => GivenRows().Select(static row => row.Member).Concat(["BlockingCollection", "Channel", "TaskCompletionSource", "SignalAndWait"]);

    /// <summary>Who goes on after a call; null where it gives no signal.</summary>
    internal SignalKind? KindOf(IMethodSymbol method) => _given.Find(method)?.Kind;

    /// <summary>The object whose signal an operation gives; null where it gives none.</summary>
    internal IOperation? GivenBy(IOperation operation) => ReceiverWhere(operation, _given);

    /// <summary>The stream that an operation puts something into; null where there is none.</summary>
    internal IOperation? FedBy(IOperation operation) => ReceiverWhere(operation, _fed);

    // What the compiler knows of an argument does not matter.
    private static IOperation? ReceiverWhere(IOperation operation, ApiTable<SignalRow> table) => operation switch
    {
        IInvocationOperation { Instance: { } receiver } call => table.Find(call.TargetMethod) is null ? null : receiver,
        _ => UnboundCall.Of(operation) is { Method: { } method } && table.Find(method) is not null ? UnboundCalls.ReceiverOf(operation) : null,
    };

    /// <summary>Whether a call gives back a permit that was taken, and is no signal: only a semaphore that starts without permits is one.</summary>
    internal static bool IsPermit(IInvocationOperation call) => call.TargetMethod.Name == "Release" && SemaphorePermits.InitialOf(AccessPath.Of(call.Instance)?.Last) != 0;

    /// <summary>Whether a mention of a signal lets nobody go on who waits for it: a wait, a question, a reset, a disposal. Whoever gets hold of it otherwise may give it.</summary>
    internal static bool IsQuiet(IOperation mention) => mention.Parent switch
    {
        IInvocationOperation call => call.Instance == mention && Quiet.Contains(call.TargetMethod.Name),
        IPropertyReferenceOperation { Property.Name: "IsSet" or "CurrentCount" or "InitialCount" } => true,
        IConditionalAccessOperation { WhenNotNull: IInvocationOperation { TargetMethod.Name: var name } } => Quiet.Contains(name),
        _ => false,
    };

    private static readonly HashSet<string> Quiet = new(StringComparer.Ordinal) { "Wait", "WaitOne", "WaitAsync", "Reset", "Dispose", "Close" };

    private static IEnumerable<(string Type, string Member, SignalRow Row)> GivenRows()
    {
        SignalRow happened = new(SignalKind.Event), completion = new(SignalKind.Completion), end = new(SignalKind.EndOfStream);
        yield return (Threading + "EventWaitHandle", "Set", happened);
        yield return (Threading + "ManualResetEventSlim", "Set", happened);
        yield return (Threading + "CountdownEvent", "Signal", happened);
        yield return (Threading + "SemaphoreSlim", "Release", happened);
        yield return (Threading + "Semaphore", "Release", happened);
        foreach (string type in new[] { "TaskCompletionSource", "TaskCompletionSource`1" })
        {
            foreach (string member in new[] { "SetResult", "SetException", "SetCanceled", "SetFromTask", "TrySetResult", "TrySetException", "TrySetCanceled", "TrySetFromTask" })
                yield return (Threading + "Tasks." + type, member, completion);
        }

        yield return (Concurrent + "BlockingCollection`1", "CompleteAdding", end);
        yield return (Threading + "Channels.ChannelWriter`1", "Complete", end);
        yield return (Threading + "Channels.ChannelWriter`1", "TryComplete", end);
    }

    private static IEnumerable<(string Type, string Member, SignalRow Row)> FedRows()
    {
        SignalRow end = new(SignalKind.EndOfStream);
        foreach (string member in new[] { "Add", "TryAdd" })
            yield return (Concurrent + "BlockingCollection`1", member, end);
        foreach (string member in new[] { "TryWrite", "WriteAsync", "WaitToWriteAsync" })
            yield return (Threading + "Channels.ChannelWriter`1", member, end);
    }
}
