using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace ThreadingAnalyzers.Samples.Tests;

/// <summary>A file of the samples as a project of its own, analyzed with all rules at all tiers.</summary>
internal static class Twin
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly string s_folder = Repository.At("samples", "ThreadingAnalyzers.Samples");

    internal static string TextOf(string file) => File.ReadAllText(Path.Combine(s_folder, file));

    internal static IEnumerable<string> CorrectedFiles => Directory.GetFiles(s_folder, "*.cs", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(s_folder, path).Replace('\\', '/'))
        .Where(path => !path.Contains("/Broken/", StringComparison.Ordinal) && !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    internal static Project Project(string file) => new ProjectRecipe(new CSharpParseOptions(LanguageVersion.Latest), Options())
    {
        Sources = [("/0/" + Path.GetFileName(file), SourceText.From(TextOf(file), Encoding.UTF8)), ("/0/Usings.cs", SourceText.From(Usings, Encoding.UTF8))],
        References = [.. ReferenceAssemblies.Net100.References, MetadataReference.CreateFromFile(typeof(ThreadingAnalyzers.Samples.Counters.ICounter).Assembly.Location)],
    }.CreateProject();

    internal static async Task<ImmutableArray<Diagnostic>> FindingsAsync(Project project) => await AnalyzerRun.DiagnosticsAsync(project, Product.Analyzers);

    /// <summary>Applies the first repair of each rule, as <c>dotnet format</c> does, until nothing is offered.</summary>
    internal static async Task<Project> RepairedAsync(Project project)
    {
        foreach (string id in (await FindingsAsync(project)).Select(finding => finding.Id).Distinct().Order(StringComparer.Ordinal))
        {
            foreach (var fixer in Product.FixersOf(id))
                project = await FixOneByOne.RunAsync(project, new FixSettings(fixer, Product.Analyzers) { OnlyId = id }, iterations: null, onlyFirst: false);
        }

        return project;
    }

    /// <summary>Compiles the project and loads its one class of the samples.</summary>
    internal static async Task<Type> LoadAsync(Project project, string name)
    {
        Compilation compilation = (await project.GetCompilationAsync())!;
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        return Assembly.Load(image.ToArray()).GetTypes().Single(type => type.Name == name || type.Name.StartsWith(name + "`", StringComparison.Ordinal));
    }

    private static CSharpCompilationOptions Options() => new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
        .WithSpecificDiagnosticOptions(Product.Rules.Select(rule => KeyValuePair.Create(rule.Id, ReportDiagnostic.Warn)));
}
