using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0305CapturedVariable,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0305CapturedVariableCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0305CapturedVariableFixTests
{
    private static string Program(string body) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;

        class C
        {
            Task M(List<Task> tasks)
            {
                {{body.Replace("\n", "\n        ")}}
                return Task.WhenAll(tasks);
            }
        }
        """;

    [Theory]
    [InlineData(
        "for (int i = 0; i < 9; i++)\n{\n    // One each.\n    tasks.Add(Task.Run(() => Console.WriteLine([|i|] + i)));\n}",
        "for (int i = 0; i < 9; i++)\n{\n    // One each.\n    var currentI = i;\n    tasks.Add(Task.Run(() => Console.WriteLine(currentI + currentI)));\n}")]
    [InlineData(
        "for (int i = 0; i < 9; i++)\n    tasks.Add(Task.Run(() => Console.WriteLine([|i|])));",
        "for (int i = 0; i < 9; i++)\n{\n    var currentI = i;\n    tasks.Add(Task.Run(() => Console.WriteLine(currentI)));\n}")]
    public Task Fixes_by_a_copy_for_each_round(string body, string repaired) => Fix.FixesAsync(Program(body), Program(repaired));

    [Fact]
    public Task Offers_nothing_for_other_variables() => Fix.OffersNothingAsync(Program("int x = 1; tasks.Add(Task.Run(() => Console.WriteLine(x))); [|x = 2|];"));
}
