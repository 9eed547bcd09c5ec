using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Tests;

/// <summary>One source, compiled and scanned as the analyzers scan it, for tests of the model and the flows.</summary>
internal sealed class Scan
{
    private const string Usings = """
        using System; using System.Collections.Concurrent; using System.Collections.Generic; using System.IO; using System.Linq; using System.Net.Http;
        using System.Threading; using System.Threading.Tasks;
        """;

    internal Scan(string source)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(Usings + source, Snippet.ParseOptions);
        Compilation compilation = CSharpCompilation.Create("Scan", [tree], ReferenceAssemblies.Net100.References, new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        SemanticModel semantics = compilation.GetSemanticModel(tree);
        Model = ThreadingModel.Of(compilation);
        Scans = [.. tree.GetRoot().DescendantNodes().OfType<BaseMethodDeclarationSyntax>().Where(method => method.Body is not null || method.ExpressionBody is not null)
            .Select(method => BodyScan.Of(semantics.GetOperation(method)!, semantics.GetDeclaredSymbol(method)!, Model, default))];
        Type = semantics.GetDeclaredSymbol(tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>().First())!;
    }

    internal ThreadingModel Model { get; }

    internal ImmutableArray<BodyScan> Scans { get; }

    internal INamedTypeSymbol Type { get; }

    internal IEnumerable<Body> Bodies => Scans.SelectMany(scan => scan.Body.SelfAndNested());

    /// <summary>A source with one method whose body is the given text.</summary>
    internal static Scan OfBody(string body, string members = "") => new($$"""
        class C
        {
            readonly object gate = new(), other = new(); static readonly object shared = new(); readonly Lock lck = new(); SpinLock spin;
            readonly SemaphoreSlim slim = new(1, 1); readonly Semaphore old = new(1, 1); readonly Mutex mutex = new(); readonly ManualResetEvent ev = new(false);
            readonly ReaderWriterLockSlim rw = new(); SemaphoreSlim Slots { get; } = new(1); int n; bool flag;
            {{members}}
            async Task M(bool b, int[] items, CancellationToken token) { await Task.Yield(); {{body}} }
            void Work() { } bool Ask() => true;
            static void Probe() { } static bool Test() => true;
        }
        """);

    /// <summary>The calls of a name, with the bodies that they stand in, in source order.</summary>
    internal IEnumerable<(IInvocationOperation Call, Body Body)> Calls(string name) =>
        from body in Bodies
        from call in body.Sites.OfType<IInvocationOperation>()
        where call.TargetMethod.Name == name
        orderby call.Syntax.SpanStart
        select (call, body);

    /// <summary>The last call of the source that is none of the test's own.</summary>
    internal IInvocationOperation CallIn(string name) => Calls(name).Last().Call;
}
