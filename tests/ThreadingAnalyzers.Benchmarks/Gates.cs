using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Benchmarks;

/// <summary>How much of a program gets through which gate.</summary>
/// <param name="Types">Top-level types.</param>
/// <param name="Deep">Those with evidence that threads meet in them: the only ones for which accesses, threads and guards are worked out.</param>
/// <param name="Members">Members with code.</param>
/// <param name="Bound">Those whose text has to do with threads, and which are therefore bound and walked once.</param>
/// <param name="Bodies">Bodies: members, lambdas and local functions.</param>
/// <param name="WithLocks">Those that take or give back a lock: the only ones for which a control-flow graph is built and a lock flow solved.</param>
internal sealed record Gates(int Types, int Deep, int Members, int Bound, int Bodies, int WithLocks)
{
    /// <summary>Counts a program.</summary>
    internal static Gates Of(SourceSet program)
    {
        CSharpCompilation compilation = program.Compile();
        var model = ThreadingModel.Of(compilation);
        var counted = new Gates(0, 0, 0, 0, 0, 0);
        foreach (INamedTypeSymbol type in program.Trees.SelectMany(tree => TypesIn(tree, compilation)).Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default))
            counted = counted.With(new TypeMembers(type, compilation.GetSemanticModel(type.DeclaringSyntaxReferences[0].SyntaxTree), model, CancellationToken.None));
        return counted;
    }

    private static IEnumerable<INamedTypeSymbol> TypesIn(SyntaxTree tree, CSharpCompilation compilation)
    {
        SemanticModel semantics = compilation.GetSemanticModel(tree);
        return tree.GetRoot().DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<TypeDeclarationSyntax>()
            .Select(declaration => semantics.GetDeclaredSymbol(declaration)).OfType<INamedTypeSymbol>();
    }

    private Gates With(TypeMembers members)
    {
        List<BodyScan> concerned = [.. members.Concerned];
        List<BodyScan> all = [.. members.All];
        List<Body> bodies = [.. all.SelectMany(static scan => scan.Body.SelfAndNested())];
        bool isDeep = concerned.Exists(static scan => (scan.Evidence & (Evidence.Locks | Evidence.Forks | Evidence.Atomics)) != 0);
        return new(Types + 1, Deep + (isDeep ? 1 : 0), Members + all.Count, Bound + concerned.Count, Bodies + bodies.Count, WithLocks + bodies.Count(static body => body.HasLockOperations));
    }
}
