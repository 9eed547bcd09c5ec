using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Tests.Model;

/// <summary>What stands inside what, and what control leaves.</summary>
public class NestingTests
{
    [Theory]
    [InlineData("First(); Second();", false)]
    [InlineData("if (c) First(); else Second();", true)]
    [InlineData("if (c) { First(); } Second();", false)]
    [InlineData("if (c) { First(); return; } Second();", true)]
    [InlineData("if (c) { First(); throw new Exception(); } Second();", true)]
    [InlineData("if (First()) Second();", false)]
    [InlineData("_ = c ? First() : Second();", true)]
    [InlineData("_ = c switch { true => First(), _ => Second() };", true)]
    [InlineData("_ = First() switch { true => Second(), _ => c };", false)]
    [InlineData("switch (c) { case true: First(); break; default: Second(); break; }", true)]
    [InlineData("switch (c) { case true: { First(); break; } } Second();", false)]
    [InlineData("switch (First()) { case true: Second(); break; }", false)]
    [InlineData("while (c) { if (d) { First(); continue; } Second(); }", true)]
    [InlineData("while (c) { if (d) { First(); break; } } Second();", false)]
    [InlineData("while (c) { First(); break; } Second();", false)]
    [InlineData("try { First(); } catch { Second(); }", true)]
    [InlineData("try { First(); } finally { Second(); }", false)]
    [InlineData("lock (this) { if (c) { First(); return; } } Second();", true)]
    [InlineData("Action a = () => { First(); return; }; Second();", false)]
    public async Task Tells_whether_one_comes_after_the_other(string body, bool alternatives)
    {
        var calls = await CallsAsync($$"""
            using System;
            class C { bool c, d; bool First() => c; bool Second() => c; void M() { {{body}} } }
            """);

        Assert.Equal(alternatives, Nesting.AreAlternatives(calls["First"], calls["Second"]));
    }

    private static async Task<Dictionary<string, IOperation>> CallsAsync(string text)
    {
        var compilation = (await Snippet.Project("Test0.cs", text).GetCompilationAsync())!;
        var tree = compilation.SyntaxTrees.Single();
        var model = compilation.GetSemanticModel(tree);
        return (await tree.GetRootAsync()).DescendantNodes().OfType<InvocationExpressionSyntax>()
            .ToDictionary(call => call.Expression.ToString(), call => model.GetOperation(call)!);
    }
}
