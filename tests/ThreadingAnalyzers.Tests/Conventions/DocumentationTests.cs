using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ThreadingAnalyzers.Tests.Conventions;

/// <summary>The pages say what the analyzers do: their code blocks are run.</summary>
public class DocumentationTests
{
    /// <summary>xunit fails a theory without rows, and a young repository may have no page.</summary>
    private const string NoPage = "(no page)";

    public static TheoryData<string> Pages => [.. RulePages.Ids.DefaultIfEmpty(NoPage)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_heading_is_the_title_of_the_rule(string id)
    {
        if (id == NoPage)
            return;
        var rule = Product.Rules.SingleOrDefault(rule => rule.Id == id);
        Assert.True(rule is not null, $"docs/rules/{id}.md describes no rule of ours.");
        Assert.Equal($"# {id}: {rule.Title}", RulePages.TextOf(id).Split('\n')[0].TrimEnd());
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void There_is_a_bad_and_a_good_block(string id)
    {
        if (id == NoPage)
            return;
        var kinds = Fences(id).Select(fence => fence.Kind).ToHashSet();
        Assert.Superset(new HashSet<string> { "bad", "good" }, kinds);
        Assert.Subset(new HashSet<string> { "bad", "good", "fixed", "" }, kinds);
    }

    [CSharpTheory(14)]
    [MemberData(nameof(Pages))]
    public async Task Bad_blocks_are_reported_by_this_rule_alone(string id)
    {
        foreach (var fence in Fences(id).Where(fence => fence.Kind == "bad"))
        {
            var reported = await ReportedAsync(id, fence);
            Assert.True(reported.Any(diagnostic => diagnostic.Id == id), $"{Place(id, fence)} is not reported.");
            var others = reported.Where(diagnostic => diagnostic.Id != id).ToArray();
            Assert.True(others.Length == 0, $"{Place(id, fence)} is reported by other rules as well:\n{Snippet.Describe(others)}");
        }
    }

    [CSharpTheory(14)]
    [MemberData(nameof(Pages))]
    public async Task Good_and_fixed_blocks_are_not_reported(string id)
    {
        foreach (var fence in Fences(id).Where(fence => fence.Kind is "good" or "fixed"))
        {
            var reported = await ReportedAsync(id, fence);
            Assert.True(reported.IsEmpty, $"{Place(id, fence)} is reported:\n{Snippet.Describe(reported)}");
        }
    }

    [CSharpTheory(14)]
    [MemberData(nameof(Pages))]
    public async Task The_fix_turns_a_bad_block_into_the_fixed_one(string id)
    {
        var fences = Fences(id);
        for (var i = 0; i < fences.Length; i++)
        {
            if (fences[i].Kind != "fixed")
                continue;
            Assert.True(i > 0 && fences[i - 1].Kind == "bad", $"{Place(id, fences[i])} is 'fixed' but follows no 'bad' block.");
            Assert.Equal(fences[i].Text, await FixedAsync(id, fences[i - 1]));
        }
    }

    private static async Task<string> FixedAsync(string id, Fence bad)
    {
        var fixer = Product.FixersOf(id).FirstOrDefault();
        Assert.True(fixer is not null, $"{Place(id, bad)} is followed by a 'fixed' block, but {id} has no fix.");
        var settings = new FixSettings(fixer, Product.Analyzers) { OnlyId = id };
        var fixedProject = await FixOneByOne.RunAsync(ProjectOf(id, bad), settings, iterations: null, onlyFirst: false);
        return (await fixedProject.Documents.Single().GetTextAsync()).ToString();
    }

    /// <summary>Hidden diagnostics of other rules only help refactoring; nobody sees them.</summary>
    private static async Task<ImmutableArray<Diagnostic>> ReportedAsync(string id, Fence fence)
    {
        var project = ProjectOf(id, fence);
        var errors = await Snippet.ErrorsAsync(project);
        Assert.True(errors.IsEmpty, $"{Place(id, fence)} does not compile:\n{Snippet.Describe(errors)}");
        return [.. (await Snippet.ReportedAsync(project)).Where(diagnostic => diagnostic.Id == id || diagnostic.Severity > DiagnosticSeverity.Hidden)];
    }

    private static Project ProjectOf(string id, Fence fence) => fence.IsConfiguration
        ? Snippet.Project($"/0/{id}.cs", "public sealed class Empty;", alsoOn: id).AddAnalyzerConfigDocument(".editorconfig", SourceText.From("root = true\n" + fence.Text), filePath: "/0/.editorconfig").Project
        : WithSetting(Snippet.Project($"/0/{id}.cs", fence.Text, alsoOn: id), fence.Setting);

    private static Project WithSetting(Project project, string setting) => setting.Length == 0
        ? project
        : project.AddAnalyzerConfigDocument(".editorconfig", SourceText.From("root = true\n[*.cs]\n" + setting), filePath: "/0/.editorconfig").Project;

    private static ImmutableArray<Fence> Fences(string id) => id == NoPage ? [] : Fence.Read(RulePages.TextOf(id));

    private static string Place(string id, Fence fence) => $"docs/rules/{id}.md line {fence.Line}: the '{fence.Kind}' block";
}
