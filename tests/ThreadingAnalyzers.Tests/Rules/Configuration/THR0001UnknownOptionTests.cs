using ThreadingAnalyzers.Rules.Configuration;

namespace ThreadingAnalyzers.Tests.Rules.Configuration;

public class THR0001UnknownOptionTests
{
    private const string Options = "the options are lock_acquire_methods, lock_release_methods, lock_scope_methods, immediate_callbacks, thread_safe_types, guard_share, guard_accesses, modernize_locks";

    private const string Methods = "allowed is full names of methods, separated by commas, such as 'Shop.Data.Gate.Enter'";

    private static Task VerifyAsync(string lines, params DiagnosticResult[] expected)
    {
        var test = new CSharpAnalyzerTest<RuleHost<THR0001UnknownOption>> { TestCode = "class C { }" };
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\n" + lines));
        test.ExpectedDiagnostics.AddRange(expected);
        return test.RunAsync();
    }

    private static DiagnosticResult Finding(string key, string value, string allowed) =>
        CSharpAnalyzerVerifier<RuleHost<THR0001UnknownOption>>.Diagnostic().WithNoLocation().WithArguments(key, value, allowed);

    [Theory]
    [InlineData("lock_aquire_methods", "Shop.Gate.Enter", Options)]
    [InlineData("guard_shares", "70", Options)]
    [InlineData("guard_share", "49", "allowed is a number from 50 to 100")]
    [InlineData("guard_share", "101", "allowed is a number from 50 to 100")]
    [InlineData("guard_share", "most", "allowed is a number from 50 to 100")]
    [InlineData("guard_accesses", "0", "allowed is a number from 1 to 1000")]
    [InlineData("lock_acquire_methods", "Enter", Methods)]
    [InlineData("lock_release_methods", "Shop.Gate.Exit()", Methods)]
    [InlineData("immediate_callbacks", "Shop..Run", Methods)]
    [InlineData("lock_scope_methods", ",", Methods)]
    [InlineData("modernize_locks", "yes", "allowed is true or false")]
    [InlineData("thread_safe_types", "Shop.SafeList<T>", "allowed is full names of types, separated by commas, such as 'Shop.Data.SafeList'")]
    public Task Reports_what_has_no_effect(string key, string value, string allowed) =>
        VerifyAsync($"threading_analyzers.{key} = {value}", Finding("threading_analyzers." + key, value, allowed));

    [Theory]
    [InlineData("threading_analyzers.guard_share = 100")]
    [InlineData("threading_analyzers.guard_accesses = 1")]
    [InlineData("THREADING_ANALYZERS.Guard_Share = 60")]
    [InlineData("threading_analyzers.lock_acquire_methods = Shop.Gate.Enter, Shop.Gate`1.Enter ; Shop.Outer+Gate.Enter,")]
    [InlineData("threading_analyzers.thread_safe_types = SafeList, Shop.SafeMap`2")]
    [InlineData("threading_analyzers_severity = x")]
    [InlineData("dotnet_diagnostic.CA1000.severity = none")]
    public Task Accepts_what_has_an_effect_or_is_not_ours(string line) => VerifyAsync(line);

    [Fact]
    public Task Reports_each_line_once() => VerifyAsync(
        "threading_analyzers.b = 1\nthreading_analyzers.a = 2",
        Finding("threading_analyzers.a", "2", Options),
        Finding("threading_analyzers.b", "1", Options));
}
