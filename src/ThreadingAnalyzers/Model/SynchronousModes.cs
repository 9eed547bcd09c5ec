using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Tells calls that ask a function of two modes, asynchronous and synchronous, for the synchronous one: the task that they give has ended.</summary>
internal static class SynchronousModes
{
    /// <summary>Whether a call says so, as in <c>ReadCore(buffer, async: false)</c>.</summary>
    internal static bool IsAskedFor(IOperation task) => task is IInvocationOperation call && call.Arguments.Any(static argument =>
        argument is { Parameter.Name: var name, Value.ConstantValue: { HasValue: true, Value: bool mode } }
        && (mode ? name.EndsWith("sync", StringComparison.OrdinalIgnoreCase) && !IsAsync(name) || name.StartsWith("synchronous", StringComparison.OrdinalIgnoreCase) : IsAsync(name)));

    private static bool IsAsync(string name) => name.StartsWith("async", StringComparison.Ordinal) || name.EndsWith("Async", StringComparison.OrdinalIgnoreCase);
}
