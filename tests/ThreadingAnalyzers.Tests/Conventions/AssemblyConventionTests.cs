using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ThreadingAnalyzers.Tests.Conventions;

/// <summary>The shipped assemblies load in the oldest host that is promised, Roslyn 4.5.</summary>
public class AssemblyConventionTests
{
    private static readonly Dictionary<string, string> s_ofTheHost = new()
    {
        ["netstandard"] = "2.0.0.0",
        ["Microsoft.CodeAnalysis"] = "4.5.0.0",
        ["Microsoft.CodeAnalysis.CSharp"] = "4.5.0.0",
        ["System.Collections.Immutable"] = "6.0.0.0",
    };

    private static readonly Dictionary<string, string> s_ofTheEditor = new(s_ofTheHost)
    {
        ["Microsoft.CodeAnalysis.Workspaces"] = "4.5.0.0",
        ["Microsoft.CodeAnalysis.CSharp.Workspaces"] = "4.5.0.0",
    };

    [Fact]
    public void Analyzers_reference_only_what_each_compiler_has() => Assert.Empty(Foreign(Product.AnalyzerAssembly, s_ofTheHost));

    /// <summary>ExportCodeFixProvider needs no reference to System.Composition; only [Shared] would write one.</summary>
    [Fact]
    public void Fixes_reference_only_what_each_editor_has() => Assert.Empty(Foreign(Product.CodeFixAssembly, s_ofTheEditor));

    [Fact]
    public void Fixers_are_not_shared() =>
        Assert.DoesNotContain(Product.Fixers, fixer => Attributes(fixer.GetType()).Contains("SharedAttribute"));

    [Fact]
    public void Every_fixer_is_exported_for_CSharp_under_its_name()
    {
        var wrong = from type in Product.CodeFixAssembly.GetTypes()
                    where typeof(CodeFixProvider).IsAssignableFrom(type) && !type.IsAbstract
                    let export = type.GetCustomAttribute<ExportCodeFixProviderAttribute>()
                    where export is null || export.Name != type.Name || !export.Languages.SequenceEqual([LanguageNames.CSharp])
                    select type.Name;
        Assert.Empty(wrong);
    }

    private static IEnumerable<string> Foreign(Assembly assembly, Dictionary<string, string> allowed) =>
        from reference in assembly.GetReferencedAssemblies()
        where reference.Name != Product.AnalyzerAssembly.GetName().Name
        where !allowed.TryGetValue(reference.Name!, out var version) || reference.Version!.ToString() != version
        select reference.FullName;

    private static IEnumerable<string> Attributes(Type type) => type.GetCustomAttributesData().Select(data => data.AttributeType.Name);
}
