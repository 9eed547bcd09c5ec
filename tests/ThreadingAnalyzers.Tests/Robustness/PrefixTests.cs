using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Tests.Engine;

namespace ThreadingAnalyzers.Tests.Robustness;

/// <summary>Code that is being typed, or that was damaged, makes no analyzer and no fix throw.</summary>
public class PrefixTests
{
    /// <summary>Bounds the time however many samples there will be: a text takes some ten milliseconds.</summary>
    private const int TextsInAll = 2000;
    private const int MostTextsPerFile = 400;
    private const int MutationsInAll = 600;
    private const int Seed = 20240229;

    private static readonly Endurance s_endurance = new(Product.Analyzers, Product.Fixers);

    [Fact]
    public Task Every_prefix_is_endured() => ForEachFileAsync(
        (file, _) => Damage.Prefixes(file.Text, Math.Clamp(TextsInAll / SampleFiles.All.Length, 10, MostTextsPerFile)));

    [Fact]
    public Task Random_mutations_are_endured() => ForEachFileAsync(
        (file, index) => Damage.Mutations(file.Text, Math.Clamp(MutationsInAll / SampleFiles.All.Length, 5, 50), Seed + index));

    [Fact]
    public Task A_throwing_analyzer_is_seen() => AnalyzerVerificationTests.RejectsAsync(
        "crash", () => new Endurance([new Throws()], []).VerifyAsync("sample", "class C { int x = 1; "));

    [Fact]
    public Task A_throwing_fix_is_seen() => AnalyzerVerificationTests.RejectsAsync(
        "bang", () => new Endurance([new TabooAnalyzer()], [new ThrowingFix()]).VerifyAsync("sample", "class C { void M() { int taboo = 1; "));

    [Fact]
    public void Prefixes_end_before_each_token() =>
        Assert.Equal(["", "class ", "class C ", "class C { "], Damage.Prefixes("class C { }", 10));

    [Fact]
    public void Long_files_are_cut_at_a_choice_of_tokens() =>
        Assert.Equal(["class ", "class C { "], Damage.Prefixes("class C { }", 2));

    [Fact]
    public void Mutations_are_the_same_every_time() =>
        Assert.Equal(Damage.Mutations("class C { int x; }", 20, 1), Damage.Mutations("class C { int x; }", 20, 1));

    private static Task ForEachFileAsync(Func<(string Name, string Text), int, IEnumerable<string>> texts) =>
        Parallel.ForEachAsync(SampleFiles.All.Select((file, index) => (file, index)), async (item, _) =>
        {
            foreach (var text in texts(item.file, item.index))
                await s_endurance.VerifyAsync(item.file.Name, text);
        });

    private sealed class ThrowingFix : RenameFix
    {
        private protected override Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics) =>
            throw new InvalidOperationException("bang");
    }
}
