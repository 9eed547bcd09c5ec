namespace ThreadingAnalyzers.Demo;

/// <summary>Prints findings with the code they are about: the line, a mark under it, the reason and the page to read.</summary>
internal sealed class FindingPrinter(TextWriter output, string folder)
{
    private readonly Dictionary<string, string[]> _sources = [];

    public void Print(IReadOnlyList<Finding> findings)
    {
        foreach (Finding finding in findings)
            Print(finding);
        int rules = findings.Select(finding => finding.RuleId).Distinct().Count();
        output.WriteLine(findings.Count == 0 ? "no finding" : $"{findings.Count} findings of {rules} rules");
    }

    private void Print(Finding finding)
    {
        string weakness = finding.Weakness.Length == 0 ? "" : $" ({finding.Weakness})";
        output.WriteLine($"{Style.Yellow($"{finding.Level} {finding.RuleId}")} {Style.Bold(finding.Title)}{weakness}");
        PrintCode(finding.Place, '^');
        output.WriteLine($"     {finding.Message}");
        if (finding.OtherPlaces.Count > 0)
            output.WriteLine("     together with");
        foreach (Place other in finding.OtherPlaces)
            PrintCode(other, '~');

        if (finding.HelpLink.Length > 0)
            output.WriteLine(Style.Dim($"     {finding.HelpLink}"));
        output.WriteLine();
    }

    private void PrintCode(Place place, char mark)
    {
        string[] source = SourceOf(place.File);
        string line = source[place.Line - 1];
        int end = place.EndLine == place.Line ? place.EndColumn : line.Length + 1;
        string underline = new string(' ', place.Column - 1) + new string(mark, Math.Max(1, end - place.Column));

        output.WriteLine(Style.Dim($"     --> {Path.GetRelativePath(folder, place.File)}({place.Line},{place.Column})"));
        if (place.Line > 1 && source[place.Line - 2].Trim().Length > 1)
            output.WriteLine($"{place.Line - 1,4} | {source[place.Line - 2]}");
        output.WriteLine($"{place.Line,4} | {line}");
        output.WriteLine($"     | {Style.Red(underline)}");
    }

    private string[] SourceOf(string file)
    {
        if (!_sources.TryGetValue(file, out string[]? lines))
            _sources[file] = lines = File.ReadAllLines(file);
        return lines;
    }
}
