using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// What is known about a top-level type and its nested types once all their bodies are: which bodies run on which threads, and who
/// accesses what there. Built only for types with evidence of concurrency, once per family that has rules about types: it memoizes as it
/// is asked, for one thread and one cancellation; what is costly, the lock flow of each body, is shared by all families.
/// </summary>
internal sealed class TypeSummary
{
    private readonly Lazy<Dictionary<AccessPath, List<Access>>> _accesses;
    private readonly Lazy<Parallelism> _parallelism;
    private readonly Lazy<HandleGroups> _handles;

    private TypeSummary(INamedTypeSymbol type, IReadOnlyList<BodyScan> scans, ThreadingModel model, CancellationToken cancellation)
    {
        Type = type;
        Bodies = scans.SelectMany(scan => scan.RootsOf(cancellation)).SelectMany(static root => root.SelfAndNested()).ToList();
        Callbacks = new Callbacks(Bodies);
        Forks = new ForkFinder(model, Callbacks).Find(Bodies);
        Contexts = new ThreadContexts(Bodies, Forks, Callbacks);
        HeldLocks = new HeldLocks(Contexts, model, cancellation);
        _accesses = new(FindAccesses, isThreadSafe: false);
        _handles = new(() => new HandleGroups(Forks, Bodies), isThreadSafe: false);
        _parallelism = new(() => new Parallelism(this, model, cancellation), isThreadSafe: false);
    }

    internal INamedTypeSymbol Type { get; }

    /// <summary>All bodies, in source order of their members.</summary>
    internal IReadOnlyList<Body> Bodies { get; }

    internal Callbacks Callbacks { get; }

    /// <summary>The places that give code of this type to other threads.</summary>
    internal IReadOnlyList<Fork> Forks { get; }

    internal ThreadContexts Contexts { get; }

    internal HeldLocks HeldLocks { get; }

    /// <summary>Which variables hold the threads and tasks of the forks.</summary>
    internal HandleGroups Handles => _handles.Value;

    /// <summary>Which accesses may happen in parallel.</summary>
    internal Parallelism Parallelism => _parallelism.Value;

    /// <summary>The accesses to each location that threads may share, in source order.</summary>
    internal IReadOnlyDictionary<AccessPath, List<Access>> Accesses => _accesses.Value;

    /// <summary>The summary of a type.</summary>
    internal static TypeSummary Of(INamedTypeSymbol type, IEnumerable<BodyScan> scans, ThreadingModel model, CancellationToken cancellation)
    {
        List<BodyScan> ordered = scans.Distinct().ToList();
        // The compiler hands bodies over in any order; findings must not depend on it.
        ordered.Sort(static (left, right) => Compare(left.Syntax, right.Syntax));
        return new TypeSummary(type, ordered, model, cancellation);
    }

    private static int Compare(SyntaxNode left, SyntaxNode right)
    {
        int file = string.CompareOrdinal(left.SyntaxTree.FilePath, right.SyntaxTree.FilePath);
        return file != 0 ? file : left.SpanStart.CompareTo(right.SpanStart);
    }

    private Dictionary<AccessPath, List<Access>> FindAccesses()
    {
        var byLocation = new Dictionary<AccessPath, List<Access>>();
        foreach (Access access in Bodies.SelectMany(AccessFinder.In))
            Add(byLocation, access);
        foreach (AccessPath variable in byLocation.Keys.Where(static path => path.Members.IsEmpty && path.Root is ILocalSymbol or IParameterSymbol).ToList())
        {
            if (Bodies.FirstOrDefault(body => SymbolEqualityComparer.Default.Equals(body.Symbol, variable.Root!.ContainingSymbol)) is { } owner)
            {
                foreach (Access access in AccessFinder.ToOwn(variable.Root!, owner))
                    Add(byLocation, access);
            }
        }

        return byLocation;
    }

    private static void Add(Dictionary<AccessPath, List<Access>> byLocation, Access access)
    {
        if (!byLocation.TryGetValue(access.Location, out List<Access>? accesses))
            byLocation.Add(access.Location, accesses = []);
        accesses.Add(access);
    }
}
