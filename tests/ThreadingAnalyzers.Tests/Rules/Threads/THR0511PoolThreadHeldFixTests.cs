using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Threads.THR0511PoolThreadHeld,
    ThreadingAnalyzers.CodeFixes.Threads.THR0511PoolThreadHeldCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0511PoolThreadHeldFixTests
{
    private static string Program(string code) => $$"""
        using System;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            readonly ManualResetEvent _event = new(false);
            void Work() { }
            Task M(CancellationToken token)
            {
        {{code}}
            }
        }
        """;

    [Theory]
    [InlineData(
        "        return Task.Run(() => { [|_event.WaitOne()|]; Work(); }); // why",
        "        return Task.Factory.StartNew(() => { _event.WaitOne(); Work(); }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default); // why")]
    [InlineData(
        "        return [|Task.Run(() => { while (true) Work(); }, token)|];",
        "        return Task.Factory.StartNew(() => { while (true) Work(); }, token, TaskCreationOptions.LongRunning, TaskScheduler.Default);")]
    public Task Fixes_by_a_thread_of_its_own(string bad, string good) => Fix.FixesAsync(Program(bad), Program(good));

    [Theory]
    [InlineData("        var other = Task.Run(Work); return Task.Run(() => { [|other.Wait()|]; Work(); });", "        var other = Task.Run(Work); return Task.Run(async () => { await other; Work(); });")]
    [InlineData("        var other = Task.Run(() => 1); return Task.Run(() => [|other.Result|] + 1);", "        var other = Task.Run(() => 1); return Task.Run(async () => await other + 1);")]
    [InlineData("        var other = Task.Run(() => 1); return Task.Run(() => { var n = [|other.Result|]; System.IO.File.WriteAllText(\"a\", \"\" + n); });", "        var other = Task.Run(() => 1); return Task.Run(async () => { var n = await other; await System.IO.File.WriteAllTextAsync(\"a\", \"\" + n, token); });")]
    public Task Fixes_by_waiting_asynchronously(string bad, string good) => Fix.FixesAsync(Program(bad), Program(good));

    [Fact]
    public Task Offers_nothing_for_a_pool_item() => Fix.OffersNothingAsync(Program("        ThreadPool.QueueUserWorkItem(_ => [|_event.WaitOne()|]); return null;"));
}
