using Microsoft.CodeAnalysis;

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

    /// <summary>Whether handlers of the event run on a thread of their own.</summary>
    internal static bool Contains(IEventSymbol raised) => Types.Contains(raised.ContainingType.ToDisplayString());
}
