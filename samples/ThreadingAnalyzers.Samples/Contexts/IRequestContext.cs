namespace ThreadingAnalyzers.Samples.Contexts;

/// <summary>Whose request the running code serves. Code that is awaited sees the same, on whatever thread it goes on.</summary>
public interface IRequestContext
{
    /// <summary>Runs some work for a user.</summary>
    /// <returns>The user that the work saw after its first await.</returns>
    Task<string?> RunAsync(string user, Func<Task> work);
}
