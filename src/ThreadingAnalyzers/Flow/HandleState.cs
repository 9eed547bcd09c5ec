using System.Collections.Immutable;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What a thread or task that a variable holds may have been through when control is at some place.</summary>
/// <param name="MayBeNew">It may be one that was made and not started.</param>
/// <param name="MayBeOther">It may be one of which nothing is known.</param>
/// <param name="StartedBy">The places that may have started it, or shown that it was started, one bit each.</param>
internal readonly record struct HandleState(bool MayBeNew, bool MayBeOther, ulong StartedBy)
{
    internal static readonly HandleState New = new(true, false, 0);

    internal static readonly HandleState Other = new(false, true, 0);

    /// <summary>Whether it is certain that it was not started.</summary>
    internal bool IsNew => this == New;

    /// <summary>Whether it is certain that it was started.</summary>
    internal bool IsStarted => !MayBeNew && !MayBeOther && StartedBy != 0;

    internal static HandleState Started(ulong by) => new(false, false, by);

    internal HandleState Union(HandleState other) => new(MayBeNew || other.MayBeNew, MayBeOther || other.MayBeOther, StartedBy | other.StartedBy);

    /// <summary>Others may have started it meanwhile; that it was started stays true.</summary>
    internal HandleState Shared() => MayBeNew ? new(false, true, StartedBy) : this;
}

/// <summary>The states of the variables that hold threads and tasks; of one that is missing nothing is known.</summary>
internal sealed class HandleStates(ImmutableDictionary<AccessPath, HandleState> states) : IEquatable<HandleStates>
{
    internal static readonly HandleStates Empty = new(ImmutableDictionary<AccessPath, HandleState>.Empty);

    internal IEnumerable<KeyValuePair<AccessPath, HandleState>> All => states;

    internal HandleState this[AccessPath path] => states.TryGetValue(path, out HandleState state) ? state : HandleState.Other;

    internal HandleStates With(AccessPath path, HandleState state) => new(state == HandleState.Other ? states.Remove(path) : states.SetItem(path, state));

    /// <summary>The states after something that each variable reacts to in its own way.</summary>
    internal HandleStates Select(Func<AccessPath, HandleState, HandleState> after) => states.Aggregate(this, (all, one) => all.With(one.Key, after(one.Key, one.Value)));

    internal HandleStates Union(HandleStates other)
    {
        HandleStates union = Select((path, state) => state.Union(other[path]));
        return other.All.Aggregate(union, (all, one) => all.With(one.Key, one.Value.Union(this[one.Key])));
    }

    /// <inheritdoc/>
    public bool Equals(HandleStates? other) => other is not null && All.All(one => other[one.Key] == one.Value) && other.All.All(one => this[one.Key] == one.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HandleStates);

    /// <inheritdoc/>
    public override int GetHashCode() => states.Count;
}
