using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>How messages speak of accesses and the lock that guards them.</summary>
internal static class GuardWording
{
    /// <summary>What an access does to its place, such as "looked up".</summary>
    internal static string Done(AccessEffect effect) => effect switch
    {
        AccessEffect.ContentChange => "changed",
        AccessEffect.Enumeration => "gone through",
        AccessEffect.Lookup => "looked up",
        AccessEffect.Update => "read, changed and written back",
        AccessEffect.Write => "written",
        AccessEffect.Size => "counted",
        _ => "read",
    };

    /// <summary>The access with the lock that is hurt most by the one without it, as a part of a sentence; empty where there is none.</summary>
    internal static string Example(IEnumerable<TableAccess> holding, TableAccess access) => Conflicting(holding, access) is { } other
        ? $", such as {Name(other.Effect)} at line {Excerpt.LineOf(other.Place.Syntax, access.Place.Syntax)}"
        : "";

    /// <summary>An access in another member that meets the given one: a change, unless that is one itself.</summary>
    internal static TableAccess? Conflicting(IEnumerable<TableAccess> holding, TableAccess access) => holding
        .Where(other => other.Changes || access.Changes)
        .OrderBy(other => ReferenceEquals(other.Member, access.Member))
        .ThenByDescending(static other => other.Effect)
        .FirstOrDefault();

    private static string Name(AccessEffect effect) => effect switch
    {
        AccessEffect.ContentChange => "the change",
        AccessEffect.Enumeration => "the enumeration",
        AccessEffect.Lookup => "the lookup",
        AccessEffect.Update => "the update",
        AccessEffect.Write => "the write",
        _ => "the read",
    };
}
