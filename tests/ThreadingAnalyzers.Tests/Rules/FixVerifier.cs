using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using ThreadingAnalyzers.Rules;

namespace ThreadingAnalyzers.Tests.Rules;

/// <summary>Verifies the fix of one rule, one by one and as Fix All, with one of its kinds of repair.</summary>
internal static class FixVerifier<TRule, TFix>
    where TRule : Rule, new()
    where TFix : CodeFixProvider, new()
{
    /// <summary>Verifies that the fix turns the one into the other.</summary>
    internal static Task FixesAsync(string source, string fixedSource, string? kind = null, LanguageVersion csharp = LanguageVersion.Latest, ReferenceAssemblies? framework = null) =>
        TestOf(source, fixedSource, kind, csharp, framework).RunAsync();

    /// <summary>Verifies that a repair of that kind is not offered.</summary>
    internal static Task OffersNothingAsync(string source, string? kind = null) => TestOf(source, source, kind, LanguageVersion.Latest, framework: null).RunAsync();

    private static CSharpCodeFixTest<RuleHost<TRule>, TFix> TestOf(string source, string fixedSource, string? kind, LanguageVersion csharp, ReferenceAssemblies? framework) => new()
    {
        TestCode = source,
        FixedCode = fixedSource,
        CodeActionEquivalenceKey = kind is null ? null : new TRule().Declaration.Id + "." + kind,
        LanguageVersion = csharp,
        ReferenceAssemblies = framework ?? ReferenceAssemblies.Net100,
    };
}
