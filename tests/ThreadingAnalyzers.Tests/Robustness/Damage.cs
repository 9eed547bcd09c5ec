using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace ThreadingAnalyzers.Tests.Robustness;

/// <summary>Damages a text as typing and merging do: always in the same ways.</summary>
internal static class Damage
{
    /// <summary>The prefixes that end before a token: all of them, or a fixed choice of <paramref name="most"/>.</summary>
    internal static IEnumerable<string> Prefixes(string text, int most)
    {
        var cuts = Tokens(text).Select(token => token.Start).ToArray();
        var stride = Math.Max(1, (cuts.Length + most - 1) / most);
        return cuts.Where((_, index) => index % stride == stride - 1).Select(cut => text[..cut]);
    }

    /// <summary>Texts in which one to three tokens are deleted or doubled.</summary>
    internal static IEnumerable<string> Mutations(string text, int count, int seed)
    {
        var random = new Random(seed);
        var tokens = Tokens(text);
        return Enumerable.Range(0, tokens.Length == 0 ? 0 : count).Select(_ => Mutate(text, tokens, random));
    }

    private static string Mutate(string text, TextSpan[] tokens, Random random)
    {
        // From the back, so that the spans before stay where they are.
        var chosen = Enumerable.Range(0, random.Next(1, 4)).Select(_ => tokens[random.Next(tokens.Length)]).Distinct();
        foreach (var token in chosen.OrderByDescending(token => token.Start))
        {
            text = random.Next(2) == 0
                ? text.Remove(token.Start, token.Length)
                : text.Insert(token.End, " " + text.Substring(token.Start, token.Length));
        }
        return text;
    }

    private static TextSpan[] Tokens(string text) =>
        [.. CSharpSyntaxTree.ParseText(text, Snippet.ParseOptions).GetRoot().DescendantTokens().Select(token => token.Span).Where(span => !span.IsEmpty)];
}
