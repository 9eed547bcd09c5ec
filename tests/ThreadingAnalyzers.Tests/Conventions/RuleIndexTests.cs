using ThreadingAnalyzers.Docs;

namespace ThreadingAnalyzers.Tests.Conventions;

public class RuleIndexTests
{
    [Fact]
    public void The_index_says_what_the_rules_declare_run_docs_sh_if_not() => Assert.Equal(
        RuleIndex.Write(ShippedRules.Descriptors(), ShippedRules.FixableIds()),
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "rules", "README.md")));

    /// <summary>How many rules there are is said in more than one place.</summary>
    [Theory]
    [InlineData("README.md", "{0} rules of which {1} repair what they find")]
    [InlineData("CHANGELOG.md", "{0} rules, {1} of them with a code fix")]
    public void Other_pages_count_the_same_rules(string file, string words) => Assert.Contains(
        string.Format(System.Globalization.CultureInfo.InvariantCulture, words, ShippedRules.Descriptors().Count(), ShippedRules.FixableIds().Count()),
        File.ReadAllText(Path.Combine(Repository.Root, file)), StringComparison.Ordinal);
}
