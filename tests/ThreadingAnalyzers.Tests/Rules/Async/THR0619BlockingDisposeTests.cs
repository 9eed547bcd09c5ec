using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.Async.THR0619BlockingDispose, ThreadingAnalyzers.CodeFixes.Async.THR0619BlockingDisposeCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0619BlockingDispose>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0619BlockingDisposeTests
{
    private const string Types = """
        sealed class Connection : IDisposable, IAsyncDisposable { public void Dispose() { } public ValueTask DisposeAsync() => default; public void Use() { } }
        sealed class Log : StreamWriter { public Log(string p) : base(p) { } }
        sealed class Memory : MemoryStream { }
        interface IBoth : IDisposable, IAsyncDisposable { }
        """;

    private static Task VerifyBodyAsync(string body) => Verify.VerifyAsync(Types + $$"""
        class C
        {
            readonly Connection _connection = new(); readonly object _gate = new();
            static Connection Open() => new(); static Task<Connection> OpenAsync() => Task.FromResult(new Connection());
            async Task RunAsync(Stream stream, string path, IBoth both)
            {
                await Task.Yield();
                {{body}}
            }
        }
        """);

    [Theory]
    [InlineData("using [|var c = new Connection()|];")]
    [InlineData("using [|Connection c = new()|];")]
    [InlineData("using ([|var c = Open()|]) { c.Use(); }")]
    [InlineData("using ([|Open()|]) { }")]
    [InlineData("using ([|await OpenAsync()|]) { }")]
    [InlineData("using ([|both|]) { }")]
    [InlineData("using [|var c = await OpenAsync()|];")]
    [InlineData("[|_connection.Dispose()|];")]
    [InlineData("var c = Open(); try { c.Use(); } finally { [|c.Dispose()|]; }")]
    [InlineData("_connection?[|.Dispose()|];")]
    [InlineData("using [|var w = new StreamWriter(path)|];")]
    [InlineData("using [|var w = new Log(path)|];")]
    [InlineData("using [|var w = File.CreateText(path)|];")]
    [InlineData("using [|var f = File.Create(path)|];")]
    [InlineData("using [|var f = new FileStream(path, FileMode.Create)|];")]
    [InlineData("using [|var z = new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionMode.Compress)|];")]
    public Task Reports_a_synchronous_dispose(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("await using var c = new Connection();")]
    [InlineData("await using (var c = Open()) { }")]
    [InlineData("await _connection.DisposeAsync();")]
    [InlineData("using var m = new MemoryStream();")]
    [InlineData("using var m = new Memory();")]
    [InlineData("using var f = File.OpenRead(path);")]
    [InlineData("using var f = new FileStream(path, FileMode.Open);")]
    [InlineData("using var r = new StreamReader(path);")]
    [InlineData("using var s = stream;")]
    [InlineData("using var w = new StreamWriter(new MemoryStream());")]
    [InlineData("var m = new MemoryStream(); using var w = new StreamWriter(m);")]
    [InlineData("using var z = new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionMode.Decompress);")]
    [InlineData("using var c = new CancellationTokenSource(); using var r = c.Token.Register(() => { });")]
    [InlineData("using var t = new Timer(_ => { });")]
    [InlineData("lock (_gate) { using var c = Open(); }")]
    [InlineData("IDisposable d = Open(); using (d) { }")]
    public Task Accepts_what_has_nothing_to_wait_for(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("void M() { using var c = new Connection(); }")]
    [InlineData("Task M() { using var c = new Connection(); return Task.CompletedTask; }")]
    [InlineData("async Task M() { await Task.Yield(); Action a = () => { using var c = new Connection(); }; a(); }")]
    public Task Accepts_synchronous_functions(string member) => Verify.VerifyAsync(Types + $"class C {{ {member} }}");

    [Theory]
    [InlineData("using [|var w = new StreamWriter(path)|]; // 1", "await using var w = new StreamWriter(path); // 1")]
    [InlineData("// 1\n        using ([|var w = new StreamWriter(path)|])\n        {\n        }", "// 1\n        await using (var w = new StreamWriter(path))\n        {\n        }")]
    [InlineData("var w = new StreamWriter(path);\n        [|w.Dispose()|];", "var w = new StreamWriter(path);\n        await w.DisposeAsync();")]
    public Task Fixes_with_await(string before, string after) => Fix.FixesAsync(Program(before), Program(after));

    [Theory]
    [InlineData("readonly FileStream _s = new(\"a\", FileMode.Create); async Task M() { await Task.Yield(); [|_s.Dispose()|]; }")]
    [InlineData("FileStream _s; C(string p) { _s = File.Create(p); } async Task M() { await Task.Yield(); [|_s.Dispose()|]; _s = null; }")]
    [InlineData("readonly Stream _s; C(Stream t) { this._s = new System.IO.Compression.GZipStream(t, System.IO.Compression.CompressionMode.Compress); } async Task M() { await Task.Yield(); _s?[|.Dispose()|]; }")]
    [InlineData("readonly FileStream _s = new(\"a\", FileMode.Open); async Task M() { await Task.Yield(); _s.Dispose(); }")]
    [InlineData("readonly FileStream _s = File.OpenRead(\"a\"); async Task M() { await Task.Yield(); _s.Dispose(); }")]
    [InlineData("readonly Stream _s; C(Stream s) { _s = s; } async Task M() { await Task.Yield(); _s.Dispose(); }")]
    [InlineData("readonly Stream _s = new MemoryStream(); async Task M() { await Task.Yield(); _s.Dispose(); }")]
    public Task Knows_the_streams_of_fields(string members) => Verify.VerifyAsync($"class C {{ {members} }}");

    [Fact]
    public Task Accepts_what_C_sharp_7_cannot_say() => new CSharpAnalyzerTest<RuleHost<ThreadingAnalyzers.Rules.Async.THR0619BlockingDispose>>
    {
        TestCode = "using System.IO; using System.Threading.Tasks; class C { async Task M() { using (var s = File.Create(\"a\")) { await s.FlushAsync(); } } }",
        LanguageVersion = Microsoft.CodeAnalysis.CSharp.LanguageVersion.CSharp7_3,
    }.RunAsync();

    [Fact]
    public Task KnownMiss_a_stream_whose_creation_is_not_seen() => VerifyBodyAsync("using var s = stream; s.WriteByte(1);");

    private static string Program(string body) => $$"""
        using System.IO;
        using System.Threading.Tasks;

        class C
        {
            async Task M(string path)
            {
                await Task.Yield();
                {{body}}
            }
        }
        """;

    [Fact]
    public Task Accepts_the_synchronous_way_of_a_method_that_has_two() => Verify.VerifyAsync("""
        class Scope : IDisposable, IAsyncDisposable { public void Dispose() { } public async ValueTask DisposeAsync() => await Task.Yield(); }
        class C
        {
            async Task M(bool async, Scope scope)
            {
                if (async) await scope.DisposeAsync(); else scope.Dispose();
                if (!async) { using var other = new Scope(); return; }
                [|scope.Dispose()|];
            }
        }
        """);
}
