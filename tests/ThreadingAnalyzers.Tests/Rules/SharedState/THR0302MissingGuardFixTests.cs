using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0302MissingGuard,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0302MissingGuardCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0302MissingGuardFixTests
{
    private static string Program(string member, string gate = "object _gate = new()", string enter = "lock (_gate)", string exit = "") => $$"""
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            readonly {{gate}};
            readonly List<int> _items = new();
            int _n;

            public void Add(int i) { {{enter}} { _items.Add(i); _n++; } {{exit}} }

            public bool Remove(int i) { {{enter}} { _n--; return _items.Remove(i); } {{exit}} }

            {{member.Replace("\n", "\n    ")}}
        }
        """;

    [Theory]
    [InlineData(
        "public void Clear()\n{\n    // All of it.\n    [|_items.Clear()|]; // now\n}",
        "public void Clear()\n{\n    // All of it.\n    lock (_gate)\n    {\n        _items.Clear(); // now\n    }\n}")]
    [InlineData(
        "public void Clear() => [|_items.Clear()|];",
        "public void Clear()\n{\n    lock (_gate)\n    {\n        _items.Clear();\n    }\n}")]
    [InlineData(
        "public bool Has(int i)\n{\n    return [|_items.Contains(i)|];\n}",
        "public bool Has(int i)\n{\n    lock (_gate)\n    {\n        return _items.Contains(i);\n    }\n}")]
    [InlineData(
        "public int First => [|_items[0]|];",
        "public int First\n{\n    get\n    {\n        lock (_gate)\n        {\n            return _items[0];\n        }\n    }\n}")]
    [InlineData(
        "public int this[int i] => [|_items[i]|];",
        "public int this[int i]\n{\n    get\n    {\n        lock (_gate)\n        {\n            return _items[i];\n        }\n    }\n}")]
    [InlineData(
        "public int Sum()\n{\n    int sum = 0;\n    foreach (var i in [|_items|])\n        sum += i;\n    return sum;\n}",
        "public int Sum()\n{\n    int sum = 0;\n    lock (_gate)\n    {\n        foreach (var i in _items)\n            sum += i;\n    }\n    return sum;\n}")]
    [InlineData(
        "public void Up()\n{\n    [|_n++|];\n}",
        "public void Up()\n{\n    lock (_gate)\n    {\n        _n++;\n    }\n}")]
    public Task Fixes_with_the_lock_statement(string member, string repaired) => Fix.FixesAsync(Program(member), Program(repaired));

    /// <summary>The member is reported once; all that it does without the lock goes under it, and what follows each other stays one step.</summary>
    [Theory]
    [InlineData(
        "public void Set(int i)\n{\n    [|_items.Clear()|];\n    // then\n    _items.Add(i);\n    System.Console.WriteLine();\n}",
        "public void Set(int i)\n{\n    lock (_gate)\n    {\n        _items.Clear();\n        // then\n        _items.Add(i);\n    }\n    System.Console.WriteLine();\n}")]
    [InlineData(
        "public void Set(int i)\n{\n    [|_items.Clear()|];\n    System.Console.WriteLine();\n    _items.Add(i);\n}",
        "public void Set(int i)\n{\n    lock (_gate)\n    {\n        _items.Clear();\n    }\n    System.Console.WriteLine();\n    lock (_gate)\n    {\n        _items.Add(i);\n    }\n}")]
    public Task Fixes_all_that_the_member_does(string member, string repaired) => Fix.FixesAsync(Program(member), Program(repaired));

    [Theory]
    [InlineData("SemaphoreSlim _gate = new(1, 1)", "_gate.Wait(); try", "finally { _gate.Release(); }", "_gate.Wait();", "_gate.Release();")]
    [InlineData("Mutex _gate = new()", "_gate.WaitOne(); try", "finally { _gate.ReleaseMutex(); }", "_gate.WaitOne();", "_gate.ReleaseMutex();")]
    [InlineData("ReaderWriterLockSlim _gate = new()", "_gate.EnterWriteLock(); try", "finally { _gate.ExitWriteLock(); }", "_gate.EnterWriteLock();", "_gate.ExitWriteLock();")]
    public Task Fixes_in_the_way_of_the_guard(string gate, string enter, string exit, string take, string give) => Fix.FixesAsync(
        Program("public void Clear()\n{\n    [|_items.Clear()|];\n}", gate, enter, exit),
        Program($"public void Clear()\n{{\n    {take}\n    try\n    {{\n        _items.Clear();\n    }}\n    finally\n    {{\n        {give}\n    }}\n}}", gate, enter, exit));

    [Fact]
    public Task Fixes_asynchronous_code_by_waiting_asynchronously() => Fix.FixesAsync(
        Program("public async Task ClearAsync()\n{\n    await Task.Yield();\n    [|_items.Clear()|];\n}", "SemaphoreSlim _gate = new(1, 1)", "_gate.Wait(); try", "finally { _gate.Release(); }"),
        Program(
            "public async Task ClearAsync()\n{\n    await Task.Yield();\n    await _gate.WaitAsync();\n    try\n    {\n        _items.Clear();\n    }\n    finally\n    {\n        _gate.Release();\n    }\n}",
            "SemaphoreSlim _gate = new(1, 1)", "_gate.Wait(); try", "finally { _gate.Release(); }"));

    [Theory]
    [InlineData("public int Two() { var copy = [|_items.ToArray()|]; return copy.Length; }")]
    [InlineData("public async Task Put() { [|_items.Add(await Task.FromResult(1))|]; }")]
    [InlineData("public IEnumerable<int> All() { foreach (var i in [|_items|]) yield return i; }")]
    [InlineData("public void All(System.Action<int> each) { foreach (var i in [|_items|]) each(i); }")]
    public Task Offers_nothing_where_the_lock_would_not_do(string member) => Fix.OffersNothingAsync(Program(member));

    private const string Attribute = "\n\nnamespace ThreadingAnalyzers\n{\n    sealed class GuardedByAttribute : System.Attribute { public GuardedByAttribute(string guard) { } }\n}\n";

    /// <summary>The guard that was inferred becomes a contract.</summary>
    [Fact]
    public Task Fixes_and_states_the_contract() => Fix.FixesAsync(
        Program("public void Clear()\n{\n    [|_items.Clear()|];\n}") + Attribute,
        Program("public void Clear()\n{\n    lock (_gate)\n    {\n        _items.Clear();\n    }\n}")
            .Replace("using System.Threading.Tasks;\n", "using System.Threading.Tasks;\nusing ThreadingAnalyzers;\n")
            .Replace("    readonly List<int> _items", "    [GuardedBy(\"_gate\")]\n    readonly List<int> _items") + Attribute,
        kind: "Contract");

    [Fact]
    public Task Offers_no_contract_without_the_attribute() => Fix.OffersNothingAsync(Program("public void Clear()\n{\n    [|_items.Clear()|];\n}"), kind: "Contract");
}
