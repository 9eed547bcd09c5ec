using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ThreadingAnalyzers.Rules;

namespace ThreadingAnalyzers.Tests.Rules;

/// <summary>How messages point to other places.</summary>
public class ExcerptTests
{
    private static SyntaxNode NodeOf(string text, string path) => CSharpSyntaxTree.ParseText(text, path: path).GetCompilationUnitRoot().Members[0];

    [Fact]
    public void Names_the_line_in_the_same_file()
    {
        SyntaxNode node = NodeOf("\n\nclass C { }", "/src/Store.cs");
        Assert.Equal("3", Excerpt.LineOf(node, node.SyntaxTree.GetRoot()));
    }

    [Fact]
    public void Names_another_file_too() => Assert.Equal("2 of Store.cs", Excerpt.LineOf(NodeOf("\nclass C { }", "/src/Store.cs"), NodeOf("class D { }", "/src/Pool.cs")));
}
