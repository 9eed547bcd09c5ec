using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ThreadingAnalyzers.Tests.Pitfalls;

/// <summary>Fix All of one rule after the other in the same solution, which is how <c>dotnet format</c> goes about it.</summary>
public class FixAllInTurnTests
{
    private const string Before = """
        using System.IO;
        using System.Threading.Tasks;

        class Bundle
        {
            public async Task PackAsync(string[] files, Stream output)
            {
                using var writer = new StreamWriter(output);
                foreach (string file in files)
                {
                    var text = File.ReadAllText(file);
                    await writer.WriteAsync(text);
                }

                writer.Flush();
            }
        }
        """;

    [Theory]
    [InlineData("THR0619", "THR0601")]
    [InlineData("THR0601", "THR0619")]
    public async Task Fixes_everything_in_any_order(params string[] rules)
    {
        using var workspace = new AdhocWorkspace();
        Project project = workspace.AddProject("P", LanguageNames.CSharp)
            .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .WithMetadataReferences(ReferenceAssemblies.Net100.References);
        Document document = project.AddDocument("Bundle.cs", Before, filePath: "/0/Bundle.cs");
        foreach (string rule in rules)
            document = await FixAllAsync(document, rule);
        string expected = Before.Replace("using var", "await using var").Replace("File.ReadAllText(file)", "await File.ReadAllTextAsync(file)").Replace("writer.Flush()", "await writer.FlushAsync()");
        Assert.Equal(expected, (await document.GetTextAsync()).ToString());
    }

    private static async Task<Document> FixAllAsync(Document document, string rule)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        var all = await compilation.WithAnalyzers(Product.Analyzers).GetAnalyzerDiagnosticsAsync();
        var mine = all.Where(diagnostic => diagnostic.Id == rule).ToImmutableArray();
        Assert.NotEmpty(mine);
        CodeFixProvider fixer = Product.Fixers.Single(fixer => fixer.FixableDiagnosticIds.Contains(rule));
        var context = new FixAllContext(document, fixer, FixAllScope.Document, codeActionEquivalenceKey: null, [rule], new Known(mine), CancellationToken.None);
        CodeAction action = (await fixer.GetFixAllProvider()!.GetFixAsync(context))!;
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(CancellationToken.None);
        return operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
    }

    private sealed class Known(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult(Enumerable.Empty<Diagnostic>());
    }
}
