using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>The accesses of a type to its state under the shared mode of a reader–writer lock.</summary>
internal sealed class SharedLockAccesses
{
    private readonly Dictionary<StateAccess, LockKey> _shared = [];
    private readonly TypeSummary _summary;

    internal SharedLockAccesses(TypeSummary summary, ThreadingModel model)
    {
        _summary = summary;
        foreach (StateAccess access in summary.Bodies.Where(static body => !IsConstruction(body)).SelectMany(body => StateAccess.In(body, model)))
        {
            if (SharedAt(access) is { } key)
                _shared[access] = key;
        }
    }

    /// <summary>The lock under which an access happens, in its shared mode.</summary>
    internal LockKey? LockOf(StateAccess access) => _shared.TryGetValue(access, out LockKey? key) ? key : null;

    /// <summary>The writes that other threads may do at the same time: the first one of each body to each place.</summary>
    internal IEnumerable<StateAccess> Writes() => _shared.Keys
        .Where(access => access.Content == ContentUse.Change || (access.IsUpdate && _shared[access].Mode == LockMode.Shared) || (access.Changes && IsPlainWriteOfGuarded(access)))
        .GroupBy(static access => (access.Path, access.Access.Body))
        .Select(static same => same.First());

    private static bool IsConstruction(Body body) => body.Outermost.Method is { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor };

    // Another lock on top may be the one that orders the writers.
    private LockKey? SharedAt(StateAccess access)
    {
        if (_summary.HeldLocks.KeysAt(access.Access.Body, access.Access.Reference.Syntax) is not { IsEmpty: false } held || !held.All(IsShared))
            return null;
        return held.FirstOrDefault(key => !key.Path.Equals(access.Path) && IsOfSameObject(key.Path, access.Path));
    }

    // What another object's lock guards is that object's state, not what its user keeps beside it.
    private static bool IsOfSameObject(AccessPath gate, AccessPath state) => gate.Owner is not { } holder || state.Owner is not { } owner || holder.Equals(owner);

    private static bool IsShared(LockKey key) => (key.Inner?.Primitive ?? key.Primitive) == LockPrimitive.ReaderWriterLock && key is { Mode: LockMode.Shared or LockMode.Upgradeable };

    // A flag or a value computed once may be written twice without harm.
    private bool IsPlainWriteOfGuarded(StateAccess write) =>
        write.Access.Operation is ISimpleAssignmentOperation { Value.ConstantValue.HasValue: false } assignment
        && write.Path.Last is not IFieldSymbol { IsVolatile: true }
        && !IsUnderTestOf(assignment, write.Path.Last!)
        && _shared.Any(other => other.Key.Access.Body != write.Access.Body && other.Key.Path.Equals(write.Path) && other.Value.Path.Equals(_shared[write].Path));

    private static bool IsUnderTestOf(IOperation assignment, ISymbol variable)
    {
        for (IOperation? parent = assignment.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IConditionalOperation { Condition: var condition } && condition.DescendantsAndSelf().Any(part => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(part), variable)))
                return true;
        }

        return false;
    }
}
