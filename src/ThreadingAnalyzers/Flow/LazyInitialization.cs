using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A condition on the way to the place where a variable gets its first value.</summary>
/// <param name="Reference">What names the variable, where the value tested was read; null for a condition about something else.</param>
/// <param name="IsPlain">Whether it is read by an ordinary read.</param>
/// <param name="IsInLock">Whether a lock that is held at the assignment is held here, too.</param>
internal readonly record struct EmptyTest(IOperation? Reference, bool IsPlain, bool IsInLock);

/// <summary>A place where a variable gets a value because it was found to have none.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Path">Its path.</param>
/// <param name="Assignment">The whole assignment.</param>
/// <param name="Target">What names the variable in it.</param>
/// <param name="Value">The value.</param>
/// <param name="Body">Where.</param>
/// <param name="Held">The locks held at the assignment.</param>
/// <param name="Tests">The conditions that lead there.</param>
internal sealed record LazyInitialization(
    ISymbol Variable, AccessPath Path, IOperation Assignment, IOperation Target, IOperation Value, Body Body, ImmutableHashSet<AccessPath> Held, IReadOnlyList<EmptyTest> Tests)
{
    /// <summary>Whether a lock is held while the variable gets its value.</summary>
    internal bool IsLocked => !Held.IsEmpty;

    /// <summary>The test of the variable before the lock is taken; null where there is none.</summary>
    internal EmptyTest? FirstCheck => Tests.Where(static test => test is { Reference: not null, IsInLock: false }).Select(static test => (EmptyTest?)test).FirstOrDefault();

    /// <summary>Whether the variable is tested again under the lock.</summary>
    internal bool IsCheckedAgain => Tests.Any(static test => test is { Reference: not null, IsInLock: true });

    /// <summary>Whether, under the lock, anything at all is tested.</summary>
    internal bool IsConditionalInLock => Tests.Any(static test => test.IsInLock);

    /// <summary>Tested without the lock, and again with it.</summary>
    internal bool IsDoubleChecked => IsLocked && IsCheckedAgain && FirstCheck is not null;
}
