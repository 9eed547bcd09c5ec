using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0325OnceFlag,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0325OnceFlagCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0325OnceFlagFixTests
{
    private static string Program(string field, string body, string other = "") => $$"""
        using System;
        using System.Threading;

        class C : IDisposable
        {
            readonly object _gate = new();
            {{field}}
            public void Dispose() => Dispose(true);
            protected virtual void Dispose(bool disposing)
            {
                {{body.Replace("\n", "\n        ")}}
            }
            {{other.Replace("\n", "\n    ")}}
            void Free() { }
        }
        """;

    [Theory]
    [InlineData("if (_done)\n    return; // done\n[|_done = true|];\nFree();", "if (Interlocked.Exchange(ref _done, 1) != 0)\n    return; // done\nFree();")]
    [InlineData("// Once.\nif (this._done)\n{\n    return;\n}\n[|this._done = true|];\nFree();", "// Once.\nif (Interlocked.Exchange(ref this._done, 1) != 0)\n{\n    return;\n}\nFree();")]
    [InlineData("if (_done == true)\n    throw new InvalidOperationException();\n[|_done = true|];", "if (Interlocked.Exchange(ref _done, 1) != 0)\n    throw new InvalidOperationException();")]
    [InlineData("if (!disposing || _done)\n    return;\n[|_done = true|];\nFree();", "if (!disposing || Interlocked.Exchange(ref _done, 1) != 0)\n    return;\nFree();")]
    [InlineData("if (!_done)\n{\n    [|_done = true|];\n    Free();\n}", "if (Interlocked.Exchange(ref _done, 1) == 0)\n{\n    Free();\n}")]
    [InlineData("if (disposing && !_done)\n{\n    [|_done = true|];\n    Free();\n}", "if (disposing && Interlocked.Exchange(ref _done, 1) == 0)\n{\n    Free();\n}")]
    public Task Fixes_by_an_exchange(string body, string repaired) =>
        Fix.FixesAsync(Program("private volatile bool _done;", body), Program("private volatile int _done;", repaired));

    [Fact]
    public Task Fixes_all_uses_of_the_flag() => Fix.FixesAsync(
        Program(
            "private bool _done = false; // by Dispose",
            "if (_done)\n    return;\n[|_done = true|];\nFree();",
            """
            public bool IsDone => _done;
            public bool IsOpen { get { lock (_gate) return !_done; } }
            public void Reset() { lock (_gate) { _done = false; } }
            public void Use(bool b) { if (_done || b && !_done) throw new ObjectDisposedException(_done.ToString()); while (!_done) Free(); }
            """),
        Program(
            "private int _done = 0; // by Dispose",
            "if (Interlocked.Exchange(ref _done, 1) != 0)\n    return;\nFree();",
            """
            public bool IsDone => Volatile.Read(ref _done) != 0;
            public bool IsOpen { get { lock (_gate) return Volatile.Read(ref _done) == 0; } }
            public void Reset() { lock (_gate) { Volatile.Write(ref _done, 0); } }
            public void Use(bool b) { if (Volatile.Read(ref _done) != 0 || b && Volatile.Read(ref _done) == 0) throw new ObjectDisposedException((Volatile.Read(ref _done) != 0).ToString()); while (Volatile.Read(ref _done) == 0) Free(); }
            """));

    [Theory]
    [InlineData("private volatile bool _done;", "if (_done) return; Free(); [|_done = true|];", "")]
    [InlineData("private volatile bool _done;", "if (!_done) { Free(); [|_done = true|]; }", "")]
    [InlineData("private volatile bool _done;", "if (_done || !disposing) return; [|_done = true|];", "")]
    [InlineData("protected volatile bool _done;", "if (_done) return; [|_done = true|]; Free();", "")]
    [InlineData("private volatile bool _done, _other;", "if (_done) return; [|_done = true|]; Free();", "")]
    [InlineData("private volatile bool _done;", "if (_done) return; [|_done = true|]; Free();", "void Set(bool b) { _done = b; }")]
    [InlineData("private volatile bool _done;", "if (_done) return; [|_done = true|]; Free();", "void Set(bool b) { _done |= b; }")]
    [InlineData("private volatile bool _done;", "if (_done) return; [|_done = true|]; Free();", "string Name => nameof(_done);")]
    [InlineData("private volatile bool _done;", "if (_done) return; [|_done = true|]; Free();", "static C Make() => new C { _done = true };")]
    [InlineData("private volatile bool _done;", "if (_done) return; [|_done = true|]; Free();", "static bool Is(C c) => c is { _done: true };")]
    public Task Offers_nothing_where_the_flag_is_more(string field, string body, string other) => Fix.OffersNothingAsync(Program(field, body, other));
}
