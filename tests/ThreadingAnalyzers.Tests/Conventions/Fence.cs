using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace ThreadingAnalyzers.Tests.Conventions;

/// <summary>
/// A C# block of a page, or a block of configuration that is an example. <see cref="Kind"/> is the word behind the language: bad, good, fixed or nothing;
/// <see cref="Setting"/> is a line of configuration behind that.
/// </summary>
internal sealed partial record Fence(string Kind, string Text, int Line, bool IsConfiguration = false, string Setting = "")
{
    internal static ImmutableArray<Fence> Read(string markdown) =>
    [
        .. Blocks().Matches(markdown.ReplaceLineEndings("\n"))
            .Where(block => block.Groups["language"].Value == "csharp" || (block.Groups["language"].Value == "ini" && block.Groups["kind"].Value.Length > 0))
            .Select(block => new Fence(block.Groups["kind"].Value, block.Groups["text"].Value, LineAt(markdown, block.Index), block.Groups["language"].Value == "ini", block.Groups["setting"].Value.Trim())),
    ];

    private static int LineAt(string markdown, int position) => markdown.AsSpan(0, position).Count('\n') + 1;

    // All languages are matched, so that the end of one block is never taken for the start of the next.
    [GeneratedRegex(@"^```(?<language>\w*)[ \t]*(?<kind>\w*)(?<setting>[^\n]*)\n(?<text>.*?)^```[ \t]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
