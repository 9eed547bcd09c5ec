using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ThreadingAnalyzers.Tests.Robustness;

/// <summary>The same program gets the same findings each time, alone or in parallel, whatever the driver asks for first.</summary>
public class RepetitionTests
{
    private const int Rounds = 40;

    [CSharpFact(12)]
    public async Task Parallel_runs_find_what_a_sequential_run_finds()
    {
        string expected = await FindingsAsync(isParallel: false);
        Assert.Contains("THR0301", expected);
        Assert.Contains("THR0501", expected);
        Assert.Contains("THR0601", expected);
        for (int round = 0; round < Rounds; round++)
            Assert.Equal(expected, await FindingsAsync(isParallel: true));
    }

    [Fact]
    public async Task A_change_in_one_file_leaves_the_findings_of_the_others()
    {
        CSharpCompilation before = Compilation();
        string expected = await FindingsAsync(before, isParallel: true);
        SyntaxTree file = before.SyntaxTrees[0];
        SyntaxTree changed = file.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From(file.ToString() + "// more"));
        Assert.Equal(expected, await FindingsAsync(before.ReplaceSyntaxTree(file, changed), isParallel: true));
    }

    private static Task<string> FindingsAsync(bool isParallel) => FindingsAsync(Compilation(), isParallel);

    private static async Task<string> FindingsAsync(CSharpCompilation compilation, bool isParallel)
    {
        var exceptions = new List<Exception>();
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), (exception, _, _) => { lock (exceptions) exceptions.Add(exception); }, concurrentAnalysis: isParallel, logAnalyzerExecutionTime: false);
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers(Product.Analyzers, options).GetAnalyzerDiagnosticsAsync();
        Assert.Empty(exceptions);
        return string.Join("\n", found.Select(static finding => $"{finding.Location.GetLineSpan()} {finding.Id} {finding.GetMessage()}").Order(StringComparer.Ordinal));
    }

    // New trees each time: nothing that an earlier run has found may help.
    private static CSharpCompilation Compilation()
    {
        IEnumerable<SyntaxTree> trees = Directory.GetFiles(Path.Combine(Repository.Root, "samples", "BrokenShop"), "*.cs")
            .Order(StringComparer.Ordinal)
            .Select(static file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), Snippet.ParseOptions, path: Path.GetFileName(file)))
            .Append(CSharpSyntaxTree.ParseText("global using System; global using System.IO; global using System.Collections.Generic; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;", Snippet.ParseOptions, path: "usings.cs"));
        return CSharpCompilation.Create("shop", trees, ReferenceAssemblies.Net100.References, new CSharpCompilationOptions(OutputKind.ConsoleApplication));
    }
}
