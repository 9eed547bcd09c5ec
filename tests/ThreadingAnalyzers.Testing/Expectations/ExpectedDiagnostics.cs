using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Testing;

/// <summary>Brings markup and stated diagnostics into one list whose places are all plain spans.</summary>
internal sealed class ExpectedDiagnostics(ImmutableArray<MarkedSource> sources, Func<DiagnosticDescriptor> defaultRule)
{
    private const DiagnosticOptions MarkupStatesIdAndSpan = DiagnosticOptions.IgnoreAdditionalLocations | DiagnosticOptions.IgnoreSeverity;

    internal ImmutableArray<DiagnosticResult> With(IEnumerable<DiagnosticResult> stated) =>
        [.. FromMarkup().Concat(stated.Select(Resolved))];

    private IEnumerable<DiagnosticResult> FromMarkup() =>
        from source in sources
        from mark in source.Marks
        where !mark.IsPlace
        select Marked(source, mark);

    private DiagnosticResult Marked(MarkedSource source, Mark mark)
    {
        var id = mark.Name.Length == 0 ? defaultRule().Id : mark.Name;
        var result = new DiagnosticResult(id, DiagnosticSeverity.Warning).WithOptions(MarkupStatesIdAndSpan);
        return At(result, source, mark);
    }

    private DiagnosticResult Resolved(DiagnosticResult stated) =>
        stated.Spans.Aggregate(stated.WithNoLocation(), Resolve);

    private DiagnosticResult Resolve(DiagnosticResult result, DiagnosticLocation place)
    {
        if (place.MarkupKey is { } key)
            return AtKey(result, "#" + key);
        var path = place.Path ?? sources[0].Path;
        var (start, end) = (place.Span.Start, place.Span.End);
        return place.IgnoreLength
            ? result.WithLocation(path, start.Line + 1, start.Character + 1)
            : result.WithSpan(path, start.Line + 1, start.Character + 1, end.Line + 1, end.Character + 1);
    }

    private DiagnosticResult AtKey(DiagnosticResult result, string key)
    {
        var places = sources.SelectMany(source => source.Marks.Where(mark => mark.Name == key).Select(mark => (source, mark))).ToArray();
        return places.Length == 1
            ? At(result, places[0].source, places[0].mark)
            : throw new VerificationException($"The markup key {key} stands {places.Length} times in the sources; once is meant.");
    }

    private static DiagnosticResult At(DiagnosticResult result, MarkedSource source, Mark mark)
    {
        var lines = source.LinesOf(mark);
        return result.WithSpan(
            source.Path, lines.Start.Line + 1, lines.Start.Character + 1, lines.End.Line + 1, lines.End.Character + 1);
    }
}
