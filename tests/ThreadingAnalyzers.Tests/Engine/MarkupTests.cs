namespace ThreadingAnalyzers.Tests.Engine;

public class MarkupTests
{
    [Fact]
    public void Reads_spans_in_order_and_drops_the_marks()
    {
        var source = Markup.Read("/0/Test0.cs", "a[|b|]c{|#0:d{|X1:e|}|}f");

        Assert.Equal("abcdef", source.Text.ToString());
        Assert.Equal(["=[1..2)", "#0=[3..5)", "X1=[4..5)"], source.Marks.Select(mark => mark.Name + "=" + mark.Span));
    }

    [Fact]
    public void Leaves_ordinary_code_alone()
    {
        const string Code = "bool b = x is { Y: 1 } || p[1] || q; int[] a = [1, 2]; var c = flags[0]|flags[1];";

        Assert.Equal(Code, Markup.Read("/0/Test0.cs", Code).Text.ToString());
    }

    [Theory]
    [InlineData("[|a")]
    [InlineData("a|]")]
    [InlineData("{|#0:a|]")]
    public void Rejects_marks_that_do_not_pair(string marked) =>
        Assert.Throws<VerificationException>(() => Markup.Read("/0/Test0.cs", marked));
}
