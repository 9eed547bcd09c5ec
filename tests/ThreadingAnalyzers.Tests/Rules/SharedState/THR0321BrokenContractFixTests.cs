using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0321BrokenContract,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0321BrokenContractCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0321BrokenContractFixTests
{
    private static string Program(string member, string gate = "object _gate = new()") => $$"""
        using System;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            readonly {{gate}};
            [GuardedBy("_gate")]
            int _n;

            {{member.Replace("\n", "\n    ")}}
        }

        sealed class GuardedByAttribute : Attribute { public GuardedByAttribute(string guard) { } }
        """;

    [Theory]
    [InlineData("public void Up()\n{\n    // One more.\n    [|_n++|]; // now\n}", "public void Up()\n{\n    // One more.\n    lock (_gate)\n    {\n        _n++; // now\n    }\n}")]
    [InlineData("public int N => [|_n|];", "public int N\n{\n    get\n    {\n        lock (_gate)\n        {\n            return _n;\n        }\n    }\n}")]
    [InlineData("public void Down()\n{\n    if ([|_n|] > 0)\n        _n--;\n}", "public void Down()\n{\n    lock (_gate)\n    {\n        if (_n > 0)\n            _n--;\n    }\n}")]
    public Task Fixes_with_the_lock_statement(string member, string repaired) => Fix.FixesAsync(Program(member), Program(repaired));

    [Theory]
    [InlineData("SemaphoreSlim _gate = new(1, 1)", "_gate.Wait();", "_gate.Release();")]
    [InlineData("ReaderWriterLockSlim _gate = new()", "_gate.EnterWriteLock();", "_gate.ExitWriteLock();")]
    [InlineData("Mutex _gate = new()", "_gate.WaitOne();", "_gate.ReleaseMutex();")]
    public Task Fixes_in_the_way_of_the_lock(string gate, string take, string give) => Fix.FixesAsync(
        Program("public void Up()\n{\n    [|_n++|];\n}", gate),
        Program($"public void Up()\n{{\n    {take}\n    try\n    {{\n        _n++;\n    }}\n    finally\n    {{\n        {give}\n    }}\n}}", gate));

    [Fact]
    public Task Fixes_the_use_of_another_object() => Fix.FixesAsync(
        Program("public void Up(C other)\n{\n    [|other._n++|];\n}"), Program("public void Up(C other)\n{\n    lock (other._gate)\n    {\n        other._n++;\n    }\n}"));

    [Theory]
    [InlineData("public async Task Up() { [|_n = await Task.FromResult(1)|]; }", "object _gate = new()")]
    [InlineData("public void Up() { [|_n++|]; }", "System.IO.MemoryStream _gate = new()")]
    [InlineData("[[|GuardedBy(\"_gaet\")|]] int _m;", "object _gate = new()")]
    public Task Offers_nothing_where_the_lock_would_not_do(string member, string gate) => Fix.OffersNothingAsync(Program(member, gate));
}
