using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What a call that waits waits for.</summary>
internal enum JoinKind
{
    /// <summary>For the threads or tasks that its receiver and arguments name.</summary>
    Handles,

    /// <summary>For a signal that some other code gives; which work that ends is not known.</summary>
    Signal,

    /// <summary>Combines tasks into one that ends when they have ended; waits for nothing itself.</summary>
    Combine,

    /// <summary>Lets a thread or cold task run.</summary>
    Start,
}

/// <summary>One row of the table.</summary>
internal sealed record JoinRow(JoinKind Kind);

/// <summary>Which calls order what follows after the end of other work, and which let work begin.</summary>
internal sealed class JoinModel
{
    private readonly ApiTable<JoinRow> _table = new(Rows());

    /// <summary>The names without which no code waits for other work.</summary>
    internal static IEnumerable<string> Words => Rows().Select(static row => row.Member).Except(["WhenAll", "WhenAny"]);

    internal bool IsJoin(IInvocationOperation call) => KindOf(call.TargetMethod) is not null;

    internal JoinKind? KindOf(IMethodSymbol method) => _table.Find(method)?.Kind;

    private static IEnumerable<(string Type, string Member, JoinRow Row)> Rows()
    {
        JoinRow handles = new(JoinKind.Handles), signal = new(JoinKind.Signal), combine = new(JoinKind.Combine), start = new(JoinKind.Start);
        const string Threading = "System.Threading.", Tasks = "System.Threading.Tasks.";
        yield return (Threading + "Thread", "Join", handles);
        yield return (Threading + "Thread", "Start", start);
        yield return (Threading + "Thread", "UnsafeStart", start);
        yield return (Tasks + "Task", "Start", start);
        yield return (Tasks + "Task", "RunSynchronously", start);
        foreach (string member in new[] { "Wait", "WaitAll", "WaitAny" })
            yield return (Tasks + "Task", member, handles);
        yield return (Tasks + "Task", "WhenAll", combine);
        yield return (Tasks + "Task", "WhenAny", combine);
        yield return ("System.Runtime.CompilerServices.TaskAwaiter", "GetResult", handles);
        yield return ("System.Runtime.CompilerServices.TaskAwaiter`1", "GetResult", handles);
        foreach (string type in new[] { "WaitHandle", "ManualResetEventSlim", "CountdownEvent", "Barrier" })
        {
            foreach (string member in new[] { "WaitOne", "WaitAll", "WaitAny", "Wait", "SignalAndWait" })
                yield return (Threading + type, member, signal);
        }

        yield return (Threading + "Monitor", "Wait", signal);
        yield return (Threading + "SemaphoreSlim", "Wait", signal);
        yield return (Threading + "SemaphoreSlim", "WaitAsync", signal);
        yield return ("System.Collections.Concurrent.BlockingCollection`1", "Take", signal);
    }
}
