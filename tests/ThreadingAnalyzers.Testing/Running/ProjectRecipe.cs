using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace ThreadingAnalyzers.Testing;

/// <summary>All that a test project is made of.</summary>
internal sealed record ProjectRecipe(CSharpParseOptions ParseOptions, CSharpCompilationOptions CompilationOptions)
{
    internal ImmutableArray<(string Path, SourceText Text)> Sources { get; init; } = [];

    internal ImmutableArray<(string Path, SourceText Text)> AdditionalFiles { get; init; } = [];

    internal ImmutableArray<(string Path, SourceText Text)> AnalyzerConfigFiles { get; init; } = [];

    internal ImmutableArray<MetadataReference> References { get; init; } = [];

    /// <summary>A project in a workspace of its own, which writes line feeds on every system.</summary>
    internal Project CreateProject()
    {
        var workspace = new AdhocWorkspace(MefHostServices.DefaultHost);
        var info = Info(ProjectId.CreateNewId());
        var options = workspace.Options.WithChangedOption(FormattingOptions.NewLine, LanguageNames.CSharp, "\n");
        return workspace.CurrentSolution.WithOptions(options).AddProject(info).GetProject(info.Id)!;
    }

    private ProjectInfo Info(ProjectId id) => ProjectInfo.Create(
            id,
            VersionStamp.Create(),
            name: "TestProject",
            assemblyName: "TestProject",
            LanguageNames.CSharp,
            compilationOptions: CompilationOptions,
            parseOptions: ParseOptions,
            documents: Documents(id, Sources),
            metadataReferences: References,
            additionalDocuments: Documents(id, AdditionalFiles))
        .WithAnalyzerConfigDocuments(Documents(id, AnalyzerConfigFiles));

    private static IEnumerable<DocumentInfo> Documents(ProjectId project, ImmutableArray<(string Path, SourceText Text)> files) =>
        files.Select(file => DocumentInfo.Create(
            DocumentId.CreateNewId(project),
            Path.GetFileName(file.Path),
            loader: TextLoader.From(TextAndVersion.Create(file.Text, VersionStamp.Create(), file.Path)),
            filePath: file.Path));

    internal static (string Path, SourceText Text) File((string filename, string content) file) =>
        (file.filename, SourceText.From(file.content, Encoding.UTF8));
}
