using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Tests.Pitfalls;

/// <summary>Each bug of a covered case is reported where it is, and no corrected twin is reported at all.</summary>
public class PitfallTests
{
    public static TheoryData<string> Bad => [.. PitfallCase.Bad];

    public static TheoryData<string> Good => [.. PitfallCase.Good];

    [Fact]
    public void The_coverage_names_rules_and_cases_that_exist()
    {
        Assert.Empty(PitfallCoverage.CasesOf.Keys.Except(Product.Rules.Select(rule => rule.Id)));
        Assert.Empty(PitfallCoverage.CasesOf.Values.SelectMany(cases => cases).Except(PitfallCase.Ids));
    }

    [CSharpTheory(14)]
    [MemberData(nameof(Bad))]
    public async Task Bad_files_compile_and_mark_their_bug(string file)
    {
        var errors = await Snippet.ErrorsAsync(PitfallCase.Project(file));
        Assert.True(errors.IsEmpty, Snippet.Describe(errors));
        Assert.NotEmpty(PitfallCase.MarkedLines(file));
    }

    [CSharpTheory(14)]
    [MemberData(nameof(Good))]
    public async Task Good_files_compile_and_are_not_reported(string file)
    {
        var project = PitfallCase.Project(file);
        var errors = await Snippet.ErrorsAsync(project);
        Assert.True(errors.IsEmpty, Snippet.Describe(errors));
        var reported = (await Snippet.ReportedAsync(project)).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Info).ToArray();
        Assert.True(reported.Length == 0, Snippet.Describe(reported));
    }

    [CSharpTheory(14)]
    [MemberData(nameof(CoveredPitfall.Rows), MemberType = typeof(CoveredPitfall))]
    public async Task Bad_files_are_reported_by_their_rule(string rule, string file)
    {
        if (CoveredPitfall.IsNone(rule))
            return;
        var marked = PitfallCase.MarkedLines(file);
        var reported = await Snippet.ReportedAsync(PitfallCase.Project(file, rule));
        Assert.True(
            reported.Any(diagnostic => diagnostic.Id == rule && marked.Contains(diagnostic.Location.GetLineSpan().StartLinePosition.Line)),
            $"{rule} reports none of the marked lines of {file}. Reported is:\n{Snippet.Describe(reported)}");
    }
}
