using System.Text.Json;

namespace ThreadingAnalyzers.Demo;

/// <summary>A place in the source: lines and columns count from one, the end column is the one after the last character.</summary>
internal sealed record Place(string File, int Line, int Column, int EndLine, int EndColumn);

/// <summary>One finding of the analyzers with what its rule says about itself.</summary>
internal sealed record Finding(
    string RuleId, string Level, string Title, string Message, string HelpLink, string Weakness, Place Place, IReadOnlyList<Place> OtherPlaces);

/// <summary>Reads the SARIF 2.1 file that the compiler writes when a build sets ErrorLog.</summary>
internal static class SarifLog
{
    private const string IdPrefix = "THR";

    public static IReadOnlyList<Finding> Read(string path)
    {
        using JsonDocument log = JsonDocument.Parse(File.ReadAllText(path));
        return [.. log.RootElement.GetProperty("runs").EnumerateArray().SelectMany(FindingsOf)];
    }

    private static IEnumerable<Finding> FindingsOf(JsonElement run)
    {
        JsonElement rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules");
        return run.GetProperty("results").EnumerateArray()
            .Where(result => result.GetProperty("ruleId").GetString()!.StartsWith(IdPrefix, StringComparison.Ordinal))
            .Where(result => !result.TryGetProperty("suppressions", out _))
            .Select(result => FindingOf(result, rules[result.GetProperty("ruleIndex").GetInt32()]))
            .OrderBy(finding => finding.RuleId, StringComparer.Ordinal)
            .ThenBy(finding => finding.Place.File, StringComparer.Ordinal)
            .ThenBy(finding => finding.Place.Line);
    }

    private static Finding FindingOf(JsonElement result, JsonElement rule) => new(
        result.GetProperty("ruleId").GetString()!,
        result.GetProperty("level").GetString()!,
        TextOf(rule, "shortDescription"),
        result.GetProperty("message").GetProperty("text").GetString()!,
        rule.TryGetProperty("helpUri", out JsonElement link) ? link.GetString()! : "",
        WeaknessOf(rule),
        PlaceOf(result.GetProperty("locations")[0]),
        [.. OtherPlacesOf(result)]);

    private static string TextOf(JsonElement rule, string property) =>
        rule.TryGetProperty(property, out JsonElement message) ? message.GetProperty("text").GetString()! : "";

    private static string WeaknessOf(JsonElement rule) =>
        rule.TryGetProperty("properties", out JsonElement properties) && properties.TryGetProperty("tags", out JsonElement tags)
            ? tags.EnumerateArray().Select(tag => tag.GetString()!).FirstOrDefault(tag => tag.StartsWith("CWE-", StringComparison.Ordinal)) ?? ""
            : "";

    private static IEnumerable<Place> OtherPlacesOf(JsonElement result) =>
        result.TryGetProperty("relatedLocations", out JsonElement locations) ? locations.EnumerateArray().Select(PlaceOf) : [];

    private static Place PlaceOf(JsonElement location)
    {
        JsonElement physical = location.GetProperty("physicalLocation");
        JsonElement region = physical.GetProperty("region");
        return new Place(
            new Uri(physical.GetProperty("artifactLocation").GetProperty("uri").GetString()!).LocalPath,
            region.GetProperty("startLine").GetInt32(),
            region.GetProperty("startColumn").GetInt32(),
            region.GetProperty("endLine").GetInt32(),
            region.GetProperty("endColumn").GetInt32());
    }
}
