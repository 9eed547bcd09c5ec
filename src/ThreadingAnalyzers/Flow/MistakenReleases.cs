using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Releases of one lock where another one like it was taken: the names were mixed up.</summary>
internal static class MistakenReleases
{
    /// <summary>The lock that the body takes and keeps, while it releases this one, which it never takes; null where that is not so.</summary>
    internal static int? TakenInstead(int released, LockFlow flow)
    {
        LockKey key = flow.Locks[released];
        List<int> kept = flow.Acquisitions.Select(static acquisition => acquisition.Lock).Distinct()
            .Where(gate => AreAlike(flow.Locks[gate], key) && !flow.Releases.Any(release => release.Lock == gate)).ToList();
        List<int> untaken = flow.Releases.Select(static release => release.Lock).Distinct()
            .Where(gate => flow.Locks[gate].Primitive == key.Primitive && !flow.Acquisitions.Any(acquisition => acquisition.Lock == gate)).ToList();
        return kept is [var other] && untaken is [var only] && only == released && flow.HeldAtExits.Any(exit => exit.Lock == other && exit is { Kind: ExitKind.Normal, IsCertain: true }) ? other : null;
    }

    // Locks along a chain of objects are taken and given back hand over hand; two of one object's or type's own are not.
    private static bool AreAlike(LockKey left, LockKey right) => left.Primitive == right.Primitive && left.Mode == right.Mode && left.Primitive != LockPrimitive.Scope
        && !left.Path.Equals(right.Path) && IsOwn(left.Path) && IsOwn(right.Path) && (left.Mode != LockMode.Counting || (IsMutex(left.Path) && IsMutex(right.Path)));

    private static bool IsOwn(AccessPath path) => path.Last is IFieldSymbol or IPropertySymbol && path.Members.Length <= 1 && path.Root is null or IFieldSymbol or IPropertySymbol;

    private static bool IsMutex(AccessPath path) => SemaphorePermits.InitialOf(path.Last) is > 0;
}
