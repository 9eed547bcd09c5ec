using System.Collections.Immutable;
using ThreadingAnalyzers.Tests.Conventions;
using ThreadingAnalyzers.Tests.Pitfalls;

namespace ThreadingAnalyzers.Tests.Robustness;

/// <summary>Valid C# that is then damaged: the samples, the blocks of the pages, and a fixed choice of the pitfall cases.</summary>
internal static class SampleFiles
{
    private const int EachNthPitfall = 12;

    internal static ImmutableArray<(string Name, string Text)> All { get; } = [.. Samples(), .. Pages(), .. ChosenPitfalls()];

    private static IEnumerable<(string, string)> Samples() =>
        Repository.Sources("samples").Select(file => (Path.GetRelativePath(Repository.Root, file), File.ReadAllText(file)));

    private static IEnumerable<(string, string)> Pages() =>
        from id in RulePages.Ids
        from fence in Fence.Read(RulePages.TextOf(id))
        select ($"docs/rules/{id}.md line {fence.Line}", fence.Text);

    private static IEnumerable<(string, string)> ChosenPitfalls() =>
        PitfallCase.Bad.Where((_, index) => index % EachNthPitfall == 0).Select(file => (file, PitfallCase.TextOf(file)));
}
