using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Rules.Signals;

/// <summary>What becomes, in its body, of a permit that is taken at one place.</summary>
internal sealed class PermitPaths
{
    private readonly List<HeldAtExit> _held;

    internal PermitPaths(LockFlow flow, Acquisition acquisition)
    {
        Acquisition = acquisition;
        _held = flow.HeldAtExits.Where(exit => exit.Lock == acquisition.Lock && IsFrom(exit.Acquisitions)).ToList();
        ReleasesHere = flow.Releases.Where(release => release.Lock == acquisition.Lock).Select(static release => release.Operation)
            .OrderBy(static release => release.Syntax.SpanStart).ToList();
        IsReleasedHere = flow.Releases.Any(release => release.Lock == acquisition.Lock && IsFrom(release.Before.Acquisitions));
        IsCertain = flow.IsCertain(acquisition);

        bool IsFrom(ulong bits) => flow.AcquisitionsOf(bits).Contains(acquisition);
    }

    internal Acquisition Acquisition { get; }

    /// <summary>The calls in this body that give a permit of the semaphore back.</summary>
    internal IReadOnlyList<IOperation> ReleasesHere { get; }

    /// <summary>Whether some path gives this permit back.</summary>
    internal bool IsReleasedHere { get; }

    /// <summary>Whether the call takes the permit for certain, and not only if it is free.</summary>
    internal bool IsCertain { get; }

    /// <summary>The way out that loses the permit: a return rather than an exception, and the first in source.</summary>
    internal HeldAtExit? Leak => _held
        .OrderBy(static exit => exit.Kind)
        .ThenBy(static exit => exit.Cause?.Syntax.SpanStart ?? int.MaxValue)
        .FirstOrDefault();
}
