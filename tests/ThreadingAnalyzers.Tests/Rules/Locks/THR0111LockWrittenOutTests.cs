using Microsoft.CodeAnalysis.CSharp;
using ThreadingAnalyzers.CodeFixes.Locks;
using ThreadingAnalyzers.Rules.Locks;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0111LockWrittenOutTests
{
    private const string Option = "root = true\n[*.cs]\nthreading_analyzers.modernize_locks = true";

    private static string Program(string body) => $$"""
        using System;
        using System.Threading;

        class C
        {
            readonly object _gate = new();
            object _other = new();
            readonly Lock _lock = new();
            int _n;

            void M(object given)
            {
                {{body}}
            }
        }
        """;

    private static Task VerifyAsync(string body, string option = Option, int csharp = 1300)
    {
        var test = new CSharpAnalyzerTest<RuleHost<THR0111LockWrittenOut>> { TestCode = Program(body), LanguageVersion = (LanguageVersion)csharp };
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", option));
        return test.RunAsync();
    }

    [CSharpTheory(13)]
    [InlineData("[|Monitor.Enter(_gate)|]; try { _n++; } finally { Monitor.Exit(_gate); }")]
    [InlineData("[|Monitor.Enter(this._gate)|]; try { _n++; } catch (Exception) { _n = 0; } finally { Monitor.Exit(this._gate); }")]
    [InlineData("bool taken = false; try { [|Monitor.Enter(_gate, ref taken)|]; _n++; } finally { if (taken) Monitor.Exit(_gate); }")]
    [InlineData("[|_lock.Enter()|]; try { _n++; } finally { _lock.Exit(); }")]
    [InlineData("[|Monitor.Enter(this)|]; try { _n++; } finally { Monitor.Exit(this); }")]
    [InlineData("[|Monitor.Enter(given)|]; try { _n++; } finally { Monitor.Exit(given); }")]
    public Task Reports_what_the_statement_says(string body) => VerifyAsync(body);

    [CSharpTheory(13)]
    [InlineData("if (!Monitor.TryEnter(_gate)) return; try { _n++; } finally { Monitor.Exit(_gate); }")]
    [InlineData("Monitor.Enter(_gate); _n++; try { _n++; } finally { Monitor.Exit(_gate); }")]
    [InlineData("Monitor.Enter(_gate); try { _n++; } finally { _n--; Monitor.Exit(_gate); }")]
    [InlineData("Monitor.Enter(_gate); try { Monitor.Exit(_gate); _n++; Monitor.Enter(_gate); } finally { Monitor.Exit(_gate); }")]
    [InlineData("Monitor.Enter(_gate); try { _n++; } finally { Monitor.Exit(given); }")]
    [InlineData("Monitor.Enter(_other); try { _other = new(); } finally { Monitor.Exit(_other); }")]
    [InlineData("bool taken = false; try { Monitor.Enter(_gate, ref taken); if (taken) _n++; } finally { if (taken) Monitor.Exit(_gate); }")]
    [InlineData("lock (_gate) _n++;")]
    public Task Accepts_what_the_statement_does_not_say(string body) => VerifyAsync(body);

    [CSharpTheory(13)]
    [InlineData("Monitor.Enter(_gate); try { _n++; } finally { Monitor.Exit(_gate); }", "root = true", 1300)]
    [InlineData("Monitor.Enter(_gate); try { _n++; } finally { Monitor.Exit(_gate); }", "root = true\n[*.cs]\nthreading_analyzers.modernize_locks = false", 1300)]
    [InlineData("_lock.Enter(); try { _n++; } finally { _lock.Exit(); }", Option, 1200)]
    public Task Says_nothing_unasked_or_where_the_language_is_too_old(string body, string option, int csharp) => VerifyAsync(body, option, csharp);

    [CSharpTheory(13)]
    [InlineData(
        """
        // counts
                [|Monitor.Enter(_gate)|];
                // now
                try
                {
                    _n++; // up
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
        """,
        """
        // counts
                // now
                lock (_gate)
                {
                    _n++; // up
                }
        """)]
    [InlineData(
        """
        [|_lock.Enter()|];
                try
                {
                    _n++;
                }
                catch (Exception)
                {
                    _n = 0;
                }
                finally
                {
                    _lock.Exit();
                }
        """,
        """
        lock (_lock)
                {
                    try
                    {
                        _n++;
                    }
                    catch (Exception)
                    {
                        _n = 0;
                    }
                }
        """)]
    [InlineData(
        """
        bool taken = false;
                try
                {
                    // in
                    [|Monitor.Enter(_gate, ref taken)|];
                    _n++;
                }
                finally
                {
                    if (taken)
                        Monitor.Exit(_gate);
                }
        """,
        """
        lock (_gate)
                {
                    // in
                    _n++;
                }
        """)]
    public Task Fixes_it_by_a_lock_statement(string body, string fixedBody)
    {
        var test = new CSharpCodeFixTest<RuleHost<THR0111LockWrittenOut>, THR0111LockWrittenOutCodeFix> { TestCode = Program(body), FixedCode = Program(fixedBody), LanguageVersion = (LanguageVersion)1300 };
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", Option));
        return test.RunAsync();
    }
}
