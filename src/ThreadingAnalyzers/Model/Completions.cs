using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What a call completes, and with it runs what others have registered there.</summary>
internal enum Completed
{
    /// <summary>A cancellation: <c>CancellationTokenSource.Cancel</c> runs the callbacks of the token.</summary>
    Cancellation,

    /// <summary>A promise: the <c>Set…</c> methods of a TaskCompletionSource run the continuations of its task, unless told not to.</summary>
    Promise,
}

/// <summary>One row of the table.</summary>
internal sealed record CompletionRow(Completed What);

/// <summary>Which calls run, before they return, code that others have registered.</summary>
internal sealed class Completions
{
    private const int RunContinuationsAsynchronously = 64;
    private readonly ApiTable<CompletionRow> _table = new(Rows());

    /// <summary>What a call completes, or null.</summary>
    internal Completed? Of(IInvocationOperation call) => _table.Find(call.TargetMethod)?.What;

    /// <summary>Whether a TaskCompletionSource is told, or may be told, to leave its continuations to other threads.</summary>
    internal static bool LeavesToOthers(IObjectCreationOperation promise) => promise.Arguments.Any(static argument =>
        argument.Value.Type is { Name: "TaskCreationOptions" }
        && (argument.Value.ConstantValue is not { HasValue: true, Value: int options } || (options & RunContinuationsAsynchronously) != 0));

    private static IEnumerable<(string Type, string Member, CompletionRow Row)> Rows()
    {
        CompletionRow cancellation = new(Completed.Cancellation), promise = new(Completed.Promise);
        yield return ("System.Threading.CancellationTokenSource", "Cancel", cancellation);
        foreach (string type in new[] { "TaskCompletionSource", "TaskCompletionSource`1" })
        {
            foreach (string member in new[] { "SetResult", "SetException", "SetCanceled", "SetFromTask" })
            {
                yield return ("System.Threading.Tasks." + type, member, promise);
                yield return ("System.Threading.Tasks." + type, "Try" + member, promise);
            }
        }
    }
}
