namespace ThreadingAnalyzers.Samples.Contexts;

/// <summary>
/// An <see cref="AsyncLocal{T}"/> flows with the execution context, from a caller to what it calls and over every await. It does not flow back: what a callee sets, its caller does not see.
/// </summary>
public sealed class AsyncLocalContext : IRequestContext
{
    private static readonly AsyncLocal<string?> Current = new();

    /// <inheritdoc/>
    public async Task<string?> RunAsync(string user, Func<Task> work)
    {
        Current.Value = user;
        await work();
        return Current.Value;
    }
}
