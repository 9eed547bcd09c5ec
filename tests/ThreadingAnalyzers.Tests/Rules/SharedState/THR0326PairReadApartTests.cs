using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0326PairReadApart,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0326PairReadApartCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0326PairReadApart>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0326PairReadApartTests
{
    private static string Program(string members, string gate = "object _gate = new()", string enter = "lock (_gate)", string exit = "") => $$"""
        using System;
        using System.Threading;

        class C
        {
            readonly {{gate}};
            string _host = "", _path = "";
            int _port;

            public void Move(string host, string path)
            {
                {{enter}}
                {
                    _host = host;
                    _path = path;
                }
                {{exit}}
            }

            {{members}}
        }
        """;

    [Theory]
    [InlineData("public string Address => _host + [|_path|];")]
    [InlineData("public string Address() { return $\"{_host}{[|_path|]}\"; }")]
    [InlineData("public (string, string) Both() => (_host, [|_path|]);")]
    [InlineData("public string Address() { string host; lock (_gate) { host = _host; } lock (_gate) { return host + [|_path|]; } }")]
    public Task Reports_reads_that_a_change_comes_between(string member) => Verify.VerifyAsync(Program(member));

    [Theory]
    [InlineData("ReaderWriterLockSlim _gate = new()", "_gate.EnterWriteLock(); try", "finally { _gate.ExitWriteLock(); }")]
    [InlineData("SemaphoreSlim _gate = new(1, 1)", "_gate.Wait(); try", "finally { _gate.Release(); }")]
    public Task Reports_whatever_the_lock_is(string gate, string enter, string exit) => Verify.VerifyAsync(Program("public string Address => _host + [|_path|];", gate, enter, exit));

    [Theory]
    [InlineData("public string Address { get { lock (_gate) return _host + _path; } }")]
    [InlineData("public string Host => _host; public string Path => _path;")]
    [InlineData("public string Address => _host + _path; public void Go(string path) { lock (_gate) _path = path; }")]
    [InlineData("public string Address => _host + _path; public void Go(string path) { _path = path; }")]
    [InlineData("public override string ToString() => _host + _path;")]
    [InlineData("public C() { _path = _host + _path; }")]
    [InlineData("public string Address => _host + _port; public void At(int port) { lock (_gate) { _port = port; } }")]
    [InlineData("public string Address() { var host = _host; Console.WriteLine(host); return _path; }")]
    [InlineData("public string Address() { lock (_gate) { if (_host == \"\") return \"\"; } lock (_gate) { return _host + _path; } }")]
    [InlineData("public string Address() { lock (_gate) { lock (_path) { return _host + _path; } } }")]
    // Stale by intention.
    [InlineData("// May be stale.\n public string Address => _host + _path;")]
    public Task Accepts_what_fits_together_or_need_not(string member) => Verify.VerifyAsync(Program(member));

    [Theory]
    [InlineData("internal")]
    [InlineData("private")]
    public Task Accepts_members_whose_callers_may_lock_the_object(string access) => Verify.VerifyAsync($$"""
        class C
        {
            string _a, _b;
            public void Set(string a, string b) { lock (this) { _a = a; _b = b; } }
            {{access}} string Both() => _a + _b;
        }
        """);

    [Fact]
    public Task Accepts_fields_of_a_reset() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new();
            string _a, _b, _c, _d, _e;
            public void Clear() { lock (_gate) { _a = _b = _c = _d = _e = null; } }
            public string Two => _a + _b;
        }
        """);

    [Fact]
    public Task Fixes_by_taking_the_lock() => Fix.FixesAsync(
        Program("public string Address()\n    {\n        // Both.\n        return _host + [|_path|];\n    }"),
        Program("public string Address()\n    {\n        // Both.\n        lock (_gate)\n        {\n            return _host + _path;\n        }\n    }"));

    [Fact]
    public Task Fixes_nothing_in_two_critical_sections() =>
        Fix.OffersNothingAsync(Program("public string Address() { string host; lock (_gate) { host = _host; } lock (_gate) { return host + [|_path|]; } }"));

    [Fact]
    public Task KnownMiss_reads_in_two_statements() => Verify.VerifyAsync(Program("public string Address() { var host = _host; var path = _path; return host + path; }"));

    /// <summary>Who has waited for all threads reads what they have left.</summary>
    [Fact]
    public Task Accepts_reads_after_the_threads() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new(); int _failures; string _first;
            (int, string) Run(int count)
            {
                var threads = new Thread[count];
                for (int i = 0; i < count; i++) { threads[i] = new Thread(() => { lock (_gate) { _failures++; _first = "x"; } }); threads[i].Start(); }
                foreach (var thread in threads) thread.Join();
                return (_failures, _first);
            }
        }
        """);
}
