using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Testing;

/// <summary>Compares what was expected with what was reported, each diagnostic once.</summary>
internal static class DiagnosticComparison
{
    internal static void Verify(
        string what, ImmutableArray<DiagnosticResult> expected, IEnumerable<Diagnostic> reported, Func<string, LocalizableString?> messageFormat)
    {
        var unexpected = reported.ToList();
        var missing = new List<DiagnosticResult>();
        // Those that state most choose first: else one that states little could take the match of another.
        foreach (var result in expected.OrderByDescending(HowMuchIsStated))
        {
            var stated = result.MessageFormat is null ? result.WithMessageFormat(messageFormat(result.Id)!) : result;
            if (!unexpected.TakeFirst(diagnostic => Matches(stated, diagnostic)))
                missing.Add(stated);
        }
        unexpected.RemoveAll(diagnostic => diagnostic.IsSuppressed);
        if (missing.Count + unexpected.Count > 0)
            throw new VerificationException(Describe(what, missing, unexpected));
    }

    private static int HowMuchIsStated(DiagnosticResult result) =>
        (result.MessageArguments is null && result.Message is null ? 0 : 2) + (result.Options == DiagnosticOptions.None ? 1 : 0);

    private static bool TakeFirst(this List<Diagnostic> diagnostics, Predicate<Diagnostic> match)
    {
        var index = diagnostics.FindIndex(match);
        if (index >= 0)
            diagnostics.RemoveAt(index);
        return index >= 0;
    }

    private static bool Matches(DiagnosticResult expected, Diagnostic actual) =>
        expected.Id == actual.Id
        && (expected.Options.HasFlag(DiagnosticOptions.IgnoreSeverity) || expected.Severity == actual.Severity)
        && (expected.IsSuppressed ?? false) == actual.IsSuppressed
        && PlacesMatch(expected, actual)
        && (expected.Message is null || expected.Message == actual.GetMessage(CultureInfo.InvariantCulture));

    private static bool PlacesMatch(DiagnosticResult expected, Diagnostic actual)
    {
        if (expected.Spans.IsEmpty)
            return !actual.Location.IsInSource;
        if (!PlaceMatches(expected.Spans[0], actual.Location))
            return false;
        if (expected.Options.HasFlag(DiagnosticOptions.IgnoreAdditionalLocations))
            return true;
        return actual.AdditionalLocations.Count == expected.Spans.Length - 1
            && expected.Spans.Skip(1).Zip(actual.AdditionalLocations, PlaceMatches).All(same => same);
    }

    private static bool PlaceMatches(DiagnosticLocation expected, Location actual)
    {
        var lines = actual.GetLineSpan();
        return lines.Path == expected.Path
            && lines.StartLinePosition == expected.Span.Start
            && (expected.IgnoreLength || lines.EndLinePosition == expected.Span.End);
    }

    private static string Describe(string what, List<DiagnosticResult> missing, List<Diagnostic> unexpected)
    {
        var text = new StringBuilder($"The diagnostics of {what} are not as expected.\n");
        missing.ForEach(result => text.Append($"  expected but not reported: {result}\n"));
        unexpected.ForEach(diagnostic => text.Append($"  reported but not expected: {Describe(diagnostic)}\n"));
        return text.ToString();
    }

    internal static string Describe(Diagnostic diagnostic)
    {
        var message = diagnostic.GetMessage(CultureInfo.InvariantCulture);
        var also = string.Concat(diagnostic.AdditionalLocations.Select(place => $", also {Describe(place)}"));
        return $"{diagnostic.Severity} {diagnostic.Id} at {Describe(diagnostic.Location)}{also}: {message}{Quoted(diagnostic.Location)}";
    }

    private static string Describe(Location place)
    {
        var lines = place.GetLineSpan();
        var (start, end) = (lines.StartLinePosition, lines.EndLinePosition);
        return place.IsInSource ? $"{lines.Path}({start.Line + 1},{start.Character + 1},{end.Line + 1},{end.Character + 1})" : "no location";
    }

    private static string Quoted(Location place) => place.SourceTree is { } tree ? $" «{tree.GetText().ToString(place.SourceSpan)}»" : "";
}
