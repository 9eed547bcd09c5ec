using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Async.THR0605DroppedTask,
    ThreadingAnalyzers.CodeFixes.Async.THR0605DroppedTaskCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0605DroppedTaskFixTests
{
    private static string Program(string members) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;

        interface ISink { Task SendAsync(); ValueTask<int> CountAsync(); }

        class C
        {
            ISink _sink;
            static async Task WorkAsync() => await Task.Yield();
            {{members}}
        }
        """;

    [Theory]
    [InlineData("async Task M() { [|WorkAsync()|]; await Task.Yield(); }", "async Task M() { await WorkAsync(); await Task.Yield(); }")]
    [InlineData("async Task M() { // first\n        [|WorkAsync()|]; // second\n        await Task.Yield(); }", "async Task M() { // first\n        await WorkAsync(); // second\n        await Task.Yield(); }")]
    [InlineData("void M() { [|WorkAsync()|]; }", "async Task M() { await WorkAsync(); }")]
    [InlineData("/* all */ public void M() => [|WorkAsync()|];", "/* all */ public async Task M() => await WorkAsync();")]
    [InlineData("int M() { [|WorkAsync()|]; return 1; }", "async Task<int> M() { await WorkAsync(); return 1; }")]
    [InlineData("List<(int A, string B)> M() { [|WorkAsync()|]; return null; }", "async Task<List<(int A, string B)>> M() { await WorkAsync(); return null; }")]
    [InlineData("Task M() { [|WorkAsync()|]; return Task.CompletedTask; }", "async Task M() { await WorkAsync(); }")]
    [InlineData("Task<int> M() { [|WorkAsync()|]; return Task.FromResult(1); }", "async Task<int> M() { await WorkAsync(); return 1; }")]
    [InlineData("void M() { _sink?[|.SendAsync()|]; }", "async Task M() { await (_sink?.SendAsync() ?? Task.CompletedTask); }")]
    [InlineData("async Task M() { [|_sink.CountAsync()|]; await Task.Yield(); }", "async Task M() { await _sink.CountAsync(); await Task.Yield(); }")]
    [InlineData("void M() { [|WorkAsync().ConfigureAwait(false)|]; }", "async Task M() { await WorkAsync().ConfigureAwait(false); }")]
    [InlineData("void M() { Local(); void Local() { [|WorkAsync()|]; } }", "async Task M() { await Local(); async Task Local() { await WorkAsync(); } }")]
    [InlineData("void M() { N(); }\n    void N() { [|WorkAsync()|]; }", "async Task M() { await N(); }\n    async Task N() { await WorkAsync(); }")]
    [InlineData("int M(int n) { if (n > 0) return M(n - 1) + 1; [|WorkAsync()|]; return 0; }", "async Task<int> M(int n) { if (n > 0) return await M(n - 1) + 1; await WorkAsync(); return 0; }")]
    [InlineData("string M() => N().ToString(); int N() { [|WorkAsync()|]; return 1; }", "async Task<string> M() => (await N()).ToString(); async Task<int> N() { await WorkAsync(); return 1; }")]
    [InlineData("async void Click(object sender, EventArgs e) { [|WorkAsync()|]; await Task.Yield(); }", "async void Click(object sender, EventArgs e) { await WorkAsync(); await Task.Yield(); }")]
    [InlineData("Task M() => Task.Run(() => { [|WorkAsync()|]; });", "Task M() => Task.Run(async () => { await WorkAsync(); });")]
    public Task Fixes(string dropped, string awaited) => Fix.FixesAsync(Program(dropped), Program(awaited));

    [Theory]
    [InlineData("C() { [|WorkAsync()|]; }")]
    [InlineData("int P { set { [|WorkAsync()|]; } }")]
    [InlineData("void Click(object sender, EventArgs e) { [|WorkAsync()|]; }")]
    [InlineData("public override string ToString() { [|WorkAsync()|]; return null; }")]
    [InlineData("protected virtual void M() { [|WorkAsync()|]; }")]
    [InlineData("void M(ref int n) { [|WorkAsync()|]; }")]
    [InlineData("void M(out int n) { [|WorkAsync()|]; n = 1; }")]
    [InlineData("async Task M() { lock (this) { [|WorkAsync()|]; } await Task.Yield(); }")]
    [InlineData("IEnumerable<int> M() { [|WorkAsync()|]; yield return 1; }")]
    [InlineData("void M() { [|WorkAsync()|]; } Action N() => M;")]
    [InlineData("void M() { [|WorkAsync()|]; } int P { get { M(); return 1; } }")]
    [InlineData("void M(List<int> many) { many.ForEach(x => [|WorkAsync()|]); }")]
    [InlineData("Action M() => () => { [|WorkAsync()|]; };")]
    [InlineData("unsafe void M(int* p) { [|WorkAsync()|]; }")]
    public Task Offers_nothing_where_others_would_have_to_change(string dropped) => Fix.OffersNothingAsync(Program(dropped).Replace("unsafe void M(int* p)", "void M(in int p)"));

    [Fact]
    public Task Fixes_as_the_type_awaits() => Fix.FixesAsync(
        Program("void M() { [|WorkAsync()|]; }").Replace("Task.Yield()", "Task.Delay(1).ConfigureAwait(false)"),
        Program("async Task M() { await WorkAsync().ConfigureAwait(false); }").Replace("Task.Yield()", "Task.Delay(1).ConfigureAwait(false)"));

    [CSharpTheory(12)]
    [InlineData("void M(string[] names)\n    {\n        foreach (var name in names)\n            [|Task.Run(() => Console.WriteLine(name))|]; // 1\n    }", "async Task M(string[] names)\n    {\n        await Task.WhenAll(names.Select(name => Task.Run(() => Console.WriteLine(name)))); // 1\n    }")]
    [InlineData("async Task M(string[] names)\n    {\n        foreach (string name in names ?? [])\n        {\n            [|Task.Run(WorkAsync)|];\n        }\n        await WorkAsync();\n    }", "async Task M(string[] names)\n    {\n        await Task.WhenAll((names ?? []).Select(name => Task.Run(WorkAsync)));\n        await WorkAsync();\n    }")]
    public Task Fixes_loops_that_start_work(string before, string after) => Fix.FixesAsync(
        Program(before), Program(after).Replace("using System.Threading.Tasks;", "using System.Linq;\nusing System.Threading.Tasks;"));

    [Theory]
    [InlineData("void M(string[] names) { foreach (var name in names) { /* one */ [|Task.Run(() => Console.WriteLine(name))|]; } }", "async Task M(string[] names) { foreach (var name in names) { /* one */ await Task.Run(() => Console.WriteLine(name)); } }")]
    [InlineData("void M(string[] names) { foreach (var name in names) [|WorkAsync()|]; }", "async Task M(string[] names) { foreach (var name in names) await WorkAsync(); }")]
    public Task Fixes_other_loops_one_by_one(string before, string after) => Fix.FixesAsync(Program(before), Program(after));

    private const string Served = "async Task ServeAsync(int client) { try { await WorkAsync(); } catch (Exception e) { Console.WriteLine(e); } }";

    [Theory]
    [InlineData("async Task M() { while (true) { var client = await _sink.CountAsync(); [|ServeAsync(client)|]; } }", "async Task M() { while (true) { var client = await _sink.CountAsync(); _ = ServeAsync(client); } }")]
    [InlineData("async Task M() { foreach (var client in new[] { 1, 2 }) { [|ServeAsync(client)|]; } await WorkAsync(); }", "async Task M() { foreach (var client in new[] { 1, 2 }) { await ServeAsync(client); } await WorkAsync(); }")]
    public Task Fixes_work_that_handles_its_own_exceptions(string dropped, string repaired) => Fix.FixesAsync(Program(Served + dropped), Program(Served + repaired));

    [Fact]
    public Task Offers_nothing_where_a_server_would_serve_one_client_only() => Fix.OffersNothingAsync(Program(
        "async Task ServeAsync(int client) { while (client > 0) await WorkAsync(); } async Task M() { while (true) { var client = await _sink.CountAsync(); [|ServeAsync(client)|]; } }"));

    [Theory]
    [InlineData("void M() { [|WorkAsync()|]; System.IO.File.WriteAllText(\"a\", \"\"); }", "async Task M() { await WorkAsync(); await System.IO.File.WriteAllTextAsync(\"a\", \"\"); }")]
    [InlineData("void M() { using var file = System.IO.File.Create(\"a\"); [|WorkAsync()|]; }", "async Task M() { await using var file = System.IO.File.Create(\"a\"); await WorkAsync(); }")]
    [InlineData("void M() { ServeAsync(1); [|WorkAsync()|]; }" + Served, "async Task M() { _ = ServeAsync(1); await WorkAsync(); }" + Served)]
    [InlineData("ValueTask<int> M() { [|WorkAsync()|]; return new ValueTask<int>(1); }", "async ValueTask<int> M() { await WorkAsync(); return 1; }")]
    [InlineData("ValueTask<int> M() { [|WorkAsync()|]; return new ValueTask<int>(Task.Run(() => 1)); }", "async ValueTask<int> M() { await WorkAsync(); return await new ValueTask<int>(Task.Run(() => 1)); }")]
    public Task Fixes_the_rest_of_a_function_that_becomes_async(string before, string after) => Fix.FixesAsync(Program(before), Program(after));
}
