using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0324TestedAndReadAgain,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0324TestedAndReadAgainCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0324TestedAndReadAgainFixTests
{
    private static string Program(string body) => $$"""
        using System.IO;

        class C
        {
            readonly object _gate = new();
            Stream _current;
            public void Open(Stream s) { lock (_gate) _current = s; }
            public void Close() { lock (_gate) { _current = null; } }
            public void M(bool b)
            {
                {{body.Replace("\n", "\n        ")}}
            }
        }
        """;

    [Theory]
    [InlineData("// Perhaps.\nif (_current != null)\n    [|_current|].Flush(); // now", "// Perhaps.\nvar current = _current;\nif (current != null)\n    current.Flush(); // now")]
    [InlineData("if (_current != null && [|_current|].CanRead)\n{\n    _current.Flush();\n}", "var current = _current;\nif (current != null && current.CanRead)\n{\n    current.Flush();\n}")]
    [InlineData("if (_current == null)\n    return;\n[|_current|].Flush();\n_current.Flush();", "var current = _current;\nif (current == null)\n    return;\ncurrent.Flush();\ncurrent.Flush();")]
    public Task Fixes_by_one_read(string body, string repaired) => Fix.FixesAsync(Program(body), Program(repaired));

    [Theory]
    [InlineData("if (_current != null) { [|_current|].Flush(); _current = null; }")]
    [InlineData("var n = _current != null ? [|_current|].Length : 0;")]
    public Task Offers_nothing_where_the_field_is_set(string body) => Fix.OffersNothingAsync(Program(body));

    [Fact]
    public Task Fixes_by_the_value_that_was_tested() => Fix.FixesAsync(
        Snapshot("var seen = _current; if (seen != null) { [|_current|].Flush(); _current.Dispose(); }"),
        Snapshot("var seen = _current; if (seen != null) { seen.Flush(); seen.Dispose(); }"));

    private static string Snapshot(string body) => $$"""
        using System.IO;

        class C
        {
            volatile Stream _current;
            public void Close() => _current = null;
            public void M() { {{body}} }
        }
        """;
}
