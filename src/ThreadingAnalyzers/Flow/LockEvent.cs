using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Flow;

/// <summary>A step of a block, as far as locks are concerned.</summary>
internal enum LockStep
{
    /// <summary>An exception may leave the block here.</summary>
    MayThrow,

    /// <summary>A lock is taken.</summary>
    Acquire,

    /// <summary>A lock is perhaps taken; the condition tells.</summary>
    TryAcquire,

    /// <summary>A lock is given back.</summary>
    Release,

    /// <summary>All permits of a semaphore that were taken are given back.</summary>
    ReleaseAll,

    /// <summary>It turns out that the lock was not taken yet.</summary>
    Forget,

    /// <summary>Nothing is known of the condition any more, or a constant is.</summary>
    SetFact,

    /// <summary>A callee may give the lock back; nothing is known of the condition any more, which it changes as well.</summary>
    Entrust,

    /// <summary>What was learnt of the condition before may have changed since; which lock it tells about has not.</summary>
    Doubt,

    /// <summary>The condition now says what another one says, or its contrary.</summary>
    CopyFact,

    /// <summary>An operation that somebody will ask about: which locks are held here?</summary>
    Observe,
}

/// <summary>One step of a block; the order of the list is the order of evaluation.</summary>
/// <param name="Step">What happens.</param>
/// <param name="Operation">Where.</param>
/// <param name="Lock">The index of the lock, or -1.</param>
/// <param name="Condition">The index of the condition, or -1.</param>
/// <param name="Bit">The acquisition's bit.</param>
/// <param name="Known">The constant to set, or whether to copy as it is (True) or negated (False).</param>
/// <param name="Source">The index of the condition to copy.</param>
internal readonly record struct LockEvent(
    LockStep Step, IOperation Operation, int Lock = -1, int Condition = -1, ulong Bit = 0, Known Known = Known.Nothing, int Source = -1);

/// <summary>What a block's branch depends on: a condition and whether its value is negated; -1 where nothing is known of it.</summary>
internal readonly record struct BranchCondition(int Condition, bool IsNegated)
{
    internal static readonly BranchCondition Unknown = new(-1, false);

    internal BranchCondition Negated() => this with { IsNegated = !IsNegated };
}
