using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.Async.THR0618UnconfiguredAwait, ThreadingAnalyzers.CodeFixes.Async.THR0618UnconfiguredAwaitCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0618UnconfiguredAwait>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0618UnconfiguredAwaitTests
{
    private static Task VerifyBodyAsync(string body) => Verify.VerifyAsync($$"""
        class C
        {
            async Task RunAsync(Task work, Task<int> number, ValueTask<int> value, bool keep, ConfigureAwaitOptions options)
            {
                {{body}}
            }
        }
        """);

    [Theory]
    [InlineData("await [|number.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)|];")]
    [InlineData("await [|number.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext)|];")]
    [InlineData("int n = await [|Task.FromResult(1).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)|];")]
    [InlineData("const ConfigureAwaitOptions Quiet = ConfigureAwaitOptions.SuppressThrowing; await [|number.ConfigureAwait(Quiet)|];")]
    [InlineData("[|number.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)|].GetAwaiter().GetResult();")]
    [InlineData("await [|number.ConfigureAwait((ConfigureAwaitOptions)2)|];")]
    public Task Reports_suppression_where_there_is_a_result(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);")]
    [InlineData("await ((Task)number).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);")]
    [InlineData("await number.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);")]
    [InlineData("await number.ConfigureAwait(options);")]
    [InlineData("await number.ConfigureAwait(false);")]
    public Task Accepts_suppression_without_a_result(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("await work.ConfigureAwait(false); await number.ConfigureAwait(false); await {|#0:work|};", "2 of 3")]
    [InlineData("await work.ConfigureAwait(false); await number.ConfigureAwait(false); await {|#0:value|};", "2 of 3")]
    [InlineData("await work.ConfigureAwait(false); await {|#0:number|};", "1 of 2")]
    [InlineData("await work.ConfigureAwait(false); await number.ConfigureAwait(false); await number.ConfigureAwait(true); await {|#0:Task.Delay(1)|};", "2 of 4")]
    public Task Reports_the_one_that_differs(string body, string counts) => Verify.VerifyAsync(
        $"class C {{ async Task RunAsync(Task work, Task<int> number, ValueTask<int> value) {{ {body} }} }}",
        Verify.Finding().WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Hidden).WithLocation(0).WithArguments($"{counts} awaits of this type say ConfigureAwait(false), and this one does not"));

    [Theory]
    [InlineData("await work; await number;")]
    [InlineData("await work; await number; await number.ConfigureAwait(false);")]
    [InlineData("await work.ConfigureAwait(false); await number.ConfigureAwait(false); await Task.Yield();")]
    [InlineData("await work.ConfigureAwait(false); await number.ConfigureAwait(false); await value.ConfigureAwait(true);")]
    public Task Accepts_types_without_a_custom(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("await [|number.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)|];", "await ((Task)number).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);")]
    [InlineData("int n = await [|number.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding)|];", "int n = await number.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);")]
    [InlineData("return await [|number.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)|];", "return await number.ConfigureAwait(ConfigureAwaitOptions.None);")]
    public Task Fixes_the_suppression(string before, string after) => Fix.FixesAsync(Program(before), Program(after));

    [Fact]
    public Task Fixes_the_one_that_differs() => Fix.FixesAsync(
        Program("await number.ConfigureAwait(false); await Task.Delay(1).ConfigureAwait(false); await {|THR0618:number|}; // 1"),
        Program("await number.ConfigureAwait(false); await Task.Delay(1).ConfigureAwait(false); await number.ConfigureAwait(false); // 1"));

    [Fact]
    public Task KnownMiss_an_asynchronous_loop() => VerifyBodyAsync("await work.ConfigureAwait(false); await number.ConfigureAwait(false); IAsyncEnumerable<int> all = null; await foreach (var i in all) { }");

    private static string Program(string body) => $$"""
        using System.Threading.Tasks;

        class C
        {
            async Task<int> M(Task<int> number)
            {
                {{body}}
                return 1;
            }
        }
        """;
}
