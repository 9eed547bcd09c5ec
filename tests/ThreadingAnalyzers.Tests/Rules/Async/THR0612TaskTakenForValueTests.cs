using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0612TaskTakenForValue>;
using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Async.THR0612TaskTakenForValue,
    ThreadingAnalyzers.CodeFixes.Async.THR0612TaskTakenForValueCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0612TaskTakenForValueTests
{
    private static Task VerifyBodyAsync(string body) => Verify.VerifyAsync($$"""
        class C
        {
            C _next; Func<Task> _work; Task<int> _kept; TextWriter _writer; System.Text.StringBuilder _text = new();
            event Func<int, Task> Changed;
            async Task RunAsync(string[] names, Func<string, Task<string>> load, Task<int> number, Task plain)
            {
                await Task.Yield();
                {{body}}
            }
            static async Task<string> OneAsync(string name = null) { await Task.Yield(); return name; }
            static async ValueTask<int> TwoAsync() { await Task.Yield(); return 1; }
            Task<string> FindAsync(int id) => OneAsync(); Task<string> TryFindAsync() => null; Task WorkAsync() => Task.CompletedTask;
        }
        """);

    [Theory]
    [InlineData("await [|_next?.WorkAsync()|];")]
    [InlineData("await [|_work?.Invoke()|];")]
    [InlineData("await [|Changed?.Invoke(1)|];")]
    [InlineData("var x = await [|_next?.FindAsync(1)|];")]
    [InlineData("await ([|_next?._next?.WorkAsync()|]);")]
    [InlineData("await ([|_next?.WorkAsync()|]).ConfigureAwait(false);")]
    [InlineData("await [|_next?._next.WorkAsync()|];")]
    [InlineData("await [|_next?._kept|];")]
    [InlineData("await (this as C)?.WorkAsync();", true)]
    public Task Reports_an_await_of_null(string body, bool isMarked = false) =>
        VerifyBodyAsync(isMarked ? body.Replace("(this as C)?.WorkAsync()", "[|(this as C)?.WorkAsync()|]") : body);

    [Theory]
    [InlineData("var x = names.OrderBy([|async n => await load(n)|]);")]
    [InlineData("var x = names.OrderBy(n => n.Length).ThenByDescending([|n => load(n)|]).ToList();")]
    [InlineData("var x = names.MinBy([|load|]);")]
    [InlineData("var x = names.Max([|n => load(n)|]);")]
    [InlineData("var x = names.GroupBy([|OneAsync|]).Count();")]
    [InlineData("var x = names.DistinctBy([|n => load(n)|]).Count();")]
    [InlineData("var x = names.ToLookup([|n => TwoAsync()|], n => n);")]
    [InlineData("var x = names.Join(names, [|n => load(n)|], [|n => load(n)|], (a, b) => a);")]
    [InlineData("var x = names.ToDictionary(n => n, n => load(n)); await Task.WhenAll(x.Values);")]
    [InlineData("var x = names.OrderBy(n => load(n).Id).ToList();")]
    [InlineData("var x = names.Select(n => load(n)).ToList(); await Task.WhenAll(x);")]
    public Task Reports_tasks_that_are_compared_as_keys(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("Console.WriteLine($\"{[|OneAsync()|]}\");")]
    [InlineData("var s = $\"a {[|number|]:N} b\";")]
    [InlineData("var s = $\"{[|TwoAsync()|],5}\";")]
    [InlineData("FormattableString s = $\"{[|OneAsync()|]}\";")]
    [InlineData("var s = \"a\" + [|OneAsync()|];")]
    [InlineData("var s = [|OneAsync()|] + \"a\";")]
    [InlineData("var s = \"a\" + [|number|] + \"b\";")]
    [InlineData("var s = [|OneAsync()|].ToString();")]
    [InlineData("var s = [|number|].ToString();")]
    [InlineData("Console.WriteLine([|OneAsync()|]);")]
    [InlineData("Console.Write(\"{0} {1}\", 1, [|OneAsync()|]);")]
    [InlineData("Console.Write(\"{0} {1} {2} {3}\", 1, 2, 3, [|OneAsync()|]);")]
    [InlineData("var s = string.Format(\"{0}\", [|OneAsync()|]);")]
    [InlineData("var s = string.Concat([|OneAsync()|], \"a\");")]
    [InlineData("_writer.WriteLine([|number|]);")]
    [InlineData("_text.Append([|OneAsync()|]);")]
    [InlineData("_text.Append($\"{[|OneAsync()|]}\");")]
    [InlineData("_text.AppendFormat(\"{0}\", [|OneAsync()|]);")]
    [InlineData("System.Diagnostics.Debug.WriteLine([|OneAsync()|]);")]
    [InlineData("System.Diagnostics.Trace.WriteLine(\"a \" + [|OneAsync()|]);")]
    [InlineData("var s = System.Text.Json.JsonSerializer.Serialize([|OneAsync()|]);")]
    [InlineData("var s = $\"{[|plain|]}\";")]
    public Task Reports_a_task_that_becomes_text(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("if ([|OneAsync()|] == null) return;")]
    [InlineData("Func<Task<string>> find = null; var found = [|find()|] != null;")]
    [InlineData("if (null != [|OneAsync()|]) return;")]
    [InlineData("if ([|FindAsync(1)|] is null) return;")]
    [InlineData("if ([|FindAsync(1)|].Equals(\"a\")) return;")]
    [InlineData("if (\"a\".Equals([|FindAsync(1)|])) return;")]
    [InlineData("if (Equals([|number|], 1)) return;")]
    [InlineData("if ([|this.FindAsync(1)|] is not null) return;")]
    [InlineData("var user = FindAsync(1); if ([|user|] == null) return;")]
    [InlineData("var user = OneAsync(); if ([|user|] == null) return; Console.WriteLine(await user);")]
    [InlineData("var user = OneAsync(); Console.WriteLine([|user|] is null ? 0 : (await user).Length);")]
    [InlineData("var user = OneAsync(); if ([|user|] != null) Console.WriteLine((await user.ConfigureAwait(false)).Length);")]
    [InlineData("var user = OneAsync(); if ([|user|] == null) throw new Exception(); await Task.WhenAll(user, number);")]
    public Task Reports_a_task_that_is_compared_with_null(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("var all = names.Select(n => load(n)); await Task.WhenAll(all); foreach (var t in [|all|]) await t;")]
    [InlineData("var all = names.Select(async n => await load(n)); await Task.WhenAll(all); var x = [|all|].Select(t => t.Result).ToList();")]
    [InlineData("IEnumerable<Task<string>> all = names.Select(OneAsync); await Task.WhenAll(all); var n = [|all|].Count();")]
    [InlineData("var all = names.Where(n => n != null).Select(n => OneAsync(n)); if (all.Any()) await Task.WhenAll([|all|]);")]
    [InlineData("var all = from n in names select OneAsync(n); Task.WaitAll(all.ToArray()); foreach (var t in [|all|]) Console.WriteLine(t.Result);")]
    [InlineData("var all = Start(); Console.WriteLine(all.Count()); await Task.WhenAll([|all|]); IEnumerable<Task> Start() { foreach (var n in names) yield return load(n); }")]
    public Task Reports_a_sequence_that_starts_its_tasks_twice(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("await (_next?.WorkAsync() ?? Task.CompletedTask);")]
    [InlineData("if (_next != null) await _next.WorkAsync();")]
    [InlineData("await _next.WorkAsync();")]
    [InlineData("var s = $\"{await OneAsync()}\" + await OneAsync() + (await OneAsync()).ToString();")]
    [InlineData("var s = new ValueTask<int>(1).ToString();")]
    [InlineData("var s = $\"{number.Id} {number.Status} {number.IsCompleted}\";")]
    [InlineData("if (_kept == null) return;")]
    [InlineData("object other = null; if (number.Equals(_kept) || Equals(number, _kept) || number.Equals(other)) return;")]
    [InlineData("if (TryFindAsync() == null) return;")]
    [InlineData("var t = FindAsync(1); if (t != null) await t;")]
    [InlineData("var t = OneAsync(); if (t != null) await t;")]
    [InlineData("string s = null; var t = OneAsync(); if (t != null && names != null) s = await t;")]
    [InlineData("var t = OneAsync(); if (t == null) return; await t.ConfigureAwait(false);")]
    [InlineData("var t = FindAsync(1); if (t == null) return; Console.WriteLine(await t);")] // may be that of somebody else
    [InlineData("Task<string> t = null; if (names != null) t = OneAsync(); if (t == null) return; Console.WriteLine(await t);")]
    [InlineData("Task t = null; if (names != null) t = OneAsync(); if (t != null) await t;")]
    [InlineData("if (number == null) return; if (await OneAsync() == null) return;")]
    [InlineData("if (number == _kept) return;")]
    [InlineData("var all = names.Select(n => load(n)).ToList(); await Task.WhenAll(all); foreach (var t in all) await t;")]
    [InlineData("IEnumerable<Task> all = names.Select(n => load(n)).ToArray(); await Task.WhenAll(all); foreach (var t in all) await t;")]
    [InlineData("var all = names.Select(n => load(n)); await Task.WhenAll(all);")]
    [InlineData("var all = names.Select(n => load(n)); var list = all.ToList(); await Task.WhenAll(list);")]
    [InlineData("var all = names.Select(n => load(n)); if (names.Length > 1) await Task.WhenAll(all); else foreach (var t in all) await t;")]
    [InlineData("var all = names.Select(n => load(n)); if (names.Length > 1) { await Task.WhenAll(all); return; } foreach (var t in all) await t;")]
    [InlineData("var all = names.Select(n => _kept); await Task.WhenAll(all); foreach (var t in all) await t;")]
    public Task Accepts_tasks_as_tasks(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("var s = await (OneAsync() ?? Task.FromResult(\"none\"));")]
    public Task KnownMiss_another_task_in_the_place_of_null(string body) => VerifyBodyAsync(body);

    private static string Program(string members) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading.Tasks;

        class C
        {
            C _next;
            static async Task<string> OneAsync(string name = null) { await Task.Yield(); return name; }
            Task WorkAsync() => Task.CompletedTask;
            {{members}}
        }
        """;

    [Theory]
    [InlineData("async Task M() { await [|_next?.WorkAsync()|]; }", "async Task M() { await (_next?.WorkAsync() ?? Task.CompletedTask); }")]
    [InlineData("async Task M() => Console.WriteLine($\"{[|OneAsync()|]}\");", "async Task M() => Console.WriteLine($\"{await OneAsync()}\");")]
    [InlineData("string M() => \"a\" + [|OneAsync()|];", "async Task<string> M() => \"a\" + await OneAsync();")]
    [InlineData("string M() => [|OneAsync()|].ToString();", "async Task<string> M() => (await OneAsync()).ToString();")]
    [InlineData("async Task M() { var user = OneAsync(); if ([|user|] == null) return; await WorkAsync(); }", "async Task M() { var user = await OneAsync(); if (user == null) return; await WorkAsync(); }")]
    [InlineData("async Task<int> M() { var user = OneAsync(); if ([|user|] == null) return 0; return (await user).Length; }", "async Task<int> M() { var user = await OneAsync(); if (user == null) return 0; return user.Length; }")]
    [InlineData("async Task<string> M() { var user = OneAsync(); if ([|user|] == null) return \"\"; /* found */ return await user.ConfigureAwait(false); }", "async Task<string> M() { var user = await OneAsync().ConfigureAwait(false); if (user == null) return \"\"; /* found */ return user; }")]
    [InlineData("async Task M() { if ([|OneAsync()|] == null) return; await WorkAsync(); }", "async Task M() { if (await OneAsync() == null) return; await WorkAsync(); }")]
    [InlineData("async Task M(string[] names) { var all = names.Select(OneAsync); await Task.WhenAll(all); foreach (var t in [|all|]) await t; }", "async Task M(string[] names) { var all = names.Select(OneAsync).ToList(); await Task.WhenAll(all); foreach (var t in all) await t; }")]
    public Task Fixes(string bad, string good) => Fix.FixesAsync(Program(bad), Program(good));

    [Fact]
    public Task Accepts_a_null_test_that_was_answered_before() => Verify.VerifyAsync("""
        interface IPolicy { Task<int> RetryAsync(); IPolicy Inner { get; } }
        class C
        {
            readonly IPolicy _next;
            async Task<int> M() => _next == null ? 0 : await (_next?.RetryAsync());
            async Task<int> N(IPolicy next) { if (next is null) return 0; return await (next?.RetryAsync()); }
            async Task<int> O(IPolicy next) { if (next != null) return await [|next.Inner?.RetryAsync()|]; return await [|_next?.RetryAsync()|]; }
        }
        """);
}
