using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Tests.Conventions;

/// <summary>Every rule comes complete. Each test names all the rules that do not.</summary>
public class RuleConventionTests
{
    [Fact]
    public void Every_id_has_one_descriptor() =>
        Assert.Empty(Product.Rules.GroupBy(rule => rule.Id).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void Every_rule_has_an_id_of_ours() => RulesAre(rule => rule.Id.Length == 7 && rule.Id.StartsWith("THR", StringComparison.Ordinal));

    [Fact]
    public void Every_rule_has_a_page() => RulesAre(rule => RulePages.Exists(rule.Id));

    [Fact]
    public void Every_rule_links_to_its_page() =>
        RulesAre(rule => rule.HelpLinkUri.EndsWith($"/docs/rules/{rule.Id}.md", StringComparison.Ordinal));

    [Fact]
    public void Every_rule_has_a_release_row()
    {
        var rows = ReleaseRow.ReadAll();
        RulesAre(rule => rows.TryGetValue(rule.Id, out var row) && row == ReleaseRow.Of(rule));
    }

    [Fact]
    public void Every_release_row_has_a_rule() =>
        Assert.Empty(ReleaseRow.ReadAll().Keys.Except(Product.Rules.Select(rule => rule.Id)));

    [Fact]
    public void Every_rule_names_a_weakness() => RulesAre(rule => rule.CustomTags.Any(tag => tag.StartsWith("CWE-", StringComparison.Ordinal)));

    [Fact]
    public void Every_rule_has_tests()
    {
        var files = Repository.Sources("tests", "ThreadingAnalyzers.Tests", "Rules").Select(file => Path.GetFileName(file)).ToArray();
        RulesAre(rule => files.Any(file => file.StartsWith(rule.Id, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_title_is_a_phrase() => RulesAre(rule => IsPhrase(rule.Title.ToString()) && !rule.Title.ToString().EndsWith('.'));

    [Fact]
    public void Every_message_is_a_phrase_or_whole_sentences() => RulesAre(rule => IsMessage(rule.MessageFormat.ToString()));

    [Fact]
    public void Every_description_is_a_sentence() => RulesAre(rule => rule.Description.ToString().EndsWith('.'));

    [Fact]
    public void Every_fixable_id_is_a_rule()
    {
        var known = Product.Rules.Select(rule => rule.Id).ToHashSet();
        var unknown = from fixer in Product.Fixers from id in fixer.FixableDiagnosticIds where !known.Contains(id) select $"{fixer.GetType().Name}: {id}";
        Assert.Empty(unknown);
    }

    private static void RulesAre(Func<DiagnosticDescriptor, bool> so) => Assert.Empty(Product.Rules.Where(rule => !so(rule)).Select(rule => rule.Id));

    private static bool IsPhrase(string text) =>
        text.Length > 0 && text == text.Trim() && !text.Contains('\n') && (char.IsUpper(text[0]) || text[0] is '\'' or '{');

    /// <summary>One phrase ends without a period, several sentences end with one.</summary>
    private static bool IsMessage(string text) => IsPhrase(text) && text.Contains(". ") == text.EndsWith('.');
}
