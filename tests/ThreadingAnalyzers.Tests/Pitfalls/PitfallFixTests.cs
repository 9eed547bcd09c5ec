using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ThreadingAnalyzers.Tests.Pitfalls;

/// <summary>Fixing a covered case gives code that compiles, that the rule accepts, and that has all its comments.</summary>
public class PitfallFixTests
{
    [CSharpTheory(14)]
    [MemberData(nameof(CoveredPitfall.Rows), MemberType = typeof(CoveredPitfall))]
    public Task Fixing_one_by_one_cures(string rule, string file) =>
        CuresAsync(rule, file, (project, settings) => FixOneByOne.RunAsync(project, settings, iterations: null, onlyFirst: false));

    [CSharpTheory(14)]
    [MemberData(nameof(CoveredPitfall.Rows), MemberType = typeof(CoveredPitfall))]
    public Task Fix_All_cures(string rule, string file) => CuresAsync(rule, file, FixAllAsync);

    private static async Task<Project> FixAllAsync(Project project, FixSettings settings) =>
        FixAllRun.Supports(settings.Fixer, FixAllScope.Document)
            ? await FixAllRun.RunAsync(project, settings, FixAllScope.Document, iterations: null)
            : project;

    private static async Task CuresAsync(string rule, string file, Func<Project, FixSettings, Task<Project>> fix)
    {
        if (CoveredPitfall.IsNone(rule))
            return;
        var project = PitfallCase.Project(file, rule);
        foreach (var fixer in Product.FixersOf(rule))
        {
            var settings = new FixSettings(fixer, Product.Analyzers) { OnlyId = rule };
            var offers = (await FixOffers.AllAsync(project, settings)).Length;
            var fixedProject = offers == 0 ? project : await fix(project, settings);
            if (fixedProject != project)
                await VerifyCuredAsync(project, fixedProject, rule, offers);
        }
    }

    /// <summary>That it compiles was seen at each step. Only what no fix was offered for may be left.</summary>
    private static async Task VerifyCuredAsync(Project before, Project after, string rule, int offers)
    {
        var left = (await ReportedAsync(after, rule)).Length;
        var expected = (await ReportedAsync(before, rule)).Length - offers;
        var text = await after.Documents.Single().GetTextAsync();
        Assert.True(left <= expected, $"{rule} still reports {left} places, where {expected} could not be fixed:\n{text}");
        await Comments.VerifyKeptAsync(before, after, $"The fix of {rule}");
    }

    private static async Task<Diagnostic[]> ReportedAsync(Project project, string rule) =>
        [.. (await Snippet.ReportedAsync(project)).Where(diagnostic => diagnostic.Id == rule)];
}
