using ThreadingAnalyzers.Samples.Contexts;

namespace ThreadingAnalyzers.Samples.Tests.Contracts;

/// <summary>After an await each request still sees its own user.</summary>
internal static class RequestContextContract
{
    internal static async Task VerifyAsync(Maker make)
    {
        var context = (IRequestContext)make();
        string[] users = [.. Enumerable.Range(0, 200).Select(i => $"user {i}")];
        string?[] seen = await Task.WhenAll(users.Select(user => Task.Run(() => context.RunAsync(user, () => Task.Delay(1)))));
        Assert.Equal(users, seen);
    }
}
