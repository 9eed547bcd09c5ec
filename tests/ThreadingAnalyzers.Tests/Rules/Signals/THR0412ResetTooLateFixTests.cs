using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Signals.THR0412ResetTooLate,
    ThreadingAnalyzers.CodeFixes.Signals.THR0412ResetTooLateCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

public class THR0412ResetTooLateFixTests
{
    private static string Program(string code) => $$"""
        using System.Threading;

        class C
        {
            readonly ManualResetEvent _answered = new(false);
            int _id;
            void Send(string text) { }
            int SendNext() => 1;
            void OnAnswer() => _answered.Set();
            void M()
            {
        {{code}}
                _answered.WaitOne();
            }
        }
        """;

    [Theory]
    [InlineData("        Send(\"a\"); // ask\n        [|_answered.Reset()|];", "        _answered.Reset();\n        Send(\"a\"); // ask")]
    [InlineData("        _id = SendNext();\n        [|_answered.Reset()|];", "        _answered.Reset();\n        _id = SendNext();")]
    public Task Fixes_by_resetting_first(string bad, string good) => Fix.FixesAsync(Program(bad), Program(good));

    [Fact]
    public Task Offers_nothing_where_something_stands_between() => Fix.OffersNothingAsync(Program("        Send(\"a\");\n        _id = 2;\n        [|_answered.Reset()|];"));
}
