using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Threads.THR0513ForegroundThreadForever,
    ThreadingAnalyzers.CodeFixes.Threads.THR0513ForegroundThreadForeverCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0513ForegroundThreadForeverFixTests
{
    private static string Program(string code) => $$"""
        using System.Threading;

        class C
        {
            Thread _thread;
            void Forever() { while (true) Thread.Sleep(1000); }
            void M()
            {
        {{code}}
            }
        }
        """;

    [Theory]
    [InlineData("        [|new Thread(Forever).Start()|]; // why", "        new Thread(Forever) { IsBackground = true }.Start(); // why")]
    [InlineData("        var t = new Thread(Forever); // why\n        [|t.Start()|];", "        var t = new Thread(Forever) { IsBackground = true }; // why\n        t.Start();")]
    [InlineData("        var t = new Thread(() =>\n        {\n            while (true)\n                Thread.Sleep(1);\n        });\n        [|t.Start()|];", "        var t = new Thread(() =>\n        {\n            while (true)\n                Thread.Sleep(1);\n        }) { IsBackground = true };\n        t.Start();")]
    [InlineData("        _thread = new(Forever) { Name = \"x\" };\n        [|_thread.Start()|];", "        _thread = new(Forever) { Name = \"x\", IsBackground = true };\n        _thread.Start();")]
    public Task Fixes_by_a_background_thread(string bad, string good) => Fix.FixesAsync(Program(bad), Program(good));
}
