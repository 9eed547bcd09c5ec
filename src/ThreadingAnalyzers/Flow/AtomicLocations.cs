using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A call by Interlocked, Volatile or their like, and the body that it stands in.</summary>
internal sealed record AtomicSite(AtomicCall Atomic, AccessPath Path, Body Body)
{
    internal SyntaxNode Syntax => Atomic.Call.Syntax;
}

/// <summary>The fields of a type that Interlocked changes somewhere.</summary>
internal sealed class AtomicLocations
{
    private readonly Dictionary<IFieldSymbol, List<AtomicSite>> _sites = new(SymbolEqualityComparer.Default);

    internal AtomicLocations(IEnumerable<Body> bodies, ThreadingModel model)
    {
        foreach (AtomicSite site in bodies.Where(static body => body.HasAtomics).SelectMany(body => In(body, model)))
        {
            if (site.Path.Last is not IFieldSymbol field)
                continue;
            if (!_sites.TryGetValue(field, out List<AtomicSite>? sites))
                _sites.Add(field, sites = []);
            sites.Add(site);
        }
    }

    /// <summary>The fields, each with the calls that work on it.</summary>
    internal IReadOnlyDictionary<IFieldSymbol, List<AtomicSite>> Fields => _sites;

    /// <summary>The first call of Interlocked that may write a field; null where none does.</summary>
    internal AtomicSite? WriterOf(ISymbol? location) =>
        location is IFieldSymbol field && _sites.TryGetValue(field, out List<AtomicSite>? sites)
            ? sites.Find(static site => site.Atomic.Action is AtomicAction.Change or AtomicAction.Exchange or AtomicAction.CompareExchange)
            : null;

    /// <summary>The atomic calls of a body, in source order.</summary>
    internal static IEnumerable<AtomicSite> In(Body body, ThreadingModel model)
    {
        foreach (IOperation site in body.Sites)
        {
            if (model.Atomics.Of(site) is { } atomic && AccessPath.Of(atomic.Target, body.Locals.Resolve) is { } path)
                yield return new AtomicSite(atomic, path, body);
        }
    }
}
