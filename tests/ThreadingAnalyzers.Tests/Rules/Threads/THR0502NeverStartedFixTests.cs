using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Threads.THR0502NeverStarted,
    ThreadingAnalyzers.CodeFixes.Threads.THR0502NeverStartedCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0502NeverStartedFixTests
{
    private static string Program(string code) => $$"""
        using System;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            Thread _thread;
            void Work() { }
            int Compute() => 1;
            void WorkOn(object state) { }
            async Task M(CancellationToken token)
            {
        {{code}}
                await Task.Yield();
            }
        }
        """;

    [Theory]
    [InlineData("        [|new Thread(Work)|]; // why", "        new Thread(Work).Start(); // why")]
    [InlineData("        [|new Thread(Work) { IsBackground = true }|];", "        new Thread(Work) { IsBackground = true }.Start();")]
    [InlineData("        var t = [|new Thread(Work)|]; // why\n        t.Name = \"x\";\n        t.Join();", "        var t = new Thread(Work); // why\n        t.Name = \"x\";\n        t.Start();\n        t.Join();")]
    [InlineData("        Thread t = [|new(Work)|];\n        t.SetApartmentState(ApartmentState.STA);\n\n        Work();", "        Thread t = new(Work);\n        t.SetApartmentState(ApartmentState.STA);\n        t.Start();\n\n        Work();")]
    [InlineData("        this._thread = [|new Thread(Work)|];", "        this._thread = new Thread(Work);\n        this._thread.Start();")]
    public Task Fixes_by_a_start(string bad, string good) => Fix.FixesAsync(Program(bad), Program(good));

    [Theory]
    [InlineData("        await [|new Task(Work)|];", "        await Task.Run(Work);")]
    [InlineData("        var t = [|new Task(() => Work(), token)|]; // why\n        await t;", "        var t = Task.Run(() => Work(), token); // why\n        await t;")]
    [InlineData("        Console.WriteLine(await [|new Task<int>(Compute)|]);", "        Console.WriteLine(await Task.Run(Compute));")]
    [InlineData("        await Task.WhenAll([|new Task(Work)|], [|new Task(Work)|]);", "        await Task.WhenAll(Task.Run(Work), Task.Run(Work));")]
    [InlineData("        var all = new int[3].Select(i => [|new Task(Work)|]).ToArray();\n        await Task.WhenAll(all);", "        var all = new int[3].Select(i => Task.Run(Work)).ToArray();\n        await Task.WhenAll(all);")]
    public Task Fixes_by_Task_Run(string bad, string good) => Fix.FixesAsync(Program(bad), Program(good));

    [Theory]
    [InlineData("        await [|new Task(WorkOn, 1)|];")]
    [InlineData("        await [|new Task(Work, TaskCreationOptions.LongRunning)|];")]
    [InlineData("        await await [|new Task<Task>(() => Task.Delay(1))|];")]
    [InlineData("        var t = [|new Thread(WorkOn)|];")]
    [InlineData("        if (token.CanBeCanceled) _thread = [|new Thread(Work)|];")]
    public Task Offers_nothing_where_the_start_is_not_plain(string code) => Fix.OffersNothingAsync(Program(code));
}
