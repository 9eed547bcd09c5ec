using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Flow;

/// <summary>Members that by their name run before an object is in use, or after.</summary>
internal static class MemberPhase
{
    private static readonly string[] Prefixes =
        ["Init", "Activate", "Setup", "SetUp", "Configure", "Dispose", "Shutdown", "ShutDown", "Finalize", "TearDown", "Close", "OnStart", "OnClos", "OnStop", "OnDestroy", "Startup", "StartUp"];

    /// <summary>Whether the member disposes of the object, by itself or for those that do.</summary>
    internal static bool IsDisposal(Body member) =>
        member.Outermost.Symbol is IMethodSymbol { MethodKind: MethodKind.Destructor } or IMethodSymbol { Name: "Dispose" or "DisposeAsync" or "DisposeCore" or "DisposeAsyncCore" };

    /// <summary>Whether the member is expected to run while no other member does.</summary>
    internal static bool IsLifecycle(Body member) =>
        member.Outermost.Method is { } method && Array.Exists(Prefixes, prefix => method.Name.StartsWith(prefix, StringComparison.Ordinal));
}
