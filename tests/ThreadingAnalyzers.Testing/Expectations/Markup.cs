using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;

namespace ThreadingAnalyzers.Testing;

/// <summary>Reads <c>[|…|]</c>, <c>{|#0:…|}</c> and <c>{|ID:…|}</c>. Marks may nest.</summary>
internal sealed partial class Markup
{
    private readonly StringBuilder _text = new();
    private readonly Stack<(string Name, int Start, string Closer)> _open = new();
    private readonly List<Mark> _marks = [];

    internal static MarkedSource Read(string path, string marked)
    {
        var markup = new Markup();
        markup.Scan(path, marked);
        var marks = markup._marks.OrderBy(mark => mark.Span.Start).ToImmutableArray();
        return new(path, SourceText.From(markup._text.ToString(), Encoding.UTF8), marks);
    }

    private void Scan(string path, string marked)
    {
        var position = 0;
        foreach (Match token in Tokens().Matches(marked))
        {
            _text.Append(marked, position, token.Index - position);
            position = token.Index + token.Length;
            Take(path, token);
        }
        _text.Append(marked, position, marked.Length - position);
        if (_open.TryPeek(out var open))
            throw new VerificationException($"Markup in {path}: a mark opened at {open.Start} is not closed.");
    }

    private void Take(string path, Match token)
    {
        if (token.Value == "[|")
            _open.Push(("", _text.Length, "|]"));
        else if (token.Groups["name"].Success)
            _open.Push((token.Groups["name"].Value, _text.Length, "|}"));
        else
            Close(path, token.Value);
    }

    private void Close(string path, string closer)
    {
        if (!_open.TryPop(out var open) || open.Closer != closer)
            throw new VerificationException($"Markup in {path}: '{closer}' closes nothing at {_text.Length}.");
        _marks.Add(new(open.Name, TextSpan.FromBounds(open.Start, _text.Length)));
    }

    [GeneratedRegex(@"\[\||\|\]|\{\|(?<name>#?\w+):|\|\}")]
    private static partial Regex Tokens();
}
