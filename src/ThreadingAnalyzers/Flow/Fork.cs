using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A place that gives code to another thread.</summary>
/// <param name="Index">The fork's number within its type; −1 for a call of <see cref="BegunCalls"/>.</param>
/// <param name="Kind">What runs the code.</param>
/// <param name="Site">The call or object creation that is given the callback.</param>
/// <param name="Container">The body that the site stands in.</param>
/// <param name="Targets">The bodies that the other thread begins with, as far as they are in this type.</param>
/// <param name="Receiver">The object that a target method runs on, if it is another than the container's.</param>
internal sealed record Fork(int Index, ForkKind Kind, IOperation Site, Body Container, IReadOnlyList<Body> Targets, AccessPath? Receiver)
{
    /// <summary>Whether the work begins at the site itself, and not at a later Start.</summary>
    internal bool StartsAtSite => Kind is not (ForkKind.Thread or ForkKind.ColdTask);

    /// <summary>Whether the call waits until all work has ended.</summary>
    internal bool WaitsAtSite => Kind is ForkKind.Parallel or ForkKind.ParallelInvoke;

    /// <summary>Whether all work has ended when the call returns, or is taken to have.</summary>
    internal bool IsJoinedAtSite => Kind is ForkKind.Parallel or ForkKind.ParallelInvoke or ForkKind.ParallelMethod;

    /// <summary>Whether several instances of the callback run at once from this one site.</summary>
    internal bool OverlapsItself => Kind is ForkKind.Parallel or ForkKind.ParallelMethod or ForkKind.AsyncFanOut;

    /// <summary>Whether one call starts both and lets them run at once.</summary>
    internal bool IsBeside(Fork other) => Kind == ForkKind.ParallelInvoke && !ReferenceEquals(this, other) && ReferenceEquals(Site, other.Site);

    /// <inheritdoc/>
    public bool Equals(Fork? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => Index;
}
