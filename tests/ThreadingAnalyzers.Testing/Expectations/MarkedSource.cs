using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace ThreadingAnalyzers.Testing;

/// <summary>A source without its markup, and the spans that the markup named.</summary>
internal sealed record MarkedSource(string Path, SourceText Text, ImmutableArray<Mark> Marks)
{
    internal LinePositionSpan LinesOf(Mark mark) => Text.Lines.GetLinePositionSpan(mark.Span);
}

/// <summary>One marked span. <see cref="Name"/> is empty for <c>[|…|]</c>, <c>#n</c> for a numbered place, and otherwise a diagnostic id.</summary>
internal sealed record Mark(string Name, TextSpan Span)
{
    internal bool IsPlace => Name.StartsWith('#');
}
