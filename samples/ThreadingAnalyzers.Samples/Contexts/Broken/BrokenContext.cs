namespace ThreadingAnalyzers.Samples.Contexts;

/// <summary>After the await this is another thread, with the user of another request or none.</summary>
public sealed class BrokenContext : IRequestContext
{
    private static readonly ThreadLocal<string?> Current = new();

    public async Task<string?> RunAsync(string user, Func<Task> work)
    {
        Current.Value = user;
        await work();
        return Current.Value; //! THR0508
    }
}
