using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What an access does to its location.</summary>
internal enum AccessKind
{
    Read,
    Write,

    /// <summary>Reads, computes and writes back: atomic only under a lock.</summary>
    ReadModifyWrite,

    /// <summary>By Interlocked or Volatile, or through a reference whose use is not known.</summary>
    Atomic,
}

/// <summary>One access to a location that threads may share.</summary>
/// <param name="Location">The place, from its root.</param>
/// <param name="Kind">What happens to it.</param>
/// <param name="Reference">The operation that names the location.</param>
/// <param name="Operation">The whole operation: for a read-modify-write the increment or assignment.</param>
/// <param name="Body">The body that it stands in.</param>
internal sealed record Access(AccessPath Location, AccessKind Kind, IOperation Reference, IOperation Operation, Body Body)
{
    /// <summary>Whether the location's value may change.</summary>
    internal bool Changes => Kind is AccessKind.Write or AccessKind.ReadModifyWrite;
}
