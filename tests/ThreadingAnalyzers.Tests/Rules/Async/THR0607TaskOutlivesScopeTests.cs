using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0607TaskOutlivesScope>;
using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Async.THR0607TaskOutlivesScope,
    ThreadingAnalyzers.CodeFixes.Async.THR0607TaskOutlivesScopeCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0607TaskOutlivesScopeTests
{
    [Theory]
    [InlineData("using (_own.BeginScope()) { return [|ReadAsync(null)|]; }")]
    [InlineData("using (_own.BeginScope()) return [|TextAsync(path)|];")]
    public Task Reports_scopes_without_a_name_as_information(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("using (_own.BeginScope()) { return Task.FromResult(path); }")]
    [InlineData("using (_own.BeginScope()) { return Task.Run(() => path); }")]
    [InlineData("using (_own.BeginScope()) { return _kept; }")]
    public Task Accepts_scopes_around_what_starts_elsewhere(string body) => VerifyBodyAsync(body);

    private static Task VerifyBodyAsync(string body, string type = "Task<string>") => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _lock = new(); readonly SemaphoreSlim _gate = new(1, 1); bool _busy; Task<string> _kept; readonly OwnLock _own = new();
            {{type}} LoadAsync(string path, HttpClient http, bool flag)
            {
                {{body}}
            }
            static async Task<string> ReadAsync(TextReader reader) => await reader.ReadLineAsync();
            static async Task<string> TextAsync(string text) { await Task.Yield(); return text; }
            static ValueTask<string> ValueAsync(TextReader reader) => new(reader.ReadLineAsync());
        }
        class OwnLock { public IDisposable Enter() => null; public IDisposable BeginScope() => null; }
        """);

    [Theory]
    [InlineData("using (var r = new StreamReader(path)) return [|r.ReadToEndAsync()|];")]
    [InlineData("using (var r = new StreamReader(path)) { return [|r.ReadToEndAsync()|]; }")]
    [InlineData("using var r = new StreamReader(path); return [|r.ReadToEndAsync()|];")]
    [InlineData("using var r = new StreamReader(path); if (flag) { return [|ReadAsync(r)|]; } return null;")]
    [InlineData("using var s = File.OpenRead(path); using var r = new StreamReader(s); return [|r.ReadToEndAsync()|];")]
    [InlineData("using var s = File.OpenRead(path); var r = new StreamReader(s); return [|r.ReadToEndAsync()|];")]
    [InlineData("Func<Stream, Task<string>> read = given => { using (given) { return [|ReadAsync(new StreamReader(given))|]; } }; return read(null);")]
    [InlineData("var r = new StreamReader(path); using (r) return [|r.ReadToEndAsync()|];")]
    [InlineData("using var r = new StreamReader(path); var t = r.ReadToEndAsync(); return [|t|];")]
    [InlineData("using var r = new StreamReader(path); return [|flag ? r.ReadToEndAsync() : Task.FromResult(\"\")|];")]
    [InlineData("using var r = new StreamReader(path); return [|r.ReadToEndAsync().ContinueWith(t => t.Result)|];")]
    [InlineData("using var r = new StreamReader(path); return [|Task.Run(() => r.ReadToEnd())|];")]
    [InlineData("using var r = new StreamReader(path); return [|Task.Run(async () => { await Task.Yield(); return r.ReadToEnd(); })|];")]
    [InlineData("using var client = new HttpClient(); return [|client.GetStringAsync(path)|];")]
    [InlineData("using var cts = new CancellationTokenSource(100); return [|http.GetStringAsync(path, cts.Token)|];")]
    [InlineData("using var cts = new CancellationTokenSource(100); var token = cts.Token; return [|http.GetStringAsync(path, token)|];")]
    [InlineData("using var client = new HttpClient(); var all = new List<Task<string>>(); all.Add(client.GetStringAsync(path)); return [|Task.WhenAny(all).Unwrap()|];")]
    [InlineData("using (_own.Enter()) return [|TextAsync(path)|];")]
    [InlineData("try { return [|http.GetStringAsync(path)|]; } catch (HttpRequestException) { return Task.FromResult(\"\"); }")]
    [InlineData("try { return [|http.GetStringAsync(path)|]; } catch (Exception e) { Console.WriteLine(e); throw; }")]
    [InlineData("try { return [|http.GetStringAsync(path)|]; } catch { return Task.FromResult(\"\"); }")]
    [InlineData("_busy = true; try { return [|http.GetStringAsync(path)|]; } finally { _busy = false; }")]
    [InlineData("_gate.Wait(); try { return [|http.GetStringAsync(path)|]; } finally { _gate.Release(); }")]
    [InlineData("try { throw new Exception(); } catch { return [|http.GetStringAsync(path)|]; } finally { _busy = false; }")]
    [InlineData("Func<Task<string>> f = () => { using var r = new StreamReader(path); return [|r.ReadToEndAsync()|]; }; return f();")]
    [InlineData("return Local(); Task<string> Local() { using var r = new StreamReader(path); return [|r.ReadToEndAsync()|]; }")]
    public Task Reports_a_task_that_outlives_its_scope(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("using var r = new StreamReader(path); return [|ValueAsync(r)|];")]
    [InlineData("using var r = new StreamReader(path); return [|new ValueTask<string>(r.ReadToEndAsync())|];")]
    public Task Reports_a_ValueTask(string body) => VerifyBodyAsync(body, "ValueTask<string>");

    [Theory]
    [InlineData("using var r = new StreamReader(path); return await r.ReadToEndAsync();", "async Task<string>")]
    [InlineData("using (var t = await TextAsync(path).ContinueWith(x => new StreamReader(x.Result))) return await t.ReadToEndAsync();", "async Task<string>")]
    [InlineData("using var r = new StreamReader(path); return Task.FromResult(r.ReadToEnd());")]
    [InlineData("using var r = new StreamReader(path); return TextAsync(r.ReadToEnd());")]
    [InlineData("using var r = new StreamReader(path); return TextAsync(path);")]
    [InlineData("using var r = new StreamReader(path); return _kept;")]
    [InlineData("using var r = new StringReader(path); return r.ReadToEndAsync();")]
    [InlineData("string s; using (var r = new StreamReader(path)) s = r.ReadToEnd(); return TextAsync(s);")]
    [InlineData("using var r = new StreamReader(path); return null;")]
    [InlineData("using var r = new StreamReader(path); return Local(); async Task<string> Local() { await Task.Yield(); return \"\"; }")]
    [InlineData("try { return http.GetStringAsync(path); } catch (Exception e) { return Task.FromException<string>(e); }")]
    [InlineData("try { return http.GetStringAsync(path); } catch (ArgumentException) { return null; }")]
    [InlineData("var tcs = new TaskCompletionSource<string>(); try { return http.GetStringAsync(path); } catch (Exception e) { tcs.SetException(e); } return tcs.Task;")]
    [InlineData("try { return _kept; } catch { return null; }")]
    [InlineData("Monitor.Enter(_lock); try { return http.GetStringAsync(path); } finally { Monitor.Exit(_lock); }")]
    [InlineData("lock (_lock) { return http.GetStringAsync(path); }")]
    [InlineData("var old = SynchronizationContext.Current; SynchronizationContext.SetSynchronizationContext(null); try { return http.GetStringAsync(path); } finally { SynchronizationContext.SetSynchronizationContext(old); }")]
    [InlineData("try { _busy = true; } finally { _busy = false; } return http.GetStringAsync(path);")]
    [InlineData("try { _busy = true; } catch { return http.GetStringAsync(path); } return null;")]
    public Task Accepts_a_task_that_does_not_need_the_scope(string body, string type = "Task<string>") => VerifyBodyAsync(body, type);

    [Fact]
    public Task Reports_a_using_over_a_task() => Verify.VerifyAsync("""
        class C
        {
            Task<Stream> OpenAsync() => null;
            async Task M()
            {
                using (var s = [|OpenAsync()|]) { await s; }
                using var t = [|OpenAsync()|];
                using ([|OpenAsync()|]) { }
                using var u = await OpenAsync();
            }
        }
        """);

    [Fact]
    public Task Accepts_a_using_over_a_task_that_is_waited_for_as_one() => Verify.VerifyAsync("""
        class C
        {
            Task StopAsync() => null;
            Task<int> CountAsync() => null;
            void M() { using Task stopping = StopAsync(); stopping.Wait(); using var count = CountAsync(); Console.WriteLine(count.Result); }
            async Task N() { using var stopping = StopAsync().ConfigureAwait(false) is var _ ? StopAsync() : null; await stopping.ConfigureAwait(false); using var lost = [|StopAsync()|]; }
        }
        """);

    [Fact]
    public Task Reports_a_task_that_is_kept_beyond_its_activity_as_information() => Verify.VerifyAsync(
        """
        class C
        {
            Task CountAsync() => null;
            async Task M()
            {
                Task counting;
                using ({|#1:var activity = new System.Diagnostics.Activity("count")|})
                    counting = {|#0:CountAsync()|};
                await counting;
            }
        }
        """,
        Verify.Finding().WithLocation(0).WithLocation(1).WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithArguments("CountAsync()", "a task that is still running when the activity ends; await it here"));

    // Where control leaves the stack, what lives on it is gone whatever the task does.
    [Fact]
    public Task Accepts_what_lives_on_the_stack() => Verify.VerifyAsync("""
        ref struct Scope { public Scope(object gate) { } public void Dispose() { } }
        class Scoped { public void Dispose() { } }
        class C
        {
            Task<int> CountAsync() => null;
            Task<int> M() { var scope = new Scope(this); try { return CountAsync(); } finally { scope.Dispose(); } }
            Task<int> N() { using var scope = new Scope(this); return CountAsync(); }
            Task<int> O() { var scope = new Scoped(); try { return [|CountAsync()|]; } finally { scope.Dispose(); } }
        }
        """);

    private static string Program(string members) => $$"""
        using System;
        using System.IO;
        using System.Threading.Tasks;

        class C
        {
            static Task<Stream> OpenAsync() => Task.FromResult(Stream.Null);
            {{members}}
        }
        """;

    [Theory]
    [InlineData(
        "Task<string> M(string path) { using var r = new StreamReader(path); return [|r.ReadToEndAsync()|]; }",
        "async Task<string> M(string path) { using var r = new StreamReader(path); return await r.ReadToEndAsync(); }")]
    [InlineData(
        "Task M(Stream s, string path) { using (var t = File.Create(path)) return [|s.CopyToAsync(t)|]; }",
        "async Task M(Stream s, string path) { await using (var t = File.Create(path)) await s.CopyToAsync(t); }")]
    [InlineData(
        "Func<Task<string>> M(string path) => () => { using var r = new StreamReader(path); return [|r.ReadToEndAsync()|]; };",
        "Func<Task<string>> M(string path) => async () => { using var r = new StreamReader(path); return await r.ReadToEndAsync(); };")]
    [InlineData(
        "async Task M() { using (var s = [|OpenAsync()|]) { Console.WriteLine(); } await OpenAsync(); }",
        "async Task M() { using (var s = await OpenAsync()) { Console.WriteLine(); } await OpenAsync(); }")]
    [InlineData(
        "ValueTask<string> M(string path) { using var r = new StreamReader(path); return [|path == null ? new ValueTask<string>(\"\") : new ValueTask<string>(r.ReadToEndAsync())|]; }",
        "async ValueTask<string> M(string path) { using var r = new StreamReader(path); return await (path == null ? new ValueTask<string>(\"\") : new ValueTask<string>(r.ReadToEndAsync())); }")]
    [InlineData(
        "async Task<string> M(string path)\n    {\n        Task<string> t;\n        using (var r = new StreamReader(path))\n        {\n            t = [|r.ReadToEndAsync()|]; // all\n        }\n        return await t;\n    }",
        "async Task<string> M(string path)\n    {\n        Task<string> t;\n        using (var r = new StreamReader(path))\n        {\n            t = r.ReadToEndAsync(); // all\n            await t;\n        }\n        return await t;\n    }")]
    public Task Fixes(string bad, string good) => Fix.FixesAsync(Program(bad), Program(good));

    [Fact]
    public Task Offers_nothing_where_a_function_cannot_be_async() =>
        Fix.OffersNothingAsync(Program("Task<string> P { get { using var r = new StreamReader(\"\"); return [|r.ReadToEndAsync()|]; } }"));

    [Theory]
    [InlineData("Task<string> t; using (var r = new StreamReader(path)) { t = [|r.ReadToEndAsync()|]; } return await t;")]
    [InlineData("var all = new List<Task>(); foreach (var part in path.Split()) { using var r = new StreamReader(part); all.Add([|r.ReadToEndAsync()|]); } await Task.WhenAll(all); return null;")]
    [InlineData("var all = new List<Task>(); for (int i = 0; i < 3; i++) { using (var r = new StreamReader(path)) all.Add([|r.ReadToEndAsync()|]); } await Task.WhenAll(all); return null;")]
    [InlineData("using (var r = new StreamReader(path)) { _last = [|r.ReadToEndAsync()|]; } return null;")]
    [InlineData("using (var r = new StreamReader(path)) Last = [|r.ReadToEndAsync()|]; return null;")]
    [InlineData("if (path != null) { using var r = new StreamReader(path); _all.Add([|r.ReadToEndAsync()|]); } return null;")]
    [InlineData("using (var r = new StreamReader(path)) { given.Add([|r.ReadToEndAsync()|]); } await Task.WhenAll(given); return null;")]
    public Task Reports_tasks_that_are_kept_beyond_what_they_need(string body) => Verify.VerifyAsync(Keeper(body));

    private static string Keeper(string body) => $$"""class C { Task<string> _last; Task Last { get; set; } readonly List<Task> _all = new(); Task EndAsync() => _last; async Task<string> M(string path, List<Task> given, C other) { {{body}} } }""";

    [Theory]
    [InlineData("Task<string> t; using (var r = new StreamReader(path)) { t = r.ReadToEndAsync(); await t; } return await t;")]
    [InlineData("Task<string> t; using var r = new StreamReader(path); t = r.ReadToEndAsync(); return await t;")]
    [InlineData("Task<string> t; using (var r = new StreamReader(path)) { t = File.ReadAllTextAsync(path); } return await t;")]
    [InlineData("using (var r = new StreamReader(path)) { var all = new List<Task>(); all.Add(r.ReadToEndAsync()); await Task.WhenAll(all); } return null;")]
    [InlineData("var all = new List<Task>(); using (var r = new StreamReader(path)) { all.Add(r.ReadToEndAsync()); await Task.WhenAll(all); } return null;")]
    [InlineData("using (var r = new StreamReader(path)) { _last = r.ReadToEndAsync(); await EndAsync(); } return null;")]
    [InlineData("using (var r = new StreamReader(path)) { _last = r.ReadToEndAsync(); return await _last; }")]
    [InlineData("using (var r = new StreamReader(path)) { _all.Add(r.ReadToEndAsync()); foreach (Task t in _all) await t; } return null;")]
    [InlineData("using (var r = new StreamReader(path)) { other._last = r.ReadToEndAsync(); } return null;")]
    [InlineData("using (var r = new StreamReader(path)) { while (path != null) { await Task.WhenAny(given); given.Add(r.ReadToEndAsync()); } } return null;")]
    public Task Accepts_tasks_that_end_with_what_they_need(string body) => Verify.VerifyAsync(Keeper(body));

    [Theory]
    [InlineData("Task M(Stream s) { bool isMine = true; try { isMine = false; return s.FlushAsync(); } finally { if (isMine) Console.WriteLine(); } }")]
    [InlineData("Task M(Stream s) { try { return SaveAsync(s); } catch { Console.WriteLine(); throw; } } async Task SaveAsync(Stream s) { try { await s.FlushAsync(); } catch (Exception e) { Console.WriteLine(e); throw; } }")]
    [InlineData("Task M(Stream s) { try { return Save(s); } catch { Console.WriteLine(); throw; } } Task Save(Stream s) => SaveAsync(s); async Task SaveAsync(Stream s) { try { await s.FlushAsync(); } catch (Exception) { throw; } }")]
    [InlineData("Task M(Stream s, byte[] key) { try { byte[] hash = System.Security.Cryptography.SHA256.HashData(key); return s.WriteAsync(hash, 0, 32); } finally { Array.Clear(key); } }")]
    public Task Accepts_what_the_task_does_itself(string members) => Verify.VerifyAsync($$"""class C { {{members}} }""");

    [Theory]
    [InlineData("Task M(Stream s, byte[] key) { try { return [|s.WriteAsync(key, 0, 32)|]; } finally { Array.Clear(key); } }")]
    [InlineData("Task M(Stream s) { byte[] part = System.Buffers.ArrayPool<byte>.Shared.Rent(9); try { return [|s.WriteAsync(part, 0, 9)|]; } finally { System.Buffers.ArrayPool<byte>.Shared.Return(part); } }")]
    [InlineData("async Task<int> N(ArraySegment<byte> all) { await Task.Yield(); return all.Count; } Task M(byte[] key) { try { var all = new ArraySegment<byte>(key); return [|N(all)|]; } finally { Array.Clear(key); } }")]
    [InlineData("Task M(Stream s, bool log) { try { return [|s.FlushAsync()|]; } finally { if (log) Console.WriteLine(); } }")]
    [InlineData("Task M(Stream s) { try { return [|SaveAsync(s)|]; } catch { Console.WriteLine(); throw; } } async Task SaveAsync(Stream s) { await s.FlushAsync(); }")]
    public Task Reports_what_the_task_does_not_do_itself(string members) => Verify.VerifyAsync($$"""class C { {{members}} }""");

    [Theory]
    [InlineData("Task M(bool b) { try { return [|StepAsync(b)|]; } catch (InvalidOperationException) { return Task.CompletedTask; } }")]
    [InlineData("Task M(bool b) { try { return StepAsync(bool.Parse(\"x\")); } catch (FormatException) { return Task.CompletedTask; } }")]
    [InlineData("Task M(Stream s) { try { return s.FlushAsync(); } catch (ObjectDisposedException) { return Task.CompletedTask; } }")]
    public Task Knows_that_async_functions_never_throw_at_once(string member) =>
        Verify.VerifyAsync($$"""class C { {{member}} static async Task StepAsync(bool b) { await Task.Yield(); throw new InvalidOperationException(); } }""");

    [Theory]
    [InlineData("IAsyncEnumerable<string> M(string path) { using var r = new StreamReader(path); return [|LinesAsync(r)|]; }")]
    [InlineData("IAsyncEnumerable<string> M(string path) { using (var r = new StreamReader(path)) { return [|LinesAsync(r)|]; } }")]
    [InlineData("IAsyncEnumerable<string> M(StreamReader r) { using (r) return [|LinesAsync(r)|]; }")]
    [InlineData("IAsyncEnumerable<string> M(string path) { var r = new StreamReader(path); return LinesAsync(r); }")]
    [InlineData("async IAsyncEnumerable<string> M(string path) { using var r = new StreamReader(path); await foreach (var line in LinesAsync(r)) yield return line; }")]
    [InlineData("IAsyncEnumerable<string> M(string path) { string first; using (var r = new StreamReader(path)) first = r.ReadLine(); return LinesAsync(new StringReader(first)); }")]
    public Task Reports_sequences_that_are_read_after_their_source_is_gone(string member) =>
        Verify.VerifyAsync($$"""class C { {{member}} static async IAsyncEnumerable<string> LinesAsync(TextReader r) { while (await r.ReadLineAsync() is { } line) yield return line; } }""");

    [Fact]
    public Task Reports_scopes_that_flow_with_the_code() => Verify.VerifyAsync("""
        class C
        {
            static Task StepAsync() => Task.Delay(1);
            Task M() { using (var scope = new System.Transactions.TransactionScope()) { scope.Complete(); return [|StepAsync()|]; } }
            Task N() { using (new System.Transactions.TransactionScope()) return [|StepAsync()|]; }
            async Task O() { using (new System.Transactions.TransactionScope()) await StepAsync(); }
        }
        """);

    [Fact]
    public Task Reports_activities_as_information() => Verify.VerifyAsync("""
        class C
        {
            static readonly System.Diagnostics.ActivitySource s_source = new("c");
            static Task StepAsync() => Task.Delay(1);
            Task M() { using var activity = s_source.StartActivity("m"); return [|StepAsync()|]; }
        }
        """);

    [Theory]
    [InlineData(
        "IAsyncEnumerable<string> M(string path)\n    {\n        using var r = new StreamReader(path);\n        return [|LinesAsync(r)|]; // all\n    }",
        "async IAsyncEnumerable<string> M(string path)\n    {\n        using var r = new StreamReader(path);\n        await foreach (var item in LinesAsync(r))\n        {\n            yield return item;\n        } // all\n    }")]
    [InlineData(
        "public IAsyncEnumerable<string> M(string item)\n    {\n        using (var r = new StreamReader(item))\n        {\n            return [|LinesAsync(r)|];\n        }\n    }",
        "public async IAsyncEnumerable<string> M(string item)\n    {\n        using (var r = new StreamReader(item))\n        {\n            await foreach (var element in LinesAsync(r))\n            {\n                yield return element;\n            }\n        }\n    }")]
    public Task Fixes_sequences_by_iterating(string bad, string good) => Fix.FixesAsync(Sequences(bad), Sequences(good));

    [Fact]
    public Task Fixes_sequences_with_a_token() => Fix.FixesAsync(
        Sequences("IAsyncEnumerable<string> M(string path, CancellationToken token = default)\n    {\n        using var r = new StreamReader(path);\n        return [|LinesAsync(r, token)|];\n    }"),
        Sequences("async IAsyncEnumerable<string> M(string path, [EnumeratorCancellation] CancellationToken token = default)\n    {\n        using var r = new StreamReader(path);\n        await foreach (var item in LinesAsync(r, token))\n        {\n            yield return item;\n        }\n    }"));

    [Theory]
    [InlineData("IAsyncEnumerable<string> M(string path) { using var r = new StreamReader(path); if (path == null) return null; return [|LinesAsync(r)|]; }")]
    [InlineData("IAsyncEnumerable<string> M(string path) { try { using var r = new StreamReader(path); return [|LinesAsync(r)|]; } catch (IOException) { throw; } }")]
    public Task Offers_nothing_where_there_are_other_sequences(string member) => Fix.OffersNothingAsync(Sequences(member));

    private static string Sequences(string member) => $$"""
        using System.Collections.Generic;
        using System.IO;
        using System.Runtime.CompilerServices;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            {{member}}

            static async IAsyncEnumerable<string> LinesAsync(TextReader r, [EnumeratorCancellation] CancellationToken token = default)
            {
                while (await r.ReadLineAsync(token) is { } line) yield return line;
            }
        }
        """;

    [Fact]
    public Task Accepts_tasks_in_a_using_that_are_waited_for_as_tasks() => Verify.VerifyAsync("""
        class C
        {
            static Task<Stream> OpenAsync() => Task.FromResult(Stream.Null);
            async Task<Stream> M()
            {
                using Task<Stream> first = OpenAsync();
                using Task<Stream> second = OpenAsync();
                using var third = [|OpenAsync()|];
                await Task.WhenAny(first, second);
                return first.IsCompletedSuccessfully ? await first : await second;
            }
        }
        """);

    [Fact]
    public Task Accepts_a_task_that_a_member_keeps_behind_a_nameless_scope() => Verify.VerifyAsync("""
        class C
        {
            Task _write; Task Last { get; set; }
            IDisposable StartScope() => null;
            Task WriteAsync() => Task.Delay(1);
            void M() { using (StartScope()) { _write = WriteAsync(); } }
            Task N() { using (StartScope()) { Last = WriteAsync(); } return Last; }
        }
        """);
}
