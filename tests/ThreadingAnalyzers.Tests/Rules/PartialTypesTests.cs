using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ThreadingAnalyzers.Rules;
using Deadlock = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Deadlocks.THR0202LockOrderCycle>;
using Guard = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0302MissingGuard>;

namespace ThreadingAnalyzers.Tests.Rules;

/// <summary>Types whose parts stand in several files: understood as a whole, analyzed once, told file by file.</summary>
public class PartialTypesTests
{
    private static readonly Diagnostic s_finding = Diagnostic.Create(new DiagnosticDescriptor("X", "x", "x", "x", DiagnosticSeverity.Warning, isEnabledByDefault: true), Location.None);

    private static INamedTypeSymbol Type() => CSharpCompilation.Create("P", [CSharpSyntaxTree.ParseText("class C { }")]).GetTypeByMetadataName("C")!;

    [Fact]
    public Task Tells_each_file_what_stands_in_it() => Guard.VerifyFilesAsync(
        "partial class C { readonly object _gate = new(); readonly List<int> _items = new(); public void Drop() { [|_items.Clear()|]; } }",
        "partial class C { public void Add(int i) { lock (_gate) _items.Add(i); } public void Also(int i) { lock (_gate) _items.Remove(i); } }",
        "partial class C { public void Sort() { [|_items.Sort()|]; } public int Count() { lock (_gate) return _items.Count; } }");

    [Fact]
    public Task Takes_part_in_what_is_found_across_types() => Deadlock.VerifyFilesAsync(
        "partial class A { readonly object _a = new(); B _b; public void Put() { lock (_a) {|THR0202:_b.Take()|}; } }",
        "partial class A { public void Get() { lock (_a) { } } }",
        "class B { readonly object _x = new(); A _a; public void Take() { lock (_x) { } } public void Give() { lock (_x) _a.Get(); } }");

    [Fact]
    public void Analyzes_once()
    {
        var types = new PartialTypes();
        INamedTypeSymbol type = Type();
        int runs = 0;
        void Analyze(Action<Diagnostic> report)
        {
            runs++;
            report(s_finding);
        }

        Assert.Equal([s_finding], types.FindingsOf(type, Analyze));
        Assert.Equal([s_finding], types.FindingsOf(type, Analyze));
        Assert.Equal(1, runs);
    }

    [Fact]
    public void Begins_anew_after_a_cancellation()
    {
        var types = new PartialTypes();
        INamedTypeSymbol type = Type();
        Assert.Throws<OperationCanceledException>(() => types.FindingsOf(type, static report =>
        {
            report(s_finding);
            throw new OperationCanceledException();
        }));
        Assert.Equal([s_finding], types.FindingsOf(type, static report => report(s_finding)));
    }
}
