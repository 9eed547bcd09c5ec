using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace ThreadingAnalyzers.Benchmarks;

/// <summary>A program to measure on.</summary>
internal sealed record SourceSet(string Name, ImmutableArray<SyntaxTree> Trees)
{
    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Latest);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System", StringComparison.Ordinal) || Path.GetFileName(path) is "mscorlib.dll" or "netstandard.dll" or "Microsoft.CSharp.dll")
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    internal int Lines => Trees.Sum(static tree => tree.GetText().Lines.Count);

    /// <summary>A new compilation: nothing that an earlier one has found out is left.</summary>
    internal CSharpCompilation Compile() => CSharpCompilation.Create(
        "measured", Trees, References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, concurrentBuild: true));

    /// <summary>All C# files below a folder.</summary>
    internal static SourceSet At(string folder) => new(
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
        [.. Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(static file => Tree(File.ReadAllText(file), file))]);

    internal static SyntaxTree Tree(string text, string path) => CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), Parse, path);
}
