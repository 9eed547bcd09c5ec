using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ThreadingAnalyzers.Model;

/// <summary>The places of words that only the options name. Where there are none, nothing is searched.</summary>
internal sealed class UserWords(ImmutableHashSet<string> words)
{
    private readonly ConditionalWeakTable<SyntaxTree, List<int>> _positions = new();

    internal bool OccurIn(SyntaxTree tree, TextSpan span, CancellationToken cancellation)
    {
        if (words.IsEmpty)
            return false;
        List<int> positions = PositionsIn(tree, cancellation);
        int index = positions.BinarySearch(span.Start);
        index = index < 0 ? ~index : index;
        return index < positions.Count && positions[index] < span.End;
    }

    private List<int> PositionsIn(SyntaxTree tree, CancellationToken cancellation)
    {
        if (_positions.TryGetValue(tree, out List<int>? known))
            return known;
        string text = tree.GetText(cancellation).ToString();
        var computed = new List<int>();
        foreach (string word in words)
        {
            for (int at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + word.Length, StringComparison.Ordinal))
                computed.Add(at);
        }

        computed.Sort();
        return _positions.GetValue(tree, _ => computed);
    }
}
