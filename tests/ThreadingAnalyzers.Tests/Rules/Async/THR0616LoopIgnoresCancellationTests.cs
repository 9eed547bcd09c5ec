using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.Async.THR0616LoopIgnoresCancellation, ThreadingAnalyzers.CodeFixes.Async.THR0616LoopIgnoresCancellationCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0616LoopIgnoresCancellation>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0616LoopIgnoresCancellationTests
{
    private static Task VerifyMemberAsync(string member) => Verify.VerifyAsync($$"""
        class C
        {
            readonly CancellationTokenSource _cts = new(); bool _done; Action _step; int[] _items;
            static Task WorkAsync(CancellationToken token) => Task.CompletedTask;
            static Task PlainAsync() => Task.CompletedTask;
            static void Log(Exception e) { }
            {{member}}
        }
        """);

    [Theory]
    [InlineData("while (true) { try { await WorkAsync(token); } catch [|(Exception e)|] { Log(e); } }")]
    [InlineData("while (true) { try { await WorkAsync(token); } [|catch { Console.WriteLine(); }|] }")]
    [InlineData("for (;;) { try { await WorkAsync(token); } catch [|(OperationCanceledException)|] { } }")]
    [InlineData("while (true) { try { await WorkAsync(token); } catch [|(TaskCanceledException)|] { } }")]
    [InlineData("while (true) { try { await WorkAsync(token); } catch [|(Exception e)|] { Log(e); } try { await WorkAsync(token); } catch [|(OperationCanceledException)|] { Log(null); } }")]
    [InlineData("do { try { await WorkAsync(token); } catch (IOException) { break; } catch [|(Exception e)|] { Log(e); } } while (true);")]
    [InlineData("foreach (var i in _items) { try { await WorkAsync(token); } catch [|(Exception e)|] { Log(e); } }")]
    [InlineData("while (true) { try { await Task.Delay(1, _cts.Token); } catch [|(Exception e)|] { Log(e); continue; } }")]
    [InlineData("using var linked = CancellationTokenSource.CreateLinkedTokenSource(token); while (true) { try { await WorkAsync(linked.Token); } catch [|(Exception e)|] { Log(e); } }")]
    public Task Reports_a_handler_that_swallows_the_cancellation(string body) => VerifyMemberAsync($"async Task RunAsync(CancellationToken token) {{ {body} }}");

    [Theory]
    [InlineData("while (!token.IsCancellationRequested) { try { await WorkAsync(token); } catch (Exception e) { Log(e); } }")]
    [InlineData("while (true) { try { await WorkAsync(token); } catch (Exception e) when (e is not OperationCanceledException) { Log(e); } }")]
    [InlineData("while (true) { try { await WorkAsync(token); } catch (OperationCanceledException) { return; } catch (Exception e) { Log(e); } }")]
    [InlineData("while (true) { try { await WorkAsync(token); } catch (OperationCanceledException) when (token.IsCancellationRequested) { break; } catch (Exception e) { Log(e); } }")]
    [InlineData("while (true) { try { await WorkAsync(token); } catch (Exception e) { if (token.IsCancellationRequested) break; Log(e); } }")]
    [InlineData("while (true) { try { await WorkAsync(token); } catch (Exception e) { Log(e); throw; } }")]
    [InlineData("while (true) { try { await WorkAsync(token); } catch (OperationCanceledException) { return; } try { await WorkAsync(token); } catch (Exception e) { Log(e); } }")]
    [InlineData("for (;;) { try { await WorkAsync(token); } catch (OperationCanceledException) { Log(null); break; } try { await WorkAsync(token); } catch { } }")]
    [InlineData("while (true) { try { await WorkAsync(token); } catch (IOException e) { Log(e); } }")]
    [InlineData("while (true) { token.ThrowIfCancellationRequested(); try { await WorkAsync(token); } catch (Exception e) { Log(e); } }")]
    [InlineData("while (true) { try { await WorkAsync(token); } catch (Exception e) { Log(e); } await Task.Delay(1, token); }")]
    [InlineData("while (true) { using var limit = new CancellationTokenSource(1000); try { await WorkAsync(limit.Token); } catch (OperationCanceledException) { Console.WriteLine(); } await WorkAsync(token); }")]
    [InlineData("for (var i = 0; i < 3; i++) { try { await WorkAsync(token); return; } catch (Exception e) { Log(e); await Task.Delay(i, token); } }")]
    [InlineData("while (!_done) { try { await WorkAsync(token); } catch (Exception e) { Log(e); } }")]
    [InlineData("while (true) { try { await WorkAsync(default); } catch (Exception e) { Log(e); } await WorkAsync(token); }")]
    [InlineData("try { while (true) await WorkAsync(token); } catch (Exception e) { Log(e); }")]
    [InlineData("try { await WorkAsync(token); } catch (Exception e) { Log(e); }")]
    [InlineData("var run = true; while (run) { try { await WorkAsync(token); } catch (OperationCanceledException) { run = false; } }")]
    public Task Accepts_a_loop_that_cancellation_ends(string body) => VerifyMemberAsync($"async Task RunAsync(CancellationToken token) {{ {body} }}");

    [Theory]
    [InlineData("Task M(CancellationToken token) => Task.Run(() => { while ([|true|]) _step(); }, token);")]
    [InlineData("Task M(CancellationToken token) => Task.Run(() => { foreach (var i in [|_items|]) Log(null); }, token);")]
    [InlineData("Task M() => Task.Run(() => { while ([|true|]) _step(); }, _cts.Token);")]
    [InlineData("Task M(CancellationToken token) => Task.Factory.StartNew(() => { [|for (;;) { _step(); }|] }, token);")]
    [InlineData("void M(CancellationToken token) { token.ThrowIfCancellationRequested(); foreach (var i in [|_items|]) Log(null); }")]
    [InlineData("async Task M(CancellationToken token) { await WorkAsync(token); while ([|true|]) await PlainAsync(); }")]
    [InlineData("interface I { Task M(CancellationToken t); } class D : I { public async Task M(CancellationToken t) { while ([|true|]) { await PlainAsync(); } } }")]
    public Task Reports_a_loop_that_looks_at_no_token(string member) => VerifyMemberAsync(member);

    [Theory]
    [InlineData("Task M(CancellationToken token) => Task.Run(() => { while (!token.IsCancellationRequested) _step(); }, token);")]
    [InlineData("Task M(CancellationToken token) => Task.Run(() => { while (true) { token.ThrowIfCancellationRequested(); _step(); } }, token);")]
    [InlineData("Task M(CancellationToken token) => Task.Run(() => { int n = 0; for (int i = 0; i < 9; i++) n += i; }, token);")]
    [InlineData("Task M() => Task.Run(() => { while (true) _step(); });")]
    [InlineData("void M() { while (true) _step(); }")]
    [InlineData("async Task M(CancellationToken token) { using var r = token.Register(() => _step()); while (true) await PlainAsync(); }")]
    [InlineData("async Task M(CancellationToken token) { await WorkAsync(token); while (true) { await PlainAsync(); if (_done) return; } }")]
    [InlineData("async Task M(CancellationToken token) { await WorkAsync(token); foreach (var i in _items) await PlainAsync(); }")]
    [InlineData("async Task M(CancellationToken token) { token.ThrowIfCancellationRequested(); while (true) await Task.Delay(1); }")] // the delay is reported
    [InlineData("void M(CancellationToken token) { while (true) _step(); }")] // the parameter is reported
    [InlineData("IEnumerable<int> M(CancellationToken token) { token.ThrowIfCancellationRequested(); while (true) yield return 1; }")]
    [InlineData("void M(CancellationToken token) { token.ThrowIfCancellationRequested(); foreach (var i in _items) Log(null); foreach (var i in _items) { token.ThrowIfCancellationRequested(); Log(null); } }")]
    [InlineData("void M(bool all, CancellationToken token) { token.ThrowIfCancellationRequested(); if (all) { foreach (var i in _items) Log(null); } }")]
    [InlineData("void M(CancellationToken token) { token.ThrowIfCancellationRequested(); void Go(int n) { token.ThrowIfCancellationRequested(); for (int i = 0; i < n; i++) Go(i); } Go(9); }")]
    public Task Accepts_loops_that_ask_or_have_nothing_to_ask(string member) => VerifyMemberAsync(member);

    [Theory]
    [InlineData("void M(CancellationToken token) { token.ThrowIfCancellationRequested(); foreach (var i in _items) Log(null); WorkAsync(token).Wait(); }")] // prepares the work that takes it
    [InlineData("async Task M(List<Task> all, CancellationToken token) { await WorkAsync(token); await Task.WhenAll(all); token.ThrowIfCancellationRequested(); foreach (var t in all) await t; }")]
    [InlineData("void M(CancellationToken token) { token.ThrowIfCancellationRequested(); foreach (var i in [|_items|]) Log(null); }")]
    [InlineData("async Task M(CancellationToken token) { await WorkAsync(token); token.ThrowIfCancellationRequested(); foreach (var i in [|_items|]) await PlainAsync(); }")]
    public Task Asks_whether_the_loop_is_the_work(string member) => VerifyMemberAsync(member);

    [Theory]
    [InlineData("async Task M(List<CancellationTokenSource> jobs) { foreach (var job in jobs) { try { await WorkAsync(job.Token); } catch (Exception e) { Log(e); } } }")]
    [InlineData("async Task M(CancellationTokenSource[] jobs) { for (int i = 0; i < jobs.Length; i++) { try { await WorkAsync(jobs[i].Token); } catch (Exception e) { Log(e); } } }")]
    [InlineData("async Task M(Queue<object> jobs) { while (true) { try { if (jobs.Dequeue() is CancellationTokenSource job) await WorkAsync(job.Token); } catch (Exception e) { Log(e); } } }")]
    [InlineData("async Task M(int[] jobs, CancellationToken token) { foreach (var job in jobs) { try { using var linked = CancellationTokenSource.CreateLinkedTokenSource(token); await WorkAsync(linked.Token); } catch [|(Exception e)|] { Log(e); } } }")]
    [InlineData("async Task M(CancellationTokenSource all) { for (int i = 0; i < 9; i++) { try { await WorkAsync(all.Token); } catch [|(Exception e)|] { Log(e); } } }")]
    public Task Tells_what_ends_one_round_from_what_ends_all(string member) => VerifyMemberAsync(member);

    [Theory]
    [InlineData("try { await WorkAsync(token); }\n            catch [|(Exception e)|] { Console.WriteLine(e); } // 1", "try { await WorkAsync(token); }\n            catch (Exception e) when (!token.IsCancellationRequested) { Console.WriteLine(e); } // 1")]
    [InlineData("try { await WorkAsync(token); }\n            [|catch { Console.WriteLine(); }|]", "try { await WorkAsync(token); }\n            catch when (!token.IsCancellationRequested) { Console.WriteLine(); }")]
    [InlineData("try\n            {\n                await WorkAsync(token);\n            }\n            catch [|(Exception e)|]\n            {\n                Console.WriteLine(e);\n            }", "try\n            {\n                await WorkAsync(token);\n            }\n            catch (Exception e) when (!token.IsCancellationRequested)\n            {\n                Console.WriteLine(e);\n            }")]
    public Task Fixes_with_a_filter(string before, string after) => Fix.FixesAsync(Program("async Task", before), Program("async Task", after));

    [Fact]
    public Task Fixes_a_function_without_a_task_by_leaving() => Fix.FixesAsync(
        Program("void", "try\n            {\n                Work(token);\n            }\n            catch [|(Exception e)|]\n            {\n                Console.WriteLine(e);\n            }"),
        Program("void", "try\n            {\n                Work(token);\n            }\n            catch (OperationCanceledException) when (token.IsCancellationRequested)\n            {\n                break;\n            }\n            catch (Exception e)\n            {\n                Console.WriteLine(e);\n            }"));

    [Fact]
    public Task Fixes_a_deaf_loop() => Fix.FixesAsync(
        "using System;\nusing System.Threading;\nusing System.Threading.Tasks;\n\nclass C\n{\n    Task M(Action step, CancellationToken token) => Task.Run(() =>\n    {\n        while ([|true|])\n            step();\n    }, token);\n}\n",
        "using System;\nusing System.Threading;\nusing System.Threading.Tasks;\n\nclass C\n{\n    Task M(Action step, CancellationToken token) => Task.Run(() =>\n    {\n        while (true)\n        {\n            token.ThrowIfCancellationRequested();\n            step();\n        }\n    }, token);\n}\n");

    [Theory]
    [InlineData("async Task M(Queue<int> q, CancellationToken token) { while (q.Count > 0) { try { await WorkAsync(token); } catch (Exception e) { Log(e); } } }")] // a condition of its own
    [InlineData("async Task M(CancellationToken token) { await WorkAsync(token); foreach (var i in _items) await PlainAsync(); }")] // an end of its own
    [InlineData("async Task M(CancellationToken token) { var run = true; do { run = true; try { await WorkAsync(token); run = !_done; } catch (Exception e) { Log(e); } } while (run); }")] // the same value again
    public Task KnownMiss_loops_with_an_end_of_their_own(string member) => VerifyMemberAsync(member);

    [Theory]
    [InlineData("var run = true; while (run) { try { run = Next(await ReadAsync(token)); } catch [|(OperationCanceledException)|] { Log(null); } }")]
    [InlineData("var run = true; do { try { await WorkAsync(token); run = _step != null; } catch [|(Exception e)|] { Log(e); } } while (run);")]
    [InlineData("string line = \"\"; while (line != null) { try { line = await ReadAsync(token); if (line == \"\") break; } catch (IOException) { line = null; } catch [|(Exception e)|] { Log(e); continue; } }")]
    [InlineData("var left = 3; while (left > 0) { try { await WorkAsync(token); left--; } catch [|(OperationCanceledException)|] { } }")]
    [InlineData("bool run = Next(\"\"); while (run) { Log(null); try { await WorkAsync(token); } catch [|(OperationCanceledException)|] { } }")]
    [InlineData("var run = true; while (run) { Log(null); while (true) { try { await WorkAsync(token); } catch [|(OperationCanceledException)|] { } } }")]
    public Task Reports_a_condition_that_no_cancelled_round_changes(string body) =>
        VerifyMemberAsync($"static bool Next(string s) => s != null; static Task<string> ReadAsync(CancellationToken t) => null; async Task RunAsync(CancellationToken token) {{ {body} }}");

    [Theory]
    [InlineData("var run = true; while (run) { try { run = Next(\"\"); await WorkAsync(token); } catch (OperationCanceledException) { Log(null); } }")] // changed before
    [InlineData("var n = 0; while (n < 3) { try { await WorkAsync(token); } catch (OperationCanceledException) { n++; } }")]
    [InlineData("var n = 0; while (n < 3) { try { await WorkAsync(token); } catch (OperationCanceledException) { } finally { n++; } }")]
    [InlineData("var n = 0; while (n++ < 3) { try { await WorkAsync(token); } catch (OperationCanceledException) { } }")]
    [InlineData("var run = true; while (run) { try { await WorkAsync(token); } catch (OperationCanceledException) { } run = Next(\"\"); }")]
    [InlineData("var run = true; while (run) { if (_done) return; try { await WorkAsync(token); } catch (OperationCanceledException) { } }")]
    [InlineData("var run = true; while (run) { try { if (_done) await WorkAsync(token); else run = false; } catch (OperationCanceledException) { } }")]
    [InlineData("var run = true; Console.CancelKeyPress += (_, e) => run = false; while (run) { try { await WorkAsync(token); } catch (OperationCanceledException) { } }")]
    [InlineData("var run = true; while (run && Next(\"\")) { try { await WorkAsync(token); } catch (OperationCanceledException) { } }")]
    [InlineData("var run = true; while (run && _done) { try { await WorkAsync(token); } catch (OperationCanceledException) { } }")] // others may change it
    [InlineData("var run = true; while (run) { try { await WorkAsync(token); } catch (OperationCanceledException) { Stop(ref run); } } static void Stop(ref bool r) => r = false;")]
    public Task Accepts_a_condition_that_ends_the_loop(string body) =>
        VerifyMemberAsync($"static bool Next(string s) => s != null; async Task RunAsync(CancellationToken token) {{ {body} }}");

    private static string Program(string result, string body) => $$"""
        using System;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            {{result}} M(CancellationToken token)
            {
                while (true)
                {
                    {{body}}
                }
            }

            static void Work(CancellationToken token) { }

            static Task WorkAsync(CancellationToken token) => Task.CompletedTask;
        }
        """;

    /// <summary>A search may find something soon, or never.</summary>
    [Theory]
    [InlineData("Task.Run(() => { long n = 0; while ([|true|]) { if (Fits(n)) return n; n++; } }, token)")]
    [InlineData("Task.Run(() => { long n = 0; while (true) { token.ThrowIfCancellationRequested(); if (Fits(n)) return n; n++; } }, token)")]
    [InlineData("Task.Run(() => { long n = 0; while (true) { if (Fits(n)) return n; n++; } })")]
    public Task Knows_searches(string work) => Verify.VerifyAsync($$"""
        class C { Task<long> M(CancellationToken token) => {{work}}; static bool Fits(long n) => n > 99; }
        """);
}
