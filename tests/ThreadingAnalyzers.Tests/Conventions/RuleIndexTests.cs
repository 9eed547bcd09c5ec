using ThreadingAnalyzers.Docs;

namespace ThreadingAnalyzers.Tests.Conventions;

public class RuleIndexTests
{
    [Fact]
    public void The_index_says_what_the_rules_declare_run_docs_sh_if_not() => Assert.Equal(
        RuleIndex.Write(ShippedRules.Descriptors(), ShippedRules.FixableIds()),
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "rules", "README.md")));
}
