using System.Text.RegularExpressions;

namespace ThreadingAnalyzers.Tests.Pitfalls;

/// <summary>The first fix of each async case makes what was judged beside the case's corrected twin.</summary>
public partial class AsyncRepairTests
{
    public static TheoryData<string> Files => [.. AsyncRepairs.Rows.Select(row => row.File)];

    [Fact]
    public void Each_case_of_the_family_is_judged() =>
        Assert.Equal(PitfallCase.Bad.Where(file => Family().IsMatch(file)), AsyncRepairs.Rows.Select(row => row.File).Order(StringComparer.Ordinal));

    [Fact]
    public void What_is_not_the_same_says_why() =>
        Assert.All(AsyncRepairs.Rows, row => Assert.True(row.Judgement == Judgement.Same || row.Remark.Length > 0, row.File));

    [CSharpTheory(14)]
    [MemberData(nameof(Files))]
    public async Task The_first_fix_makes_what_was_judged(string file)
    {
        var (_, rule, judgement, text, _) = AsyncRepairs.Rows.Single(row => row.File == file);
        var before = PitfallCase.Project(file, rule);
        var after = before;
        foreach (var fixer in Product.FixersOf(rule))
            after = await FixOneByOne.RunAsync(after, new FixSettings(fixer, Product.Analyzers) { OnlyId = rule }, iterations: null, onlyFirst: false);
        if (judgement == Judgement.None)
            Assert.Same(before, after);
        else
            Assert.Contains(text, Normalized((await after.Documents.Single().GetTextAsync()).ToString()), StringComparison.Ordinal);
    }

    private static string Normalized(string text) => WhiteSpace().Replace(text.Replace("//!", "", StringComparison.Ordinal), " ");

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"^([LMNOPQRS]\d|V04)")]
    private static partial Regex Family();
}
