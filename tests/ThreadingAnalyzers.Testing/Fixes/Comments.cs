using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ThreadingAnalyzers.Testing;

/// <summary>Finds comments and directives that a fix lost. Indentation may change, and comments may move.</summary>
internal static class Comments
{
    internal static async Task<IReadOnlyList<string>> LostAsync(Project before, Project after)
    {
        var lost = await LinesAsync(before);
        foreach (var line in await LinesAsync(after))
            lost.Remove(line);
        return lost;
    }

    internal static async Task VerifyKeptAsync(Project before, Project after, string what)
    {
        var lost = await LostAsync(before, after);
        if (lost.Count > 0)
            throw new VerificationException($"{what} loses a comment: {lost[0]}");
    }

    private static async Task<List<string>> LinesAsync(Project project)
    {
        var lines = new List<string>();
        foreach (var document in project.Documents)
            lines.AddRange(Lines((await document.GetSyntaxRootAsync())!));
        return lines;
    }

    private static IEnumerable<string> Lines(SyntaxNode root) =>
        from trivia in root.DescendantTrivia()
        where IsKept(trivia)
        from line in trivia.ToFullString().Split('\n')
        let text = line.Trim()
        where text.Length > 0
        select text;

    private static bool IsKept(SyntaxTrivia trivia) => trivia.IsDirective || trivia.Kind()
        is SyntaxKind.SingleLineCommentTrivia
        or SyntaxKind.MultiLineCommentTrivia
        or SyntaxKind.SingleLineDocumentationCommentTrivia
        or SyntaxKind.MultiLineDocumentationCommentTrivia
        or SyntaxKind.DisabledTextTrivia;
}
