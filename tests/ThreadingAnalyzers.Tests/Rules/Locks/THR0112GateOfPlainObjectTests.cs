using Microsoft.CodeAnalysis.CSharp;
using ThreadingAnalyzers.CodeFixes.Locks;
using ThreadingAnalyzers.Rules.Locks;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0112GateOfPlainObjectTests
{
    private const string Option = "root = true\n[*.cs]\nthreading_analyzers.modernize_locks = true";

    private static Task VerifyAsync(string members, string option = Option, int csharp = 1300, ReferenceAssemblies? framework = null)
    {
        var test = new CSharpAnalyzerTest<RuleHost<THR0112GateOfPlainObject>>
        {
            TestCode = $"using System; using System.Collections.Generic; using System.Threading;\nclass C {{ int _n; {members} }}", LanguageVersion = (LanguageVersion)csharp,
        };
        if (framework is not null)
            test.ReferenceAssemblies = framework;
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", option));
        return test.RunAsync();
    }

    [CSharpTheory(13)]
    [InlineData("readonly object [|_gate|] = new(); void M() { lock (_gate) _n++; } void N() { lock (this._gate) _n--; }")]
    [InlineData("private static readonly object [|s_gate|] = new object(); void M() { Action a = () => { lock (s_gate) _n++; }; a(); }")]
    public Task Reports_an_object_that_is_only_locked(string members) => VerifyAsync(members);

    [CSharpTheory(13)]
    [InlineData("readonly object _gate = new(); void M() { lock (_gate) { _n++; Monitor.Pulse(_gate); } }")]
    [InlineData("readonly object _gate = new(); void M() { Monitor.Enter(_gate); _n++; Monitor.Exit(_gate); }")]
    [InlineData("readonly object _gate = new(); void M() { lock (_gate) _n++; } object Get() => _gate;")]
    [InlineData("readonly object _gate = new List<int>(); void M() { lock (_gate) _n++; Console.WriteLine(_gate); }")]
    [InlineData("internal readonly object _gate = new(); void M() { lock (_gate) _n++; }")]
    [InlineData("object _gate = new(); void M() { lock (_gate) _n++; }")]
    [InlineData("readonly object _gate = new(); IEnumerable<int> M() { lock (_gate) { yield return _n++; } }")]
    [InlineData("readonly object _gate = new();")]
    public Task Accepts_any_other_object(string members) => VerifyAsync(members);

    [CSharpFact(13)]
    public async Task Says_nothing_unasked_or_where_there_is_no_lock()
    {
        const string Members = "readonly object _gate = new(); void M() { lock (_gate) _n++; }";
        await VerifyAsync(Members, "root = true");
        await VerifyAsync(Members, csharp: 1200);
        await VerifyAsync(Members, framework: ReferenceAssemblies.Net80);
    }

    [CSharpTheory(13)]
    [InlineData("private readonly object [|_gate|] = new object(); // one", "private readonly Lock _gate = new Lock(); // one")]
    [InlineData("readonly object [|_gate|] = new();", "readonly Lock _gate = new();")]
    public Task Fixes_it_by_a_lock(string field, string fixedField)
    {
        var test = new CSharpCodeFixTest<RuleHost<THR0112GateOfPlainObject>, THR0112GateOfPlainObjectCodeFix> { TestCode = Program(field), FixedCode = Program(fixedField), LanguageVersion = (LanguageVersion)1300 };
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", Option));
        return test.RunAsync();
    }

    private static string Program(string field) => $$"""
        using System.Threading;

        class C
        {
            {{field}}
            int _n;
            void M() { lock (_gate) _n++; }
        }
        """;
}
