using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ThreadingAnalyzers.Tests;

/// <summary>What the two shipped assemblies hold, found as a compiler and an editor find it.</summary>
internal static class Product
{
    internal static Assembly AnalyzerAssembly { get; } = Assembly.Load("ThreadingAnalyzers");

    internal static Assembly CodeFixAssembly { get; } = Assembly.Load("ThreadingAnalyzers.CodeFixes");

    internal static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
        Instances<DiagnosticAnalyzer>(AnalyzerAssembly, typeof(DiagnosticAnalyzerAttribute));

    internal static ImmutableArray<CodeFixProvider> Fixers { get; } =
        Instances<CodeFixProvider>(CodeFixAssembly, typeof(ExportCodeFixProviderAttribute));

    internal static ImmutableArray<DiagnosticDescriptor> Rules { get; } =
        [.. Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Distinct().OrderBy(rule => rule.Id, StringComparer.Ordinal)];

    internal static IEnumerable<CodeFixProvider> FixersOf(string id) => Fixers.Where(fixer => fixer.FixableDiagnosticIds.Contains(id));

    private static ImmutableArray<T> Instances<T>(Assembly assembly, Type attribute) =>
    [
        .. assembly.GetTypes()
            .Where(type => typeof(T).IsAssignableFrom(type) && !type.IsAbstract && type.IsDefined(attribute, inherit: false))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (T)Activator.CreateInstance(type, nonPublic: true)!),
    ];
}
