using System.Globalization;
using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Rules;

/// <summary>Code as a message quotes it.</summary>
internal static class Excerpt
{
    private const int MaximumLength = 60;

    /// <summary>The first line of a node's code, shortened.</summary>
    internal static string Of(SyntaxNode node)
    {
        string text = node.ToString();
        int end = text.IndexOfAny(['\r', '\n']);
        string line = (end < 0 ? text : text.Substring(0, end)).TrimEnd();
        return end < 0 && line.Length <= MaximumLength ? line : line.Substring(0, Math.Min(line.Length, MaximumLength)).TrimEnd() + "…";
    }

    /// <summary>The line on which a node begins, counted from 1.</summary>
    internal static int LineOf(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    /// <summary>The line on which a node begins, as a message at another node says it: with the file, where that is another one.</summary>
    /// <param name="node">What the message points to.</param>
    /// <param name="from">Where the message stands.</param>
    internal static string LineOf(SyntaxNode node, SyntaxNode from)
    {
        string line = LineOf(node).ToString(CultureInfo.InvariantCulture);
        return node.SyntaxTree == from.SyntaxTree ? line : $"{line} of {Path.GetFileName(node.SyntaxTree.FilePath)}";
    }
}
