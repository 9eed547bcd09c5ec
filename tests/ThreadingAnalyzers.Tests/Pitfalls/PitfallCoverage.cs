namespace ThreadingAnalyzers.Tests.Pitfalls;

/// <summary>Which rule has to catch which pitfall cases.</summary>
internal static class PitfallCoverage
{
    internal static IReadOnlyDictionary<string, string[]> CasesOf { get; } = new Dictionary<string, string[]>
    {
        ["THR0101"] = ["D02", "D10", "D11", "D15"],
        ["THR0103"] = ["C02", "C03", "C15", "C19", "X07"],
        ["THR0104"] = ["C12", "C14"],
        ["THR0106"] = ["E06"],
        ["THR0107"] = ["D04", "D13", "D21", "F08"],
        ["THR0108"] = ["I01"],
        ["THR0113"] = ["C11"],
        ["THR0201"] = ["E03"],
        ["THR0203"] = ["E22"],
        ["THR0204"] = ["E05", "E11"],
        ["THR0205"] = ["E19", "E20"],
        ["THR0206"] = ["F06b"],
        ["THR0207"] = ["E10"],
        ["THR0301"] = ["A01", "A07"],
        ["THR0302"] = ["A03"],
        ["THR0303"] = ["A04"],
        ["THR0314"] = ["A14"],
        ["THR0316"] = ["G06", "G09"],
        ["THR0317"] = ["G04", "G04b"],
        ["THR0327"] = ["J03"],
        ["THR0401"] = ["D03b"],
        ["THR0402"] = ["D16"],
        ["THR0404"] = ["F03"],
        ["THR0405"] = ["F05"],
        ["THR0505"] = ["T06"],
        ["THR0601"] = ["L04", "L04b", "L05", "L09", "L18"],
        ["THR0604"] = ["M04", "M05", "M08", "M09", "V04"],
        ["THR0609"] = ["M12", "M15"],
        ["THR0701"] = ["Z05"],
        ["THR0702"] = ["Z03"],
    };
}
