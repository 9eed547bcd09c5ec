using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>Services that a host runs beside all else: what <c>BackgroundService.ExecuteAsync</c> does overlaps with whoever calls the service's other members.</summary>
internal static class HostedServices
{
    /// <summary>Whether the host runs this method for as long as the program runs.</summary>
    internal static bool IsRun(IMethodSymbol method) => method is { Name: "ExecuteAsync", IsOverride: true, Parameters: [{ Type.Name: "CancellationToken" }] }
        && method.OverriddenMethod is { ContainingType: var declaring } && KnownTypes.IsOrDerivesFrom(declaring, static type => type is { Name: "BackgroundService", ContainingNamespace: { Name: "Hosting", ContainingNamespace.Name: "Extensions" } });

    /// <summary>Whether the host calls this method before it runs the service, or after.</summary>
    internal static bool IsBeforeOrAfter(IMethodSymbol method) => method.Name is "StartAsync" or "StartingAsync" or "StartedAsync" or "StopAsync" or "StoppingAsync" or "StoppedAsync" or "Dispose" or "DisposeAsync";
}
