using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>The asynchronous function that a body belongs to.</summary>
/// <param name="Function">The function whose thread is blocked.</param>
/// <param name="CanAwait">Whether the body itself is that function, so that it can await.</param>
/// <param name="IsAsync">Whether the function is async, and does not only return a task.</param>
/// <param name="Token">The name of a cancellation token in scope, or null.</param>
internal sealed record AsyncScope(IMethodSymbol Function, bool CanAwait, bool IsAsync, string? Token)
{
    /// <summary>The scope of a body; null where nothing asynchronous is blocked.</summary>
    internal static AsyncScope? Of(Body body, ThreadingModel model)
    {
        bool canAwait = true;
        for (Body? current = body; current?.Method is { } method; current = current.Parent)
        {
            if (method.IsAsync || model.Types.IsTask(method.ReturnType))
                return new(method, canAwait, method.IsAsync, TokenIn(current));
            // A lambda that runs at once blocks the function around it.
            if (RepeatedCallbacks.CallOf(current) is not { } call || !RepeatedCallbacks.RunsAtOnce(call, model))
                return null;
            canAwait = false;
        }

        return null;
    }

    /// <summary>
    /// Whether a blocking call is a defect here. A function that returns a task without being async may do its work synchronously by
    /// contract, and an entry point has nobody to return its thread to; waiting for a task, which could be awaited, is wrong in both.
    /// </summary>
    internal bool Concerns(BlockingCall blocking) => blocking.Form switch
    {
        AsyncForm.Twin => (IsAsync && !AsyncTwins.IsEntryPoint(Function)) || IsSemaphore(blocking.Twin),
        // thread.Join() at the end of Main has no asynchronous form, and keeps nobody from the thread.
        AsyncForm.None => blocking.Waited is not null || !AsyncTwins.IsEntryPoint(Function),
        _ => true,
    };

    private static bool IsSemaphore(IMethodSymbol? twin) => twin?.ContainingType.Name == "SemaphoreSlim";

    private static string? TokenIn(Body body)
    {
        for (Body? current = body; current?.Method is { } method; current = current.Parent)
        {
            if (method.Parameters.FirstOrDefault(static parameter => parameter.Type.Name == "CancellationToken") is { } token)
                return token.Name;
        }

        return null;
    }
}
