using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Tests.Conventions;

/// <summary>Rules know Flow, Flow knows Model, and never the other way round. Fixes know Rules and Model.</summary>
public class LayerTests
{
    [Theory]
    [InlineData("src/ThreadingAnalyzers/Model", "Flow", "Rules")]
    [InlineData("src/ThreadingAnalyzers/Flow", "Rules")]
    [InlineData("src/ThreadingAnalyzers.CodeFixes", "Flow")]
    public void Layers_do_not_look_up(string folder, params string[] above)
    {
        var wrong = from file in Repository.Sources(folder.Split('/'))
                    from name in Mentions(File.ReadAllText(file), above)
                    select $"{Path.GetRelativePath(Repository.Root, file)} mentions {name}";
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("using ThreadingAnalyzers.Flow;")]
    [InlineData("using static ThreadingAnalyzers.Flow.BodyFacts;")]
    [InlineData("namespace ThreadingAnalyzers.Model; class C { Flow.BodyFacts f; }")]
    [InlineData("class C { object f = ThreadingAnalyzers.Flow.BodyFacts.Empty; }")]
    [InlineData("class C { object f = new global::ThreadingAnalyzers.Flow.Deep.BodyFacts(); }")]
    public void A_wrong_mention_is_seen(string source) => Assert.NotEmpty(Mentions(source, ["Flow", "Rules"]));

    [Theory]
    [InlineData("using ThreadingAnalyzers.Model; using Microsoft.CodeAnalysis.FlowAnalysis;")]
    [InlineData("class C { int[] Rules; int N => Rules.Length; }")]
    [InlineData("namespace ThreadingAnalyzers.FlowX; class C { ThreadingAnalyzers.FlowX.D d; }")]
    public void Other_names_are_not(string source) => Assert.Empty(Mentions(source, ["Flow", "Rules"]));

    private static IEnumerable<string> Mentions(string source, string[] layers) =>
        CSharpSyntaxTree.ParseText(source, Snippet.ParseOptions).GetRoot().DescendantNodes()
            .Where(node => layers.Any(layer => Names(node, layer)))
            .Select(node => node.ToString())
            .Distinct();

    /// <summary>A type may be named from the common namespace on; a value that happens to have the name of a layer is none.</summary>
    private static bool Names(SyntaxNode node, string layer)
    {
        var text = node.ToString().Replace("global::", "");
        return node switch
        {
            QualifiedNameSyntax => IsBelow(text, "ThreadingAnalyzers." + layer) || IsBelow(text, layer),
            MemberAccessExpressionSyntax => IsBelow(text, "ThreadingAnalyzers." + layer),
            _ => false,
        };
    }

    private static bool IsBelow(string name, string space) => name == space || name.StartsWith(space + ".", StringComparison.Ordinal);
}
