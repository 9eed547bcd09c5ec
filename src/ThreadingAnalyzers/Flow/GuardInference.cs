using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>The lock that seems to guard a location, and who keeps to it.</summary>
/// <param name="Location">What is guarded.</param>
/// <param name="Lock">The lock.</param>
/// <param name="Primitive">What kind of lock it is.</param>
/// <param name="Holding">The accesses that hold it.</param>
/// <param name="Missing">The accesses that do not, and of which that is known.</param>
internal sealed record InferredGuard(AccessPath Location, AccessPath Lock, LockPrimitive Primitive, IReadOnlyList<TableAccess> Holding, IReadOnlyList<TableAccess> Missing)
{
    internal int Total => Holding.Count + Missing.Count;

    /// <summary>Whether less is done with the lock than without, and in fewer members.</summary>
    internal bool IsOutvoted => Holding.Count < Missing.Count && MembersOf(Holding) < MembersOf(Missing);

    /// <summary>Whether the content of the object changes, and not only the variable: then it is the content that is guarded.</summary>
    internal bool IsOfContent => Holding.Concat(Missing).Any(static access => access.Effect == AccessEffect.ContentChange);

    private static int MembersOf(IEnumerable<TableAccess> accesses) => accesses.Select(static access => access.Member).Distinct().Count();
}

/// <summary>
/// Works out which lock guards which location from what most accesses hold (the lockset idea of Savage et al. 1997, by majority as in
/// Engler et al. 2001).
/// </summary>
internal sealed class GuardInference
{
    private readonly TypeSummary _summary;
    private readonly AccessTable _table;
    private readonly GuardedCalls _calls;
    private readonly Dictionary<AccessPath, HashSet<LockPrimitive>> _locks = [];
    private readonly Dictionary<AccessPath, InferredGuard?> _known = [];

    internal GuardInference(TypeSummary summary, ThreadingModel model, CancellationToken cancellation)
    {
        _summary = summary;
        _table = summary.AccessTable;
        _calls = new GuardedCalls(summary.Contexts, summary.Construction, summary.HeldLocks);
        foreach (Body body in summary.Bodies)
        {
            foreach (LockKey key in body.LockFlow(model, cancellation)?.Locks ?? [])
            {
                if (!_locks.TryGetValue(key.Path, out HashSet<LockPrimitive>? primitives))
                    _locks.Add(key.Path, primitives = []);
                primitives.Add(key.Primitive);
            }
        }
    }

    /// <summary>The guard of a location, or null where none shows.</summary>
    internal InferredGuard? Of(AccessPath location)
    {
        if (!_known.TryGetValue(location, out InferredGuard? guard))
            _known.Add(location, guard = Infer(location));
        return guard;
    }

    /// <summary>What kind of lock a path is, where it is one that can exclude others; null for scopes of no known kind, throttles and signals.</summary>
    internal LockPrimitive? ExclusionBy(AccessPath path)
    {
        if (!_locks.TryGetValue(path, out HashSet<LockPrimitive>? primitives))
            return LockPrimitive.Monitor;
        LockPrimitive primitive = primitives.OrderBy(static primitive => primitive).First();
        return primitive switch
        {
            LockPrimitive.Semaphore or LockPrimitive.SemaphoreSlim => HasOnePermit(path) ? primitive : null,
            LockPrimitive.Scope => LockNames.Suggest(path) || LockNames.PrimitiveOf(path) is not null ? primitive : null,
            _ => primitive,
        };
    }

    private InferredGuard? Infer(AccessPath location)
    {
        List<TableAccess> all = _calls.Seen(_table.Of(location)).FindAll(static access => access is { IsExempt: false, Held: not null });
        if (!all.Exists(static access => access.Changes) || StatedAttributes.AreForOneThread(location.Last!))
            return null;
        if (GuardContract.Of(location.Last!) is { } contract)
            return ByContract(contract, location, all);
        List<TableAccess> relevant = all.Exists(static access => access.Effect == AccessEffect.ContentChange) ? all.FindAll(static access => access.Effect != AccessEffect.Read) : all;
        AccessPath? best = relevant.SelectMany(static access => access.Held!)
            .Where(path => CanGuard(path, location))
            .GroupBy(static path => path)
            .OrderByDescending(static group => group.Count())
            .ThenBy(static group => group.Key.ToString(), StringComparer.Ordinal)
            .FirstOrDefault()?.Key;
        return best is null ? null
            : new(location, best, ExclusionBy(best)!.Value, relevant.FindAll(access => access.Holds(best)), relevant.FindAll(access => !access.Holds(best) && MayMeet(access, relevant)));
    }

    // Who does not keep to a contract is told so as such, and not as a minority.
    private static InferredGuard? ByContract(GuardContract contract, AccessPath location, List<TableAccess> all) => contract.GuardOf(location) is { } guard
        ? new(location, guard, LockNames.PrimitiveOf(guard) ?? LockPrimitive.Monitor, all.FindAll(access => access.Holds(guard)), Missing: [])
        : null;

    // A variable of one run is shared only with the threads of that run; code that starts and awaits threads is ordered with them.
    private bool MayMeet(TableAccess access, List<TableAccess> others) => AccessTable.IsCapturedVariable(access.Access.Location)
        ? _summary.Parallelism.PartnerOf(access.Access, others.Where(other => other.Changes || access.Changes).Select(static other => other.Access).ToList()) is not null
        : !_summary.Parallelism.IsBesideNothing(access.Access);

    /// <summary>Whether a lock can guard a location at all: an instance's lock does not guard what all instances share.</summary>
    internal bool CanGuard(AccessPath path, AccessPath location)
    {
        bool isOfVariable = path.Root is ILocalSymbol or IParameterSymbol;
        return ExclusionBy(path) is not null
            && (!isOfVariable || AccessTable.IsCapturedVariable(location) || path.Root!.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor })
            && !(path.StartsAtThis && location.Root is { IsStatic: true });
    }

    private bool HasOnePermit(AccessPath path)
    {
        if (path.Last is not { } symbol)
            return false;
        if (SemaphorePermits.InitialOf(symbol) is { } declared)
            return declared == 1;
        List<IObjectCreationOperation> made = _table.Values.Of(symbol).Select(Operand.Unwrap).OfType<IObjectCreationOperation>().ToList();
        return made.Count > 0 && made.TrueForAll(static creation =>
            creation.Arguments.FirstOrDefault(static argument => argument.Parameter?.Ordinal == 0)?.Value.ConstantValue is { HasValue: true, Value: 1 });
    }
}
