using System.Text;
using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Testing;

/// <summary>Compares the documents of a fixed project with the expected sources, to the letter.</summary>
internal static class FixedText
{
    internal static async Task VerifyAsync(string what, SolutionState expected, Project actual)
    {
        var sources = expected.Marked.ToDictionary(source => source.Path, source => source.Text.ToString());
        foreach (var document in actual.Documents)
        {
            var text = (await document.GetTextAsync()).ToString();
            var path = document.FilePath ?? "/0/" + document.Name;
            if (!sources.Remove(path, out var source))
                throw new VerificationException($"{what} adds the document {path}:\n{text}");
            if (source != text)
                throw new VerificationException($"{what} gives another text of {path} than expected.\n{Difference(source, text)}");
        }
        if (sources.Count > 0)
            throw new VerificationException($"{what} does not give the document {sources.Keys.First()}.");
    }

    private static string Difference(string expected, string actual)
    {
        var (wanted, got) = (expected.Split('\n'), actual.Split('\n'));
        var same = wanted.Zip(got).TakeWhile(pair => pair.First == pair.Second).Count();
        return new StringBuilder($"First difference in line {same + 1}:\n")
            .Append($"  expected: {Line(wanted, same)}\n  actual:   {Line(got, same)}\n")
            .Append($"The actual text:\n{actual}")
            .ToString();
    }

    private static string Line(string[] lines, int index) => index < lines.Length ? lines[index].Replace("\r", "\\r") : "(end)";
}
