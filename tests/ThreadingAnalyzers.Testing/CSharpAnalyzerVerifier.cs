using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ThreadingAnalyzers.Testing;

/// <summary>Short forms of <see cref="CSharpAnalyzerTest{TAnalyzer}"/>.</summary>
public static class CSharpAnalyzerVerifier<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>Expects the only rule of the analyzer.</summary>
    public static DiagnosticResult Diagnostic() => Diagnostic(new TAnalyzer().SupportedDiagnostics.Single());

    /// <summary>Expects the rule of the given id.</summary>
    public static DiagnosticResult Diagnostic(string diagnosticId) =>
        Diagnostic(new TAnalyzer().SupportedDiagnostics.Single(rule => rule.Id == diagnosticId));

    /// <summary>Expects the given rule.</summary>
    public static DiagnosticResult Diagnostic(DiagnosticDescriptor descriptor) => new(descriptor);

    /// <summary>Verifies that the analyzer reports what markup and <paramref name="expected"/> say, and nothing else.</summary>
    public static Task VerifyAnalyzerAsync(string source, params DiagnosticResult[] expected)
    {
        var test = new CSharpAnalyzerTest<TAnalyzer> { TestCode = source };
        test.ExpectedDiagnostics.AddRange(expected);
        return test.RunAsync();
    }
}
