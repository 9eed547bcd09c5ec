using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A lock as one body names it; the modes of a reader–writer lock count separately.</summary>
/// <param name="Path">What the body calls it.</param>
/// <param name="Primitive">What kind of lock it is.</param>
/// <param name="Mode">How it is shared.</param>
/// <param name="Inner">Of a lock of the user's own: the lock that it is made of, if that is known.</param>
internal sealed record LockKey(AccessPath Path, LockPrimitive Primitive, LockMode Mode, InnerLock? Inner = null)
{
    /// <summary>Whether only the thread that took the lock can give it back. Of the user's own locks that is mostly not known.</summary>
    internal bool BelongsToThread => Primitive == LockPrimitive.Scope ? Inner is { BelongsToThread: true } : Mode != LockMode.Counting;

    /// <summary>Whether it is a semaphore, or a lock of the user's own that is made of one.</summary>
    internal bool IsSemaphore => (Inner?.Mode ?? Mode) == LockMode.Counting;
}

/// <summary>A place where a lock or permit is taken.</summary>
/// <param name="Operation">The call, or the await of the call, after which it is held.</param>
/// <param name="Lock">The index of the lock.</param>
internal sealed record Acquisition(IOperation Operation, int Lock);

/// <summary>The locks, acquisitions and conditions of one body, numbered so that a state is two small arrays.</summary>
internal sealed class LockTable
{
    private const int MaximumConditions = 64;
    private const int LastBit = 63;
    private readonly Dictionary<LockKey, int> _locks = [];
    private readonly Dictionary<object, int> _conditions = [];

    internal List<LockKey> Locks { get; } = [];

    internal List<Acquisition> Acquisitions { get; } = [];

    internal int ConditionCount => _conditions.Count;

    /// <summary>The conditions so far that read a variable, or test it for null, and what it is.</summary>
    internal IEnumerable<(AccessPath Path, int Index)> ReadConditions =>
        from entry in _conditions
        let path = PathIn(entry.Key)
        where path is not null
        orderby entry.Value
        select (path, entry.Value);

    internal int IndexOf(LockKey key)
    {
        if (!_locks.TryGetValue(key, out int index))
        {
            index = Locks.Count;
            _locks.Add(key, index);
            Locks.Add(key);
        }

        return index;
    }

    /// <summary>The number of a condition, or -1 when a body has more of them than are worth following.</summary>
    internal int ConditionOf(object key)
    {
        if (_conditions.TryGetValue(key, out int index))
            return index;
        if (_conditions.Count == MaximumConditions)
            return -1;
        _conditions.Add(key, _conditions.Count);
        return _conditions.Count - 1;
    }

    internal ulong Add(Acquisition acquisition)
    {
        Acquisitions.Add(acquisition);
        return BitOf(Acquisitions.Count - 1);
    }

    /// <summary>The acquisitions that a set of bits stands for.</summary>
    internal IEnumerable<Acquisition> Of(ulong bits) => Acquisitions.Where((_, index) => (bits & BitOf(index)) != 0);

    private static AccessPath? PathIn(object key) => key switch
    {
        AccessPath path => path,
        ValueTuple<Type, AccessPath> test => test.Item2,
        _ => null,
    };

    private static ulong BitOf(int index) => 1UL << Math.Min(index, LastBit);
}
