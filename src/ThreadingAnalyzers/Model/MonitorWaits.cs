using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Waiting on a monitor, which gives up the lock of that object meanwhile, and of no other.</summary>
internal static class MonitorWaits
{
    /// <summary>The object that a call waits on, or null where it is no such call.</summary>
    internal static IOperation? TargetOf(IInvocationOperation call) =>
        call.TargetMethod is { Name: "Wait", IsStatic: true, ContainingType: { Name: "Monitor", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: nameof(System) } } } && call.Arguments is [{ Value: var target }, ..]
            ? target
            : null;
}
