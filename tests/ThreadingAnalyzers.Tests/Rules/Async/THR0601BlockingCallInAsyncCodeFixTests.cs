using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Async.THR0601BlockingCallInAsyncCode,
    ThreadingAnalyzers.CodeFixes.Async.THR0601BlockingCallInAsyncCodeCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0601BlockingCallInAsyncCodeFixTests
{
    [Theory]
    [InlineData("var n = [|t.Result|];", "var n = await t;")]
    [InlineData("var n = [|t.Result|].ToString();", "var n = (await t).ToString();")]
    [InlineData("var n = -[|t.Result|] + 1;", "var n = -await t + 1;")]
    [InlineData("// first\n        [|t.Wait()|]; // then", "// first\n        await t; // then")]
    [InlineData("[|t.GetAwaiter().GetResult()|];", "await t;")]
    [InlineData("[|t.Wait(token)|];", "await t.WaitAsync(token);")]
    [InlineData("try { [|t.Wait()|]; } catch (AggregateException e) { Console.WriteLine(e.Message); }", "try { await t; } catch (Exception e) { Console.WriteLine(e.Message); }")]
    [InlineData("try { [|t.Wait()|]; } catch (AggregateException e) { Console.WriteLine(e.InnerException); throw e.InnerException; }", "try { await t; } catch (Exception e) { Console.WriteLine(e); throw e; }")]
    [InlineData("try { [|t.Wait()|]; } catch (System.AggregateException e) when (e.InnerException is IOException) { }", "try { await t; } catch (Exception e) when (e is IOException) { }")]
    [InlineData("[|t.ConfigureAwait(false).GetAwaiter().GetResult()|];", "await t.ConfigureAwait(false);")]
    [InlineData("[|Task.WaitAll(t, u)|];", "await Task.WhenAll(t, u);")]
    [InlineData("[|Task.WaitAny(t, u)|];", "await Task.WhenAny(t, u);")]
    [InlineData("[|Thread.Sleep(10)|];", "await Task.Delay(10, token);")]
    [InlineData("var s = [|File.ReadAllText(\"x\")|];", "var s = await File.ReadAllTextAsync(\"x\", token);")]
    [InlineData("try { [|t.Wait()|]; } catch (AggregateException) { }", "try { await t; } catch (Exception) { }")]
    [InlineData("Action a = async () => [|u.Wait()|];", "Action a = async () => await u;")]
    [InlineData("var s = $\"{[|t.Result|]}\";", "var s = $\"{await t}\";")]
    [InlineData("[|t.Wait(10)|];", "try\n        {\n            await t.WaitAsync(TimeSpan.FromMilliseconds(10));\n        }\n        catch (TimeoutException)\n        {\n        }")]
    [InlineData("if ([|t.Wait(10)|])\n        {\n            Console.WriteLine(1);\n            return;\n        }\n\n        Console.WriteLine(2);\n        return;", "try\n        {\n            await t.WaitAsync(TimeSpan.FromMilliseconds(10));\n        }\n        catch (TimeoutException)\n        {\n            Console.WriteLine(2);\n            return;\n        }\n\n        Console.WriteLine(1);\n        return;")]
    [InlineData("if ([|t.Wait(10)|]) return; throw new TimeoutException();", "await t.WaitAsync(TimeSpan.FromMilliseconds(10));\n        return;")]
    [InlineData("int first = [|Task.WaitAny(t, u)|];", "int first = await Task.WhenAny(t, u) == t ? 0 : 1;")]
    [InlineData("if (![|t.Wait(10)|])\n            throw new TimeoutException(); // 1", "await t.WaitAsync(TimeSpan.FromMilliseconds(10)); // 1")]
    [InlineData("// 1\n        if (![|t.Wait(TimeSpan.FromSeconds(1))|]) { throw new System.TimeoutException(); }", "// 1\n        await t.WaitAsync(TimeSpan.FromSeconds(1));")]
    [InlineData("if (![|t.Wait(10, token)|])\n            throw new TimeoutException();", "await t.WaitAsync(TimeSpan.FromMilliseconds(10), token);")]
    [InlineData("t?[|.Wait()|];", "await (t ?? Task.CompletedTask);")]
    [InlineData("token.ToString()?.Length.ToString(); _file?[|.FlushAsync().Wait()|];", "token.ToString()?.Length.ToString(); await (_file?.FlushAsync() ?? Task.CompletedTask);")]
    [InlineData("var s = _file?[|.ReadLineAsync().Result|];", "var s = await (_file?.ReadLineAsync() ?? Task.FromResult<string>(default));")]
    [InlineData("if ([|Task.WaitAny(t, u)|] == 0) { }", "if (await Task.WhenAny(t, u) == t) { }")]
    [InlineData("if ([|Task.WaitAny(t, u)|] != 1) { }", "if (await Task.WhenAny(t, u) != u) { }")]
    [InlineData("Task<int>[] all = { t, u }; var i = [|Task.WaitAny(all)|]; // 1", "Task<int>[] all = { t, u }; var i = Array.IndexOf(all, await Task.WhenAny(all)); // 1")]
    [InlineData("var all = new System.Collections.Generic.List<Task> { t, u }; all.RemoveAt([|Task.WaitAny(all.ToArray(), token)|]);", "var all = new System.Collections.Generic.List<Task> { t, u }; all.RemoveAt(all.IndexOf(await Task.WhenAny(all).WaitAsync(token)));")]
    [InlineData("[|Task.WaitAll(new[] { t, u }, token)|];", "await Task.WhenAll(new[] { t, u }).WaitAsync(token);")]
    [InlineData("if (![|t.Wait(10)|])\n            throw new TimeoutException(\"late\"); // 1", "try\n        {\n            await t.WaitAsync(TimeSpan.FromMilliseconds(10));\n        }\n        catch (TimeoutException)\n        {\n            throw new TimeoutException(\"late\");\n        } // 1")]
    [InlineData("if (![|t.Wait(10)|]) { return; }", "try\n        {\n            await t.WaitAsync(TimeSpan.FromMilliseconds(10));\n        }\n        catch (TimeoutException)\n        { return; }")]
    [InlineData("async Task<bool> LateAsync()\n        {\n            await t;\n            return [|u.Wait(10, token)|];\n        }", "async Task<bool> LateAsync()\n        {\n            await t;\n            try\n            {\n                await u.WaitAsync(TimeSpan.FromMilliseconds(10), token);\n                return true;\n            }\n            catch (TimeoutException)\n            {\n                return false;\n            }\n        }")]
    public Task Fixes_in_async_code(string blocking, string awaiting) => Fix.FixesAsync(Program(blocking), Program(awaiting));

    [Theory]
    [InlineData("var i = [|Task.WaitAny(new[] { t, u })|];")]
    [InlineData("Task[] all = { t, u }; var i = [|Task.WaitAny(all, 10)|];")]
    [InlineData("if ([|t.Wait(10)|]) { }")]
    [InlineData("if (![|t.Wait(10)|]) { /* late */ return; }")]
    [InlineData("if (![|t.Wait(10)|]) throw new TimeoutException(); else Console.WriteLine();")]
    [InlineData("int? n = t?[|.Result|];")]
    [InlineData("int? n = _file?[|.ReadAsync(new char[1], 0, 1).Result|];")]
    [InlineData("try { [|t.Wait()|]; } catch (AggregateException e) { e.Handle(x => true); }")]
    [InlineData("try { [|t.Wait()|]; } catch (AggregateException e) { Console.WriteLine(e.InnerExceptions.Count); }")]
    [InlineData("try { [|t.Wait()|]; } catch (AggregateException) { } catch (Exception) { Console.WriteLine(); }")]
    public Task Offers_nothing_that_would_not_compile_or_mean_something_else(string blocking) => Fix.OffersNothingAsync(Program(blocking));

    [CSharpFact(13)]
    public Task Offers_no_await_while_a_span_lives() =>
        Fix.OffersNothingAsync(Program("Span<int> span = new int[1]; span[0] = [|t.Result|]; span[0]++;"));

    [Fact]
    public Task Fixes_as_the_type_awaits() => Fix.FixesAsync(
        Program("await u.ConfigureAwait(false);\n        [|t.Wait()|];").Replace("await Task.Yield();", ""),
        Program("await u.ConfigureAwait(false);\n        await t.ConfigureAwait(false);").Replace("await Task.Yield();", ""));

    [Fact]
    public Task Fixes_functions_that_return_tasks() => Fix.FixesAsync(
        """
        using System;
        using System.Threading.Tasks;

        class C
        {
            // Waits.
            Task M(Task<int> t, bool early)
            {
                if (early)
                    return Task.CompletedTask; // early
                if ([|t.Result|] > 1)
                    return N(t);
                return Task.CompletedTask;
            }

            public static Task<int> N(Task<int> t)
            {
                Func<Task<int>> inner = () => { return Task.FromResult(1); };
                if ([|t.Result|] > 1)
                    return Task.FromResult([|inner().Result|]);
                return inner() ?? N(t);
            }

            ValueTask<int> O(Task<int> t) => new ValueTask<int>(Task.FromResult([|t.Result|]));

            Task<int> P(Task<int> t) => Task.FromResult([|t.Result|]);

            void Q(Task<int> t, Task u)
            {
                Func<Task> f = () => Task.Delay([|t.Result|]);
                Task Local()
                {
                    [|u.Wait()|];
                    return f();
                }
            }
        }
        """,
        """
        using System;
        using System.Threading.Tasks;

        class C
        {
            // Waits.
            async Task M(Task<int> t, bool early)
            {
                if (early)
                    return; // early
                if (await t > 1)
                {
                    await N(t);
                    return;
                }
            }

            public static async Task<int> N(Task<int> t)
            {
                Func<Task<int>> inner = () => { return Task.FromResult(1); };
                if (await t > 1)
                    return await inner();
                return await (inner() ?? N(t));
            }

            async ValueTask<int> O(Task<int> t) => await new ValueTask<int>(Task.FromResult(await t));

            async Task<int> P(Task<int> t) => await t;

            void Q(Task<int> t, Task u)
            {
                Func<Task> f = async () => await Task.Delay(await t);
                async Task Local()
                {
                    await u;
                    await f();
                }
            }
        }
        """);

    [Fact]
    public Task Offers_nothing_where_a_function_cannot_be_async() => Fix.OffersNothingAsync(
        """
        using System.Threading.Tasks;

        class C
        {
            Task M(Task<int> t, ref int n)
            {
                n = [|t.Result|];
                return Task.CompletedTask;
            }
        }
        """);

    private static string Program(string statements) =>
        $$"""
        using System;
        using System.IO;
        using System.Threading;
        using System.Threading.Tasks;

        abstract class TextEdit
        {
            public abstract Task FlushAsync();
            public abstract Task<string> ReadLineAsync();
            public abstract Task<int> ReadAsync(char[] to, int from, int count);
        }

        class C
        {
            readonly TextEdit _file;
            async Task M(Task<int> t, Task<int> u, CancellationToken token)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        """;
}
