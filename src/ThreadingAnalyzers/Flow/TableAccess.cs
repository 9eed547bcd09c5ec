using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What an access does to the state behind its location: to the variable itself, or to what the object in it holds.</summary>
internal enum AccessEffect
{
    /// <summary>The variable is read; nothing is known of what happens to an object in it.</summary>
    Read,

    /// <summary>How much the object holds is read.</summary>
    Size,

    /// <summary>The object's content is looked up.</summary>
    Lookup,

    /// <summary>The object's content is gone through.</summary>
    Enumeration,

    /// <summary>The variable gets another value.</summary>
    Write,

    /// <summary>The variable's value is read, changed and written back.</summary>
    Update,

    /// <summary>The object's content changes.</summary>
    ContentChange,
}

/// <summary>One row of the access table.</summary>
/// <param name="Access">Where and what.</param>
/// <param name="Content">What happens to the content of the object in the location.</param>
/// <param name="Held">The locks held there; null where it cannot be told.</param>
/// <param name="IsExempt">Whether it needs no lock: nobody else has the object yet, or it is atomic, or it only names the lock.</param>
internal sealed record TableAccess(Access Access, ContentAccess Content, ImmutableHashSet<AccessPath>? Held, bool IsExempt)
{
    /// <summary>The body whose call this stands for, where the access is made in it; null for an access that is written here.</summary>
    internal Body? Callee { get; init; }

    /// <summary>The access in the callee, where a call stands for it.</summary>
    internal IOperation? Inner { get; init; }

    internal AccessEffect Effect { get; } = (Access.Kind, Content.Use) switch
    {
        (AccessKind.ReadModifyWrite, _) => AccessEffect.Update,
        (AccessKind.Write, _) => AccessEffect.Write,
        (_, ContentUse.Change) => AccessEffect.ContentChange,
        (_, ContentUse.Enumeration) => AccessEffect.Enumeration,
        (_, ContentUse.Read) => AccessEffect.Lookup,
        (_, ContentUse.Size) => AccessEffect.Size,
        _ => AccessEffect.Read,
    };

    internal bool Changes => Effect >= AccessEffect.Write;

    /// <summary>Whether it is known to hold the lock.</summary>
    internal bool Holds(AccessPath guard) => Held?.Contains(guard) == true;

    /// <summary>The operation that a finding points at.</summary>
    internal IOperation Place => Effect switch
    {
        AccessEffect.Update or AccessEffect.Write => Access.Operation,
        AccessEffect.Read => Access.Reference,
        _ => Content.Operation,
    };

    /// <summary>The member that the access is written in.</summary>
    internal Body Member => Access.Body.Outermost;
}
