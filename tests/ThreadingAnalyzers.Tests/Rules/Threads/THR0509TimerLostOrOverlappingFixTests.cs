using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Threads.THR0509TimerLostOrOverlapping,
    ThreadingAnalyzers.CodeFixes.Threads.THR0509TimerLostOrOverlappingCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0509TimerLostOrOverlappingFixTests
{
    private static string Program(string field, string code, string head = "C()") => $$"""
        using System.Threading;

        class C
        {
            int _n;
        {{field}}
            {{head}}
            {
        {{code}}
            }

            static void Tick(object state) { }
        }
        """;

    [Theory]
    [InlineData("        [|new Timer(Tick, null, 0, 100)|]; // why", "        _timer = new Timer(Tick, null, 0, 100); // why")]
    [InlineData("        _ = [|new Timer(Tick, null, 0, 100)|];", "        _timer = new Timer(Tick, null, 0, 100);")]
    [InlineData("        var t = [|new Timer(Tick, null, -1, -1)|];\n        t.Change(0, 100);", "        var t = new Timer(Tick, null, -1, -1);\n        _timer = t;\n        t.Change(0, 100);")]
    public Task Fixes_by_a_field(string bad, string good) => Fix.FixesAsync(Program("", bad), Program("    private readonly Timer _timer;\n", good));

    [Theory]
    [InlineData("        var t = [|new Timer(Tick, null, 0, 100)|]; // why\n        System.Console.ReadLine();", "        using var t = new Timer(Tick, null, 0, 100); // why\n        System.Console.ReadLine();")]
    public Task Fixes_by_using_in_the_entry_point(string bad, string good) => Fix.FixesAsync(Program("", bad, "static void Main()"), Program("", good, "static void Main()"));

    [Theory]
    [InlineData("        var t = [|new Timer(Tick, null, 0, 100)|];")]
    [InlineData("        [|new Timer(Tick, null, 0, 100)|];")]
    public Task Offers_nothing_where_several_may_be_made(string code) => Fix.OffersNothingAsync(Program("", code, "void Start()"));
}
