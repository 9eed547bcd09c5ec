using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Threads.THR0503LifecycleOutOfOrder,
    ThreadingAnalyzers.CodeFixes.Threads.THR0503LifecycleOutOfOrderCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0503LifecycleOutOfOrderFixTests
{
    private static string Program(string code) => $$"""
        using System;
        using System.Threading;

        class C
        {
            private Thread _thread;
            void Work() { }
            ApartmentState State() => ApartmentState.STA;
            void M()
            {
                var t = new Thread(Work);
        {{code}}
            }
        }
        """;

    [Theory]
    [InlineData(
        "        t.Start(); // go\n        [|t.SetApartmentState(ApartmentState.STA)|]; // why",
        "        t.SetApartmentState(ApartmentState.STA); // why\n        t.Start(); // go")]
    [InlineData(
        "        t.Start();\n        Work();\n        [|t.IsBackground = true|];\n        [|t.Priority = ThreadPriority.Lowest|];\n        t.Join();",
        "        t.IsBackground = true;\n        t.Priority = ThreadPriority.Lowest;\n        t.Start();\n        Work();\n        t.Join();")]
    public Task Fixes_by_moving_it_up(string bad, string good) => Fix.FixesAsync(Program(bad), Program(good));

    [Fact]
    public Task Fixes_by_starting_first() => Fix.FixesAsync(
        Program("        [|t.Join()|]; // why\n        t.Start(); // go"),
        Program("        t.Start(); // go\n        t.Join(); // why"));

    [Theory]
    [InlineData("        t.Start();\n        if (_thread == null) [|t.IsBackground = true|];")]
    [InlineData("        t.Start();\n        [|t.SetApartmentState(State())|];")]
    [InlineData("        t.Start();\n        [|t.Start()|];")]
    public Task Offers_nothing_that_could_change_more(string code) => Fix.OffersNothingAsync(Program(code));
}
