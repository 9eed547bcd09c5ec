using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CSharp;

namespace ThreadingAnalyzers.Testing;

/// <summary>Applies one action, and holds what it makes to what every action has to keep.</summary>
internal static class FixApplication
{
    internal static async Task<Project> ApplyAsync(Project project, CodeAction action, string title, CodeActionValidationMode validation)
    {
        var operations = await action.GetOperationsAsync(CancellationToken.None);
        var solution = operations.OfType<ApplyChangesOperation>().SingleOrDefault()?.ChangedSolution
            ?? throw new VerificationException($"The action {title} makes no change.");
        var changed = solution.GetProject(project.Id)!;
        var documents = await ChangedDocumentsAsync(project, changed);
        if (documents.Count == 0)
            throw new VerificationException($"The action {title} makes no change.");
        if (validation != CodeActionValidationMode.None)
            await VerifyAsync(project, changed, documents, title);
        return changed;
    }

    private static async Task<List<Document>> ChangedDocumentsAsync(Project before, Project after)
    {
        var changed = new List<Document>();
        foreach (var document in after.Documents)
        {
            var old = before.GetDocument(document.Id);
            if (old is null || !(await old.GetTextAsync()).ContentEquals(await document.GetTextAsync()))
                changed.Add(document);
        }
        return changed;
    }

    private static async Task VerifyAsync(Project before, Project after, List<Document> changed, string title)
    {
        foreach (var document in changed)
            await VerifyTreeAsync(document, title);
        await VerifyCompilesAsync(before, after, title);
    }

    /// <summary>An edit can build a tree that no source text has; the next reader of the text would see another program.</summary>
    private static async Task VerifyTreeAsync(Document document, string title)
    {
        var root = await document.GetSyntaxRootAsync();
        var text = await document.GetTextAsync();
        var parsed = CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)document.Project.ParseOptions!);
        if (parsed.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
            throw new VerificationException($"The action {title} writes what does not parse: {DiagnosticComparison.Describe(error)}\n{text}");
        if (!Shape(root!).SequenceEqual(Shape(await parsed.GetRootAsync())))
            throw new VerificationException($"The action {title} builds a tree that its own text does not parse to:\n{text}");
    }

    /// <summary>SyntaxFactory.AreEquivalent is no help: a list of one statement has two forms inside Roslyn, and it tells them apart.</summary>
    private static IEnumerable<(int Kind, int Children, string Token)> Shape(SyntaxNode root) =>
        from item in root.DescendantNodesAndTokensAndSelf()
        select (item.RawKind, item.ChildNodesAndTokens().Count, item.IsToken ? item.AsToken().Text : "");

    private static async Task VerifyCompilesAsync(Project before, Project after, string title)
    {
        var known = (await ErrorsAsync(before)).Select(error => error.Id).ToHashSet();
        var introduced = (await ErrorsAsync(after)).FirstOrDefault(error => !known.Contains(error.Id));
        if (introduced is null)
            return;
        var text = introduced.Location.SourceTree is { } tree ? await tree.GetTextAsync() : null;
        throw new VerificationException($"The action {title} makes code that does not compile: {DiagnosticComparison.Describe(introduced)}\n{text}");
    }

    private static async Task<IEnumerable<Diagnostic>> ErrorsAsync(Project project) =>
        AnalyzerRun.CompilerDiagnostics((await project.GetCompilationAsync())!, CompilerDiagnostics.Errors);
}
