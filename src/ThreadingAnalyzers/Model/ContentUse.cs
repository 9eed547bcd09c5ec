using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>What code does with the content of an object that it got by a reference.</summary>
internal enum ContentUse
{
    /// <summary>Nothing that is known: the reference is compared, passed on, kept or returned.</summary>
    None,

    /// <summary>A live view or a lazy query over the content is handed on; what happens to it is not seen.</summary>
    View,

    /// <summary>Only how much there is: one word, perhaps stale, never torn.</summary>
    Size,

    /// <summary>Something is looked up.</summary>
    Read,

    /// <summary>All of it is gone through; a change meanwhile throws or tears.</summary>
    Enumeration,

    /// <summary>The content, or state that the object keeps about it, changes.</summary>
    Change,
}

/// <summary>A use of an object's content.</summary>
/// <param name="Use">What is done.</param>
/// <param name="Operation">The operation that does it: the call, the indexer, what the loop goes through; or the last view or query of a chain.</param>
internal readonly record struct ContentAccess(ContentUse Use, IOperation Operation)
{
    /// <summary>Whether content is looked at, beyond its size.</summary>
    internal bool Reads => Use is ContentUse.Read or ContentUse.Enumeration;

    internal bool Changes => Use == ContentUse.Change;
}
