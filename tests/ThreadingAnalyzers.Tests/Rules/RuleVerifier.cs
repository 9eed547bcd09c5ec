using ThreadingAnalyzers.Rules;

namespace ThreadingAnalyzers.Tests.Rules;

/// <summary>Verifies one rule alone. The usual namespaces are there, on the first line of the source, so that lines count from 1.</summary>
internal static class RuleVerifier<TRule>
    where TRule : Rule, new()
{
    private static readonly string s_usings = string.Concat(new[]
    {
        "System", "System.Collections.Concurrent", "System.Collections.Generic", "System.Collections.Immutable", "System.IO", "System.Linq", "System.Net.Http",
        "System.Runtime.CompilerServices", "System.Threading", "System.Threading.Tasks",
    }.Select(space => $"using {space}; "));

    internal static DiagnosticResult Finding() => CSharpAnalyzerVerifier<RuleHost<TRule>>.Diagnostic();

    internal static Task VerifyAsync(string source, params DiagnosticResult[] expected) =>
        CSharpAnalyzerVerifier<RuleHost<TRule>>.VerifyAnalyzerAsync(s_usings + source, expected);

    /// <summary>A program of top-level statements.</summary>
    internal static Task VerifyProgramAsync(string source)
    {
        var test = new CSharpAnalyzerTest<RuleHost<TRule>> { TestCode = s_usings + source };
        test.TestState.OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication;
        return test.RunAsync();
    }

    /// <summary>A file without the rest of its project: not everything in it is known to the compiler.</summary>
    internal static Task VerifyAloneAsync(string source, params DiagnosticResult[] expected)
    {
        var test = new CSharpAnalyzerTest<RuleHost<TRule>> { TestCode = s_usings + source, CompilerDiagnostics = CompilerDiagnostics.None };
        test.ExpectedDiagnostics.AddRange(expected);
        return test.RunAsync();
    }

    /// <summary>A type whose parts stand in several files.</summary>
    internal static Task VerifyFilesAsync(params string[] sources)
    {
        var test = new CSharpAnalyzerTest<RuleHost<TRule>>();
        foreach (var source in sources)
            test.TestState.Sources.Add(s_usings + source);
        return test.RunAsync();
    }
}
