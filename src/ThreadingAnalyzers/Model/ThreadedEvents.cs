using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Events of the framework that are raised on other threads than the one that handles them.</summary>
internal static class ThreadedEvents
{
    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "System.IO.FileSystemWatcher", "System.Timers.Timer", "System.Diagnostics.Process", "System.IO.Ports.SerialPort", "System.Net.NetworkInformation.NetworkChange",
        "System.AppDomain", "System.Console", "System.Threading.Tasks.TaskScheduler", "System.Runtime.Loader.AssemblyLoadContext", "System.Net.WebClient",
        "System.Net.Sockets.SocketAsyncEventArgs", "System.Net.NetworkInformation.Ping",
    };

    // Others are raised by the thread that caused them, one after the other, or where somebody waits for the end.
    private static readonly HashSet<string> Sources = new(StringComparer.Ordinal) { "System.IO.FileSystemWatcher", "System.Timers.Timer", "System.IO.Ports.SerialPort", "System.Diagnostics.Process" };

    private static readonly string[] Names = ["Elapsed", "Changed", "Created", "Deleted", "Renamed", "DataReceived", "OutputDataReceived", "ErrorDataReceived"];

    /// <summary>Whether a subscription gives its handler to threads that come whenever something happens.</summary>
    internal static bool IsFork(IEventAssignmentOperation subscription) =>
        subscription is { Adds: true, EventReference: IEventReferenceOperation { Event: { } raised } } && Array.IndexOf(Names, raised.Name) >= 0 && Sources.Contains(raised.ContainingType.ToDisplayString());

    /// <summary>Whether the subscription is to lines of another process. They come one after the other, and until their reader has waited for the end.</summary>
    internal static bool AreLines(IEventAssignmentOperation subscription) => subscription.EventReference is IEventReferenceOperation { Event.ContainingType.Name: "Process" };

    /// <summary>Whether what raises the event catches all that its handlers throw, and says nothing of it.</summary>
    internal static bool SwallowsExceptions(IOperation subscription) => subscription is IEventAssignmentOperation { EventReference: IEventReferenceOperation { Event.ContainingType: { Name: "Timer", ContainingNamespace.Name: "Timers" } } };

    /// <summary>Whether the word from <paramref name="start"/> to <paramref name="end"/> may be such an event, with a subscription behind it.</summary>
    internal static bool IsAt(string text, int start, int end)
    {
        int after = end;
        while (after < text.Length && text[after] == ' ')
            after++;
        return after + 1 < text.Length && text[after] == '+' && text[after + 1] == '='
            && Array.Exists(Names, name => name.Length == end - start && string.CompareOrdinal(text, start, name, 0, name.Length) == 0);
    }

    /// <summary>Whether handlers of the event run on a thread of their own.</summary>
    internal static bool Contains(IEventSymbol raised) => Types.Contains(raised.ContainingType.ToDisplayString());
}
