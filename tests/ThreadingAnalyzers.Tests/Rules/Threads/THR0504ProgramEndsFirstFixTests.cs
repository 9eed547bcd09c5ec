using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Threads.THR0504ProgramEndsFirst,
    ThreadingAnalyzers.CodeFixes.Threads.THR0504ProgramEndsFirstCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0504ProgramEndsFirstFixTests
{
    private static string Program(string signature, string body) => $$"""
        using System;
        using System.Threading;
        using System.Threading.Tasks;

        static class Program
        {
            static void Work() { }
            static async Task WorkAsync() => await Task.Yield();

            {{signature}}
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("static void Main()", "[|Task.Run(Work)|]; // why", "static async Task Main()", "await Task.Run(Work); // why")]
    [InlineData("public static void Main(string[] args)", "_ = [|WorkAsync()|];", "public static async Task Main(string[] args)", "await WorkAsync();")]
    [InlineData("static int Main()", "[|Task.Run(Work)|]; return 1;", "static async Task<int> Main()", "await Task.Run(Work); return 1;")]
    [InlineData("static async Task Main()", "await WorkAsync(); _ = [|Task.Run(Work)|];", "static async Task Main()", "await WorkAsync(); await Task.Run(Work);")]
    public Task Fixes_by_await(string signature, string body, string asyncSignature, string awaited) => Fix.FixesAsync(Program(signature, body), Program(asyncSignature, awaited));

    [Theory]
    [InlineData("[|ThreadPool.QueueUserWorkItem(_ => Work())|];")]
    [InlineData("var t = [|Task.Run(Work)|];")]
    public Task Offers_nothing_where_there_is_nothing_to_await(string body) => Fix.OffersNothingAsync(Program("static void Main()", body));
}
