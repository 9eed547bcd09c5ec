using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0309TornValue,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0309TornValueCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0309TornValueFixTests
{
    private static string Program(string type, string write, string read) => $$"""
        using System.Threading;

        class C
        {
            private {{type}} _value;
            public C() { _value = 1; }
            public void Start() => new Thread(Run).Start();
            private void Run()
            {
                {{write}}
            }
            public {{type}} Value => {{read}};
        }
        """;

    [Theory]
    [InlineData("_value = 5; // five", "[|_value|]", "Interlocked.Exchange(ref _value, 5); // five", "Interlocked.Read(ref _value)")]
    [InlineData("this._value = 7; // now", "[|this._value|]", "Interlocked.Exchange(ref this._value, 7); // now", "Interlocked.Read(ref this._value)")]
    public Task Fixes_reads_and_writes_of_a_long(string write, string read, string repairedWrite, string repairedRead) =>
        Fix.FixesAsync(Program("long", write, read), Program("long", repairedWrite, repairedRead));

    [Theory]
    [InlineData("decimal", "_value = 5;")]
    [InlineData("double", "_value = 5;")]
    [InlineData("long", "_value++;")]
    [InlineData("long", "_value = _value + 1;")]
    public Task Offers_nothing_else(string type, string write) => Fix.OffersNothingAsync(Program(type, write, "[|_value|]"));
}
