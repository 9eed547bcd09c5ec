using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.Async.THR0617DelayOutlivesItsRace, ThreadingAnalyzers.CodeFixes.Async.THR0617DelayOutlivesItsRaceCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0617DelayOutlivesItsRace>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0617DelayOutlivesItsRaceTests
{
    private static Task VerifyBodyAsync(string body) => Verify.VerifyAsync($$"""
        class C
        {
            readonly CancellationTokenSource _cts = new();
            async Task RunAsync(Task work, Task<int> number, List<Task> all, TimeSpan limit, int time, CancellationToken token)
            {
                {{body}}
            }
        }
        """);

    [Theory]
    [InlineData("await Task.WhenAny(work, [|Task.Delay(limit)|]);")]
    [InlineData("await Task.WhenAny([|Task.Delay(time)|], work);")]
    [InlineData("await Task.WhenAny(work, number, [|Task.Delay(5000)|]);")]
    [InlineData("await Task.WhenAny(new[] { work, [|Task.Delay(limit)|] });")]
    [InlineData("await Task.WhenAny(work, [|Task.Delay(limit, CancellationToken.None)|]);")]
    [InlineData("await Task.WhenAny(work, [|Task.Delay(limit, default(CancellationToken))|]);")]
    [InlineData("await Task.WhenAny(work, [|Task.Delay(Timeout.Infinite, token)|]);")]
    [InlineData("var delay = [|Task.Delay(limit)|]; if (await Task.WhenAny(work, delay) == delay) throw new TimeoutException();")]
    [InlineData("if (await Task.WhenAny(work, [|Task.Delay(limit)|]).ConfigureAwait(false) != work) throw new TimeoutException();")]
    public Task Reports_a_delay_that_nobody_ends(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("await Task.WhenAny(work, Task.Delay(limit, _cts.Token)); _cts.Cancel();")]
    [InlineData("await Task.WhenAny(work, Task.Delay(limit, token));")]
    [InlineData("await Task.WhenAny(work, Task.Delay(200));")]
    [InlineData("await Task.WhenAny(work, number);")]
    [InlineData("await Task.WhenAll(work, Task.Delay(limit));")]
    [InlineData("await Task.Delay(limit);")]
    [InlineData("var delay = Task.Delay(limit); await delay;")]
    [InlineData("await work.WaitAsync(limit);")]
    public Task Accepts_delays_that_end_or_are_waited_for(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("if (await Task.WhenAny(work, [|Task.Delay(limit)|]) != work)\n            throw new TimeoutException();\n        return await work;", "return await work.WaitAsync(limit);")]
    [InlineData("if (await Task.WhenAny(work, [|Task.Delay(limit)|]).ConfigureAwait(false) != work) { throw new TimeoutException(); }\n        return await work.ConfigureAwait(false);", "return await work.WaitAsync(limit).ConfigureAwait(false);")]
    [InlineData("var first = await Task.WhenAny(work, [|Task.Delay(limit, CancellationToken.None)|]);\n        if (first != work)\n            throw new TimeoutException();\n        var n = await work; // 1\n        return n;", "var n = await work.WaitAsync(limit, CancellationToken.None); // 1\n        return n;")]
    [InlineData("if (await Task.WhenAny(work, [|Task.Delay(5000)|]) != work)\n            throw new TimeoutException();\n        return await work;", "return await work.WaitAsync(TimeSpan.FromMilliseconds(5000));")]
    [InlineData("// a while\n        var first = await Task.WhenAny(work, [|Task.Delay(limit)|]);\n        if (first != work)\n            throw new TimeoutException();\n        return await work;", "// a while\n        return await work.WaitAsync(limit);")]
    [InlineData("if (await Task.WhenAny(work, [|Task.Delay(limit)|]) != work)\n            throw new TimeoutException(\"too late\");\n        return await work;", "try\n        {\n            await work.WaitAsync(limit);\n        }\n        catch (TimeoutException)\n        {\n            throw new TimeoutException(\"too late\");\n        }\n        return await work;")]
    [InlineData("// a while\n        var first = await Task.WhenAny(work, [|Task.Delay(limit)|]);\n        if (first != work)\n        {\n            Console.WriteLine();\n            return 0;\n        }\n\n        await work;\n        return 1;", "// a while\n        try\n        {\n            await work.WaitAsync(limit);\n        }\n        catch (TimeoutException)\n        {\n            Console.WriteLine();\n            return 0;\n        }\n        return 1;")]
    [InlineData("if (await Task.WhenAny(work, [|Task.Delay(limit)|]) == work) return await work;\n        throw new TimeoutException();", "return await work.WaitAsync(limit);")]
    [InlineData("if (await Task.WhenAny(work, [|Task.Delay(limit)|]) != work)\n        {\n            // late\n            return 0;\n        }\n\n        return await work;", "try\n        {\n            await work.WaitAsync(limit);\n        }\n        catch (TimeoutException)\n        {\n            // late\n            return 0;\n        }\n\n        return await work;")]
    [InlineData("var delay = [|Task.Delay(limit)|];\n        if (delay == await Task.WhenAny(work, delay))\n            return 0;\n        return await work;", "try\n        {\n            await work.WaitAsync(limit);\n        }\n        catch (TimeoutException)\n        {\n            return 0;\n        }\n        return await work;")]
    [InlineData("if (await Task.WhenAny(work, [|Task.Delay(limit)|]) == work)\n        {\n            return await work;\n        }\n        else\n        {\n            Console.WriteLine(1);\n            return 0;\n        }", "try\n        {\n            return await work.WaitAsync(limit);\n        }\n        catch (TimeoutException)\n        {\n            Console.WriteLine(1);\n            return 0;\n        }")]
    [InlineData("if (await Task.WhenAny(work, [|Task.Delay(limit)|]) == work)\n            return await work;\n        Console.WriteLine(1);\n        return 0;", "try\n        {\n            return await work.WaitAsync(limit);\n        }\n        catch (TimeoutException)\n        {\n            Console.WriteLine(1);\n            return 0;\n        }")]
    public Task Fixes_with_WaitAsync(string before, string after) => Fix.FixesAsync(Program(before), Program(after));

    [Theory]
    [InlineData("if (await Task.WhenAny(work, [|Task.Delay(limit)|]) != work) Console.WriteLine(); return await work;")]
    [InlineData("if (/* late */ await Task.WhenAny(work, [|Task.Delay(limit)|]) != work) { return 0; } return await work;")]
    [InlineData("var delay = [|Task.Delay(limit)|]; if (await Task.WhenAny(work, delay) == delay) return 0; await delay; return await work;")]
    [InlineData("if (await Task.WhenAny(work, [|Task.Delay(limit)|]) == work) { Console.WriteLine(); return await work; } return 0;")]
    [InlineData("if (await Task.WhenAny(work, [|Task.Delay(limit)|]) == work) return 1; return 0;")]
    [InlineData("var first = await Task.WhenAny(work, [|Task.Delay(limit)|]); if (first != work) return 0; Console.WriteLine(first.Id); return await work;")]
    public Task Offers_nothing_where_more_is_said(string body) => Fix.OffersNothingAsync(Program(body));

    [Fact]
    public Task Accepts_an_endless_delay_in_a_function_that_ends_something() => Verify.VerifyAsync(
        "class C { Task _run; async Task StopAsync(CancellationToken token) => await Task.WhenAny(_run, Task.Delay(Timeout.Infinite, token)); }");

    [Fact]
    public Task KnownMiss_a_token_that_nobody_cancels() => VerifyBodyAsync("using var never = new CancellationTokenSource(); await Task.WhenAny(work, Task.Delay(limit, never.Token));");

    private static string Program(string body) => $$"""
        using System;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            async Task<int> M(Task<int> work, TimeSpan limit)
            {
                {{body}}
            }
        }
        """;
}
