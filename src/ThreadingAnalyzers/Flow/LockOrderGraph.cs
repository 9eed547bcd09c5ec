using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// The lock order of all types together: a call of another type's method under a lock takes the locks of that method. A cycle means that as many
/// threads can wait for each other in a ring.
/// </summary>
internal sealed class LockOrderGraph
{
    private const int MaximumDepth = 4;
    private const int MaximumCycle = 4;
    private const int MaximumEdges = 2_000;
    private const int MaximumSteps = 200_000;
    private readonly Dictionary<IMethodSymbol, List<LockOrderPair>> _byMethod = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IMethodSymbol, List<LockOrderPair>> _closed = new(SymbolEqualityComparer.Default);
    private readonly HashSet<IMethodSymbol> _inProgress = new(SymbolEqualityComparer.Default);
    private readonly List<LockOrderPair> _edges = [];
    private readonly Dictionary<ISymbol, List<LockOrderPair>> _byHeld = new(SymbolEqualityComparer.Default);
    private int _stepsLeft = MaximumSteps;

    internal LockOrderGraph(IEnumerable<LockOrderPair> pairs)
    {
        List<LockOrderPair> sorted = pairs.OrderBy(static pair => pair.Places[0].SourceTree!.FilePath, StringComparer.Ordinal).ThenBy(static pair => pair.Places[0].SourceSpan.Start)
            .ThenBy(static pair => pair.Places.Length).ThenBy(static pair => pair.Acquired?.Name, StringComparer.Ordinal).ToList();
        foreach (LockOrderPair pair in sorted)
        {
            if (pair.Method is not { } method)
                continue;
            if (!_byMethod.TryGetValue(method, out List<LockOrderPair>? ofMethod))
                _byMethod.Add(method, ofMethod = []);
            ofMethod.Add(pair);
        }

        foreach (LockOrderPair edge in sorted.Where(static pair => !pair.Held.IsEmpty).SelectMany(pair => Expanded(pair, 0)))
        {
            if (_edges.Count < MaximumEdges && !_edges.Exists(known => IsSame(known, edge)))
                _edges.Add(edge);
        }

        foreach (LockOrderPair edge in _edges)
        {
            foreach (LockDeclaration held in edge.Held)
            {
                if (!_byHeld.TryGetValue(held.Symbol, out List<LockOrderPair>? holders))
                    _byHeld.Add(held.Symbol, holders = []);
                holders.Add(edge);
            }
        }
    }

    /// <summary>The cycles that no type shows alone: the shortest ones, from the edge that comes first in source.</summary>
    internal IEnumerable<ImmutableArray<LockOrderPair>> Cycles(CancellationToken cancellation)
    {
        var found = new List<HashSet<ISymbol>>();
        foreach (ImmutableArray<LockOrderPair> cycle in All(cancellation).OrderBy(static cycle => cycle.Length))
        {
            HashSet<ISymbol> locks = new(cycle.Select(static edge => edge.Acquired!.Symbol), SymbolEqualityComparer.Default);
            if (found.Exists(locks.IsSupersetOf) || found.Exists(known => known.Any(locks.Contains) && IsAt(cycle[0], known)))
                continue;
            found.Add(locks);
            if (!IsOfOneType(cycle))
                yield return cycle;
        }

        // What leads on from the same place to more locks has the same cure.
        static bool IsAt(LockOrderPair first, HashSet<ISymbol> known) => first.Held.Any(held => known.Contains(held.Symbol)) && known.Contains(first.Acquired!.Symbol);
    }

    private IEnumerable<ImmutableArray<LockOrderPair>> All(CancellationToken cancellation)
    {
        foreach (LockOrderPair first in _edges)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (ImmutableArray<LockOrderPair> cycle in From(ImmutableArray.Create(first)))
                yield return cycle;
        }
    }

    // Two orders in one type are reported as such, while it is edited.
    private static bool IsOfOneType(ImmutableArray<LockOrderPair> cycle) =>
        cycle.Length == 2 && cycle.All(edge => !edge.LeavesType && SymbolEqualityComparer.Default.Equals(edge.Owner, cycle[0].Owner));

    // One step more at a time, and back to a lock that the first edge holds.
    private IEnumerable<ImmutableArray<LockOrderPair>> From(ImmutableArray<LockOrderPair> path)
    {
        LockOrderPair last = path[path.Length - 1];
        if (!_byHeld.TryGetValue(last.Acquired!.Symbol, out List<LockOrderPair>? holders))
            yield break;
        foreach (LockOrderPair next in holders)
        {
            if (--_stepsLeft < 0 || !Blocks(next, last) || path.Any(before => !CanBeside(before, next)))
                continue;
            ImmutableArray<LockOrderPair> longer = path.Add(next);
            if (Blocks(path[0], next))
                yield return longer;
            else if (longer.Length < MaximumCycle)
            {
                foreach (ImmutableArray<LockOrderPair> cycle in From(longer))
                    yield return cycle;
            }
        }
    }

    // The one thread holds what the other one wants.
    private static bool Blocks(LockOrderPair holder, LockOrderPair waiter) =>
        holder.Held.Any(held => held.IsSame(waiter.Acquired!) && (held.Mode != Model.LockMode.Shared || waiter.Acquired!.Mode != Model.LockMode.Shared));

    // Two threads of a ring hold different locks and want different ones.
    private static bool CanBeside(LockOrderPair one, LockOrderPair other) => !one.Acquired!.IsSame(other.Acquired!) && !one.Held.Any(held => other.Held.Any(held.IsSame));

    private IEnumerable<LockOrderPair> Expanded(LockOrderPair pair, int depth)
    {
        if (pair.Callee is null)
            return [pair];
        return depth == MaximumDepth ? [] : ClosedOf(pair.Callee, depth + 1)
            .Where(inner => !pair.Held.Any(inner.Acquired!.IsSame))
            .Select(inner => pair with
            {
                Held = pair.Held.AddRange(inner.Held.Where(held => !pair.Held.Any(held.IsSame))),
                Acquired = inner.Acquired,
                Callee = null,
                LeavesType = true,
                Places = pair.Places.AddRange(inner.Places),
            });
    }

    // What a method takes, through the methods that it calls.
    private List<LockOrderPair> ClosedOf(IMethodSymbol method, int depth)
    {
        if (_closed.TryGetValue(method, out List<LockOrderPair>? known))
            return known;
        if (!_byMethod.TryGetValue(method, out List<LockOrderPair>? own) || !_inProgress.Add(method))
            return [];
        var closed = new List<LockOrderPair>();
        foreach (LockOrderPair pair in own.SelectMany(pair => Expanded(pair, depth)))
        {
            if (!closed.Exists(other => IsSame(other, pair)))
                closed.Add(pair);
        }

        _inProgress.Remove(method);
        return _closed[method] = closed;
    }

    private static bool IsSame(LockOrderPair one, LockOrderPair other) =>
        Equals(one.Acquired, other.Acquired) && one.Held.Length == other.Held.Length && one.Held.All(held => other.Held.Contains(held))
        && SymbolEqualityComparer.Default.Equals(one.Owner, other.Owner);
}
