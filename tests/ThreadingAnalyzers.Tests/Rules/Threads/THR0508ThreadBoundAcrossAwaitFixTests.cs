using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Threads.THR0508ThreadBoundAcrossAwait,
    ThreadingAnalyzers.CodeFixes.Threads.THR0508ThreadBoundAcrossAwaitCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0508ThreadBoundAcrossAwaitFixTests
{
    private static string Program(string field, string use = "Current.Value") => $$"""
        using System;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            {{field}} // whose request

            async Task<string> M(Func<Task> work)
            {
                Current.Value = "a";
                await work();
                return {{use}};
            }
        }
        """;

    [Theory]
    [InlineData("private static readonly ThreadLocal<string> Current = new();", "private static readonly AsyncLocal<string> Current = new();")]
    [InlineData("private readonly ThreadLocal<string> Current = new ThreadLocal<string>();", "private readonly AsyncLocal<string> Current = new AsyncLocal<string>();")]
    public Task Fixes_by_letting_the_value_flow(string bad, string good) => Fix.FixesAsync(Program(bad, "[|Current.Value|]"), Program(good));

    [Theory]
    [InlineData("private static readonly ThreadLocal<string> Current = new(() => null);")]
    [InlineData("internal static readonly ThreadLocal<string> Current = new();")]
    [InlineData("private static readonly ThreadLocal<string> Current = new(); bool Has => Current.IsValueCreated;")]
    public Task Offers_nothing_where_more_would_change(string field) => Fix.OffersNothingAsync(Program(field, "[|Current.Value|]"));
}
