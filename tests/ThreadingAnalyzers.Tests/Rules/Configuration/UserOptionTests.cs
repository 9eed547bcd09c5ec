using ThreadingAnalyzers.Rules;
using ThreadingAnalyzers.Rules.Async;
using ThreadingAnalyzers.Rules.Locks;
using ThreadingAnalyzers.Rules.SharedState;

namespace ThreadingAnalyzers.Tests.Rules.Configuration;

/// <summary>What users say of their code, the rules believe.</summary>
public class UserOptionTests
{
    private const string Usings = "using System; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks;\n";

    private const string Gate = """
        namespace Shop
        {
            public class Gate
            {
                public void Hold() { } public void Drop() { }
                public class Inner { public void Hold() { } public void Drop() { } }
                public Scope Guard() => new();
                public class Scope : IDisposable { public void Dispose() { } }
            }
            public static class Gates { public static void Hold(this object gate) { } public static void Drop(this object gate) { } }
            public class SafeList<T> : List<T> { }
            public static class Retry { public static void Run(Action action) { } public static void Async(Action action) => Task.Run(action); }
        }

        """;

    private static Task VerifyAsync<TRule>(string lines, string source)
        where TRule : Rule, new()
    {
        var test = new CSharpAnalyzerTest<RuleHost<TRule>> { TestCode = Usings + Gate + source };
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\n" + lines));
        return test.RunAsync();
    }

    private const string Methods = """
        threading_analyzers.lock_acquire_methods = Shop.Gate.Hold, Shop.Gate.Inner.Hold, Shop.Gates.Hold
        threading_analyzers.lock_release_methods = Shop.Gate.Drop, Shop.Gate.Inner.Drop, Shop.Gates.Drop
        threading_analyzers.lock_scope_methods = Shop.Gate.Guard
        """;

    [Theory]
    [InlineData("Shop.Gate", "_gate.Hold(); _n++; _gate.Drop();")]
    [InlineData("Shop.Gate.Inner", "_gate.Hold(); _n++; _gate.Drop();")]
    [InlineData("object", "Shop.Gates.Hold(_gate); _n++; Shop.Gates.Drop(_gate);")]
    [InlineData("Shop.Gate", "using (_gate.Guard()) _n++;")]
    [InlineData("Shop.Gate", "_gate.Hold(); _gate.Drop(); [|_n++|];")]
    public Task Locks_of_ones_own_guard(string type, string body) =>
        VerifyAsync<THR0301UnsynchronizedReadModifyWrite>(Methods, $$"""class C { int _n; readonly {{type}} _gate = new(); void M() => Parallel.For(0, 9, i => { {{body}} }); }""");

    [Fact]
    public Task Locks_of_ones_own_are_unknown_without_the_option() => VerifyAsync<THR0301UnsynchronizedReadModifyWrite>(
        "", "class C { int _n; readonly Shop.Gate _gate = new(); void M() => Parallel.For(0, 9, i => { _gate.Hold(); [|_n++|]; _gate.Drop(); }); }");

    [Theory]
    [InlineData("[|_gate.Hold()|]; if (_n == 3) return; _n = 4; _gate.Drop(); }")]
    [InlineData("_gate.Hold(); try { _n = 4; } finally { _gate.Drop(); } }")]
    [InlineData("_gate.Hold(); } void Leave() { _gate.Drop(); }")]
    public Task Locks_of_ones_own_leak(string body) =>
        VerifyAsync<THR0101LockNotReleased>(Methods, $$"""class C { int _n; readonly Shop.Gate _gate = new(); void M() { {{body}} }""");

    [Fact]
    public Task Types_that_are_safe_need_no_lock() => VerifyAsync<THR0316BrokenDoubleCheck>(
        "threading_analyzers.thread_safe_types = Shop.SafeList",
        """
        class C
        {
            readonly Shop.SafeList<int> _safe = new(); readonly List<int> _list = new();
            void M(int n) { if (_safe.Contains(n)) return; lock (this) _safe.Add(n); }
            void N(int n) { if ([|_list|].Contains(n)) return; lock (this) _list.Add(n); }
        }
        """);

    [Theory]
    [InlineData("threading_analyzers.immediate_callbacks = Shop.Retry.Run", "lock (this) Shop.Retry.Run(() => _n++);")]
    [InlineData("threading_analyzers.immediate_callbacks = Shop.Retry.Run", "Shop.Retry.Run(() => [|_n++|]);")]
    [InlineData("", "Shop.Retry.Run(() => _n++);")]
    public Task Callbacks_that_run_at_once_hold_the_lock_around_them(string line, string body) => VerifyAsync<THR0301UnsynchronizedReadModifyWrite>(
        line, $$"""class C { int _n; void M() => Parallel.For(0, 9, i => Add()); private void Add() { {{body}} } }""");

    [Theory]
    [InlineData("threading_analyzers.immediate_callbacks = Shop.Retry.Run", "[|async () => { await Task.Run(() => { }); }|]")]
    [InlineData("", "async () => { await Task.Run(() => { }); }")]
    public Task Callbacks_that_run_at_once_cannot_be_async(string line, string callback) =>
        VerifyAsync<THR0604AsyncVoidCallback>(line, $$"""class C { void M() => Shop.Retry.Run({{callback}}); }""");
}
