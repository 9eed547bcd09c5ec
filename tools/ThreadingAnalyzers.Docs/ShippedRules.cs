using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ThreadingAnalyzers.Docs;

/// <summary>Asks the two assemblies of the package, as a compiler and an editor do, what they report and what they repair.</summary>
internal static class ShippedRules
{
    public static IReadOnlyList<DiagnosticDescriptor> Descriptors() =>
        [.. Instances<DiagnosticAnalyzer>("ThreadingAnalyzers")
            .SelectMany(analyzer => analyzer.SupportedDiagnostics)
            .DistinctBy(descriptor => descriptor.Id)
            .OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal)];

    public static IReadOnlySet<string> FixableIds() =>
        Instances<CodeFixProvider>("ThreadingAnalyzers.CodeFixes").SelectMany(provider => provider.FixableDiagnosticIds).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<T> Instances<T>(string assembly) => Assembly.Load(assembly).GetTypes()
        .Where(type => type is { IsAbstract: false, ContainsGenericParameters: false } && typeof(T).IsAssignableFrom(type))
        .Select(type => (T)Activator.CreateInstance(type, nonPublic: true)!);
}
